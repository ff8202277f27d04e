"""Several files change as one, whatever happens on the way."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph import journal
from dipgraph.errors import InputError
from dipgraph.journal import Change, commit, recover, writing
from dipgraph.resources import JOURNAL

BEFORE = {"a.ttl": b"old a", "b.ttl": b"old b", "sub/c.ttl": b"old c", "kept.ttl": b"kept"}
AFTER = {"a.ttl": b"new a", "sub/c.ttl": b"new c", "new/d.ttl": b"new d", "kept.ttl": b"kept"}


def make(folder: Path) -> Path:
    data = folder / "data"
    for name, content in BEFORE.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    return data


def changes(data: Path) -> list[Change]:
    names = ("a.ttl", "b.ttl", "sub/c.ttl", "new/d.ttl")
    return [Change(data / name, BEFORE.get(name), AFTER.get(name)) for name in names]


def files(data: Path, *, hidden: bool = False) -> dict[str, bytes]:
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and (hidden or not path.name.startswith("."))
    }


def test_all_changes_are_made_and_nothing_is_left_over(tmp_path: Path) -> None:
    data = make(tmp_path)
    with writing(data):
        commit(data, changes(data))
    assert files(data, hidden=True) == AFTER


STEPS = ("replace", "unlink", "fsync", "mkdir")


def run_until(step: int, data: Path) -> int:
    """Commit, and leave everything as it is before call ``step``; return how many calls were."""
    pid = os.fork()
    if not pid:
        count = 0

        def counted(name: str) -> object:
            call = getattr(os, name)

            def run(*args: object, **options: object) -> object:
                nonlocal count
                count += 1
                if count == step:
                    os._exit(77)
                return call(*args, **options)

            return run

        real_open = io.open

        def opened(file: object, mode: str = "r", *args: object, **options: object) -> object:
            nonlocal count
            result = real_open(file, mode, *args, **options)  # type: ignore[call-overload]
            count += "w" in mode
            if "w" in mode and count == step:
                os._exit(77)  # the file is there, and nothing in it
            return result

        for name in STEPS:
            setattr(os, name, counted(name))
        io.open = opened  # type: ignore[assignment]
        try:
            with writing(data):
                commit(data, changes(data))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_every_step_it_is_all_or_nothing(tmp_path: Path) -> None:
    outcomes = []
    for step in range(1, 200):
        data = make(tmp_path / str(step))
        code = run_until(step, data)
        recover(data)
        assert files(data) in (BEFORE, AFTER), step
        outcomes.append(files(data) == AFTER)
        # The next writer goes on from there, and leaves nothing of the dead one.
        with writing(data):
            if files(data) == BEFORE:
                commit(data, changes(data))
        assert files(data, hidden=True) == AFTER, step
        assert not [p for p in data.rglob("*") if p.is_dir() and not any(p.iterdir())]
        if code == 0:
            break
    assert code == 0
    assert len(outcomes) > 15
    # Before the journal nothing has happened, from it on everything: there is one turn.
    assert outcomes == sorted(outcomes)
    assert {True, False} == set(outcomes)


def test_every_failure_of_the_disk_leaves_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = []
    for step in range(1, 200):
        data = make(tmp_path / str(step))
        count = 0
        with monkeypatch.context() as patch:
            for name in ("replace", "fsync", "mkdir", "unlink", "truncate", "write"):

                def failing(
                    *args: object,
                    _call: object = getattr(os, name),
                    _step: int = step,
                    **options: object,
                ) -> object:
                    nonlocal count
                    count += 1
                    if count == _step:
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                    return _call(*args, **options)  # type: ignore[operator]

                patch.setattr(os, name, failing)
            try:
                with writing(data):
                    commit(data, changes(data))
                is_told = False
            except InputError as error:
                is_told = True
                assert "No space left" in str(error)
        if (data / JOURNAL).exists():
            assert is_told
            recover(data)
            assert files(data) == AFTER
        assert files(data) in (BEFORE, AFTER)
        outcomes.append(is_told)
        if count < step:
            break
    assert not is_told
    assert sum(outcomes) > 10


def test_a_file_that_was_changed_is_not_written_over(tmp_path: Path) -> None:
    data = make(tmp_path)
    planned = changes(data)
    (data / "a.ttl").write_bytes(b"by hand")
    with writing(data), pytest.raises(InputError, match="changed meanwhile"):
        commit(data, planned)
    assert files(data, hidden=True) == BEFORE | {"a.ttl": b"by hand"}


def interrupt(data: Path) -> None:
    """Leave the data as a process killed just after the journal would."""
    entries = []
    for change in changes(data):
        if change.after is not None:
            change.path.parent.mkdir(exist_ok=True)
            journal._draft_of(change.path).write_bytes(change.after)
        name = change.path.relative_to(data).as_posix()
        before, after = journal._digest(change.before), journal._digest(change.after)
        entries.append({"path": name, "before": before, "after": after})
    (data / JOURNAL).write_text(json.dumps({"version": 1, "changes": entries}))


def test_an_interrupted_change_is_completed_and_completing_twice_does_no_harm(
    tmp_path: Path,
) -> None:
    data = make(tmp_path)
    interrupt(data)
    recover(data)
    recover(data)
    assert files(data, hidden=True) == AFTER


def test_an_edit_after_the_interruption_is_not_lost(tmp_path: Path) -> None:
    data = make(tmp_path)
    interrupt(data)
    (data / "a.ttl").write_bytes(b"by hand")
    with pytest.raises(InputError, match=r"a\.ttl: an addition .* was interrupted"):
        recover(data)
    assert files(data)["a.ttl"] == b"by hand"
    assert files(data)["sub/c.ttl"] == b"old c"  # nothing was put in place before all was seen
    (data / JOURNAL).unlink()
    with writing(data):
        pass
    assert files(data, hidden=True) == BEFORE | {"a.ttl": b"by hand"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 1}',
        '{"version": 2, "changes": []}',
        '{"version": 1, "changes": [{"path": "../x", "before": null, "after": null}]}',
        '{"version": 1, "changes": [{"path": "/etc/x", "before": null, "after": null}]}',
        '{"version": 1, "changes": [{"path": 3, "before": null, "after": null}]}',
    ],
)
def test_a_journal_of_somebody_else_is_refused(tmp_path: Path, text: str) -> None:
    data = make(tmp_path)
    (data / JOURNAL).write_text(text)
    with pytest.raises(InputError, match="no journal that can be completed"):
        recover(data)
    assert files(data) == BEFORE


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60))
def test_any_journal_changes_nothing_outside(raw: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        data = make(Path(folder))
        (data / JOURNAL).write_bytes(raw)
        with pytest.raises(InputError):
            recover(data)
        assert files(data) == BEFORE


HOLD = """
    import sys, time
    from pathlib import Path
    from dipgraph.journal import writing
    with writing(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(60)
"""


def hold(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLD), str(data)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_one_writer_at_a_time_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    data = make(tmp_path)
    holder = hold(data)
    try:
        with pytest.raises(InputError, match=f"process {holder.pid}"), writing(data):
            pass
        recover(data)  # readers are not held up
    finally:
        holder.kill()
        holder.wait()
    assert (data / journal.LOCK).exists()  # a stale lock
    with writing(data):
        commit(data, changes(data))
    assert files(data, hidden=True) == AFTER


def test_a_reader_waits_for_a_living_writer_and_says_so_at_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make(tmp_path)
    holder = hold(data)
    interrupt(data)
    monkeypatch.setattr(journal, "_PATIENCE_S", 0.2)
    begun = time.monotonic()
    try:
        with pytest.raises(InputError, match="another dipgraph"):
            recover(data)
    finally:
        holder.kill()
        holder.wait()
        assert holder.stdout is not None
        holder.stdout.close()
    assert time.monotonic() - begun >= 0.2
    recover(data)
    assert files(data) == AFTER


def test_many_writers_at_once_each_whole(tmp_path: Path) -> None:
    data = make(tmp_path)
    code = """
        import sys, time
        from pathlib import Path
        from dipgraph.errors import InputError
        from dipgraph.journal import Change, commit, writing
        data, me = Path(sys.argv[1]), sys.argv[2].encode()
        done = 0
        while done < 10:
            try:
                with writing(data):
                    names = [data / "a.ttl", data / "sub" / "c.ttl"]
                    texts = [p.read_bytes() for p in names]
                    assert texts[0].split()[1:] == texts[1].split()[1:], texts
                    commit(data, [Change(p, t, t + b" " + me) for p, t in zip(names, texts)])
                    done += 1
            except InputError as error:
                assert "is changing these data" in str(error), error
                time.sleep(0.002)
    """
    (data / "a.ttl").write_bytes(b"a")
    (data / "sub" / "c.ttl").write_bytes(b"c")
    runs = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), str(data), name])
        for name in ("x", "y", "z")
    ]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    words = (data / "a.ttl").read_bytes().split()[1:]
    assert sorted(words) == sorted([b"x", b"y", b"z"] * 10)
    assert words == (data / "sub" / "c.ttl").read_bytes().split()[1:]


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make(tmp_path)
    real = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    denied = r"data: cannot be written \(Permission denied\)"
    with pytest.raises(InputError, match=denied), writing(data):
        pass
    interrupt(data)
    with pytest.raises(InputError, match="cannot be written"):
        recover(data)
    assert files(data) == BEFORE
