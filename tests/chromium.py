"""Headless Chromium over its debugging pipe: no driver, no port, and the network cut.

The browser is started with two pipes (file descriptors 3 and 4) and told what to do in the
Chrome DevTools Protocol, one JSON message after the other, each ended by a NUL.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --disable-default-apps "
    "--disable-extensions --hide-scrollbars --mute-audio --disable-dev-shm-usage "
    "--remote-debugging-pipe"
).split()


def find_chromium() -> str | None:
    """Return the path of a Chromium, from DIPGRAPH_CHROMIUM or the search path."""
    named = os.environ.get("DIPGRAPH_CHROMIUM")
    if named:
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Chromium:
    """One browser with one page; keeps what its console says and every address it asks for."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        path = find_chromium()
        assert path is not None
        self._folder = tempfile.mkdtemp(prefix="chromium-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def put_in_place() -> None:
            # By way of high numbers: the pipes may stand at 3 and 4, but the other way round.
            high = [fcntl.fcntl(end, fcntl.F_DUPFD, 60) for end in (to_browser, from_browser)]
            for end, wanted in zip(high, (3, 4), strict=True):
                os.dup2(end, wanted)
                os.close(end)

        self._process = subprocess.Popen(
            [
                path,
                *_FLAGS,
                "--host-resolver-rules=MAP * ~NOTFOUND",
                f"--user-data-dir={self._folder}",
                f"--window-size={width},{height}",
                "about:blank",
            ],
            close_fds=False,  # Python's own are not handed on anyway
            preexec_fn=put_in_place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self._folder},
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self.messages: list[str] = []
        self.requests: list[str] = []
        targets = self.call("Target.getTargets")["targetInfos"]
        target = next(t["targetId"] for t in targets if t["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call(
            "Network.emulateNetworkConditions",
            offline=True,
            latency=0,
            downloadThroughput=0,
            uploadThroughput=0,
        )
        self.resize(width, height)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; events on the way are noted."""
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self, timeout_s: float = 30) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], timeout_s)
            assert ready, "the browser does not answer"
            piece = os.read(self._in, 1 << 20)
            assert piece, "the browser has ended"
            self._buffer += piece
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            words = [str(a.get("value", a.get("description"))) for a in params["args"]]
            self.messages.append(f"{params['type']}: {' '.join(words)}")
        elif method == "Runtime.exceptionThrown":
            self.messages.append(f"exception: {json.dumps(params['exceptionDetails'])}")
        elif method == "Log.entryAdded":
            self.messages.append(f"{params['entry']['level']}: {params['entry']['text']}")

    def open(
        self,
        path: Path,
        ready: str = "document.documentElement.dataset.ready === 'yes'",
        fragment: str = "",
        patience_s: float = 30,
    ) -> float:
        """Open a file and wait until ``ready`` holds; return the seconds that took."""
        if fragment:  # else only the address would change, and nothing be loaded
            self.call("Page.navigate", url="about:blank")
        self.messages.clear()
        self.requests.clear()
        start = time.monotonic()
        url = path.absolute().as_uri() + (f"#{fragment}" if fragment else "")
        self.call("Page.navigate", url=url)
        while not self.evaluate(f"document.readyState === 'complete' && ({ready})"):
            assert time.monotonic() - start < patience_s, (
                f"{path.name} did not become ready: {self.messages}"
            )
            time.sleep(0.01)
        return time.monotonic() - start

    def evaluate(self, script: str) -> Any:
        """Return the value of a JavaScript expression."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def click(self, x: float, y: float) -> None:
        """Click with the mouse at a point of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="none" if kind == "mouseMoved" else "left",
                clickCount=0 if kind == "mouseMoved" else 1,
            )
        time.sleep(0.4)  # the drawing waits for a second click before it takes the first

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def prefer(self, scheme: str, media: str = "") -> None:
        """Set the preferred colour scheme, and the medium ("print", or "" for the screen)."""
        self.call(
            "Emulation.setEmulatedMedia",
            media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )

    def resize(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Set the size of the window in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )

    def screenshot(self, path: Path, scale: float = 1.0) -> None:
        """Write what the window shows as PNG, made smaller by ``scale``."""
        time.sleep(0.2)
        size = self.evaluate("({width: innerWidth, height: innerHeight})")
        clip = {"x": 0, "y": 0, **size, "scale": scale}
        data = self.call("Page.captureScreenshot", format="png", clip=clip)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        """End the browser that was started here, and remove its folder."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def state(browser: Chromium) -> dict[str, str]:
    """Return what a page says of itself: counts, choice, year."""
    found: dict[str, str] = json.loads(
        browser.evaluate("JSON.stringify({...document.documentElement.dataset})")
    )
    return found


def place(browser: Chromium, item: str, share: float = 0.5) -> tuple[float, float]:
    """Scroll a node, or a point on a line, into the window and return where it is."""
    script = f"window.dipgraph.place({json.dumps(item)}, {share})"
    y = browser.evaluate(script)["y"]
    browser.evaluate(f"window.scrollBy(0, {y} - 300)")
    found: dict[str, float] = browser.evaluate(script)
    return found["x"], found["y"]


def panel(browser: Chromium) -> list[str]:
    """Return the texts of the records that the panel shows."""
    found: list[str] = browser.evaluate(
        "[...document.querySelectorAll('#panel-records li')].map((item) => item.textContent)"
    )
    return found
