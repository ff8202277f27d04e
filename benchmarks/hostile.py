"""Files that are too large, each in a process of its own: exit code, time and memory.

``python -m benchmarks.hostile`` prints a line for each; it is not among the ratios, since nobody is
a peer in refusing. Files are written on the fly, some 100 MB at most. Exit 1 if one is not
answered with 1 or 2, takes more than two minutes, or more than 3 GiB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import ROOT, Row

_HEAD = (
    "@prefix dip: <https://w3id.org/dipgraph/ontology#> .\n"
    "@prefix event: <https://w3id.org/dipgraph/event/> .\n"
    "@prefix state: <https://w3id.org/dipgraph/state/> .\n"
)
_MOST_S, _MOST_MIB = 120.0, 3072.0


class Case(NamedTuple):
    """A file as it is written, and the options that it is validated with."""

    name: str
    pieces: Iterator[str]
    words: tuple[str, ...] = ()
    ending: str = ".ttl"


def cases() -> Iterator[Case]:
    """Yield the files."""
    large = ("--max-size", "500")
    lines = (f"<http://e/{n}> <http://e/p> <http://e/{n + 1}> .\n" for n in range(2_300_000))
    yield Case("100 MB", lines, (), ".nt")
    lines = (f"<http://e/{n}> <http://e/p> <http://e/{n + 1}> .\n" for n in range(1_000_000))
    yield Case("a million foreign triples, 45 MB", lines, (), ".nt")
    blank = (f"[] dip:isPartOf [] .{os.linesep}" for _ in range(5_000_000))
    yield Case("10 million nameless nodes, 105 MB", _with_head(blank), large)
    ring = (f"_:b{n} <http://e/p> _:b{n + 1} .\n" for n in range(1_000_000))
    yield Case("a million nameless nodes in a chain", ring, large, ".nt")
    lists = iter(["event:x dip:isPartOf ", "(" * 10_000, ")" * 10_000, " ."])
    yield Case("lists, 10,000 deep", _with_head(lists))
    known = (
        f"event:x{n} a dip:Visit ; dip:hasVisitor state:TUR ; dip:isHostedBy state:GEO .\n"
        for n in range(2_000)
    )
    yield Case("2,000 records without what they need", _with_head(known))
    chain = (f"event:x{n} dip:isPartOf event:x{n + 1} .\n" for n in range(20_000))
    yield Case("a chain of 20,000 parts", _with_head(chain))


def _with_head(lines: Iterator[str]) -> Iterator[str]:
    yield _HEAD
    yield from lines


def _validate(path: Path, words: tuple[str, ...]) -> tuple[int, float, float, str]:
    """Return exit code, seconds, MiB at most, and the last line that was said."""
    code = (
        "import resource, sys\n"
        "from dipgraph.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "sys.stdout.flush()\n"
        "most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(f'{most} KiB', file=sys.stderr)\n"
        "raise SystemExit(code)\n"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "validate", str(path), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=4 * _MOST_S,
    )
    taken = time.perf_counter() - start
    told, _, most = done.stderr.strip().rpartition("\n")
    said = [*told.split("\n"), *done.stdout.strip().split("\n")]
    last = next((line for line in reversed(said) if line.strip()), "")
    kib = float(most.removesuffix(" KiB")) if most.endswith(" KiB") else 0.0
    return done.returncode, taken, kib / 1024, last.replace(str(path.parent) + os.sep, "")


def run() -> list[Row]:
    """Try each file and print what came of it; there are no ratios.

    Raises
    ------
    SystemExit
        If a file is not answered with 0, 1 or 2 within the limits.
    """
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases():
            path = Path(folder, f"new{case.ending}")
            with path.open("w", encoding="utf-8") as file:
                file.writelines(case.pieces)
            size = path.stat().st_size / 1e6
            code, taken, most, last = _validate(path, case.words)
            path.unlink()
            cost = f"exit {code}, {taken:.1f} s, {most:.0f} MiB"
            print(f"{case.name} ({size:.0f} MB): {cost}: {last[:90]}", flush=True)
            if code not in (1, 2) or not 0 < most < _MOST_MIB or taken > _MOST_S:
                failed.append(case.name)
    if failed:
        raise SystemExit(f"not refused within the limits: {', '.join(failed)}")
    return []


if __name__ == "__main__":
    run()
