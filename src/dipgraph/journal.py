"""Change several files of the data as one: all of them, or none, whenever the process is killed.

=====  ==========================================================================================
step   what is on disk
=====  ==========================================================================================
1      each file in its new form as a draft beside its place (``.NAME.dipgraph-draft``), synced
2      the journal ``.dipgraph-journal.json`` in the data folder: which draft goes where, with
       the digests of each file before and after. It comes into being by one renaming: before it
       nothing has happened, after it everything will
3      the drafts are renamed to their places
4      the journal is removed
=====  ==========================================================================================

Killed before the journal is there, drafts are left that nobody reads; the next writer sweeps them
away. Killed after, :func:`recover` goes on with step 3 from wherever it stopped; whoever lists the
files of a project calls it first (:func:`dipgraph.store.list_files`), so that no reader sees half
of a change. One writer at a time: a lock that the system lets go of when its holder dies.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from dipgraph.errors import InputError
from dipgraph.resources import JOURNAL

LOCK = ".dipgraph-lock"
_DRAFT = ".dipgraph-draft"
_PATIENCE_S = 30.0
"""How long a reader waits for a living writer to finish its renamings."""


class Change(NamedTuple):
    """One file: where it lies, what it holds now and what it shall hold; None is no file."""

    path: Path
    before: bytes | None
    after: bytes | None


class _Entry(NamedTuple):
    """One file in the journal: its path below the data folder, its digests before and after."""

    path: str
    before: str | None
    after: str | None


@contextmanager
def writing(data: Path) -> Iterator[None]:
    """Be the only writer of a data folder; what a killed writer left is put right first.

    Raises
    ------
    InputError
        If another process writes, or the folder cannot be written to.
    """
    with _locked(data, 0.0):
        if (data / JOURNAL).exists():
            _complete(data)
        _sweep(data)
        yield


def commit(data: Path, changes: list[Change]) -> None:
    """Make all changes, or none of them. Only inside :func:`writing`.

    Raises
    ------
    InputError
        If a file is not what it was, or a draft cannot be written: nothing has changed then. If
        a renaming fails, the message says that the next command completes the work.
    """
    entries = []
    for change in changes:
        if _read(change.path) != change.before:
            raise InputError(f"{change.path}: the file was changed meanwhile. Run it again.")
        name = change.path.relative_to(data).as_posix()
        entries.append(_Entry(name, _digest(change.before), _digest(change.after)))
    made: list[Path] = []
    is_begun = False
    try:
        for change in changes:
            made += _make_folder(change.path.parent)
            if change.after is not None:
                _write(_draft_of(change.path), change.after)
        draft = _draft_of(data / JOURNAL)
        _write(
            draft, json.dumps({"version": 1, "changes": [e._asdict() for e in entries]}).encode()
        )
        for folder in {change.path.parent for change in changes}:
            _sync_folder(folder)
        draft.replace(data / JOURNAL)
        is_begun = True
        _sync_folder(data)
        _complete(data)
    except BaseException as error:
        if not is_begun:
            for change in changes:
                with suppress(OSError):
                    _draft_of(change.path).unlink(missing_ok=True)
            with suppress(OSError):
                _draft_of(data / JOURNAL).unlink(missing_ok=True)
            for folder in reversed(made):
                with suppress(OSError):
                    folder.rmdir()
        if isinstance(error, OSError):
            raise _explain(error, data, is_begun) from None
        raise


def recover(data: Path) -> None:
    """Complete what a killed writer had begun, before anybody reads.

    Raises
    ------
    InputError
        If it cannot be completed: the folder cannot be written to, or a file was changed since.
    """
    end = time.monotonic() + _PATIENCE_S
    while (data / JOURNAL).exists():
        try:
            with _locked(data, 0.0):
                if (data / JOURNAL).exists():
                    _complete(data)
                return
        except _BusyError as busy:
            if time.monotonic() > end:
                raise InputError(f"{busy} It has not finished for {_PATIENCE_S:.0f} s.") from None
            time.sleep(0.02)
        except OSError as error:
            raise _explain(error, data, is_begun=True) from None


def _explain(error: OSError, data: Path, is_begun: bool) -> InputError:
    where = error.filename or data
    if is_begun:
        return InputError(
            f"{where}: {error.strerror or error}. A change of several files is begun and not "
            f"complete: make {data} writable, with room, and run any command of dipgraph; it "
            "completes it."
        )
    return InputError(f"{where}: cannot be written ({error.strerror or error}). Nothing changed.")


# --- steps 3 and 4 --------------------------------------------------------------------------


def _complete(data: Path) -> None:
    """Put every draft of the journal in its place and remove the journal."""
    entries = _read_journal(data)
    waiting = []
    for entry in entries:
        path = data / entry.path
        now = _digest(_read(path))
        if now == entry.after:
            continue
        draft = _draft_of(path)
        is_whole = entry.after is None or _digest(_read(draft)) == entry.after
        if now != entry.before or not is_whole:
            raise InputError(
                f"{path}: an addition to the data was interrupted, and this file or its draft "
                f"was changed since. Bring it back as it was to have the addition completed, or "
                f"remove {data / JOURNAL} to give up what is not in place yet."
            )
        waiting.append((path, draft, entry.after is None))
    for path, draft, is_removal in waiting:
        if is_removal:
            path.unlink(missing_ok=True)
        else:
            draft.replace(path)
    for folder in {path.parent for path, _, _ in waiting}:
        _sync_folder(folder)
    (data / JOURNAL).unlink()
    _sync_folder(data)


def _read_journal(data: Path) -> list[_Entry]:
    try:
        table = json.loads((data / JOURNAL).read_bytes())
        entries = [_Entry(**entry) for entry in table["changes"]]
        for entry in entries:
            path = Path(entry.path)
            # What somebody else put there must not write outside the data.
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(entry.path)
        if table["version"] != 1:
            raise ValueError(table["version"])
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{data / JOURNAL}: this is no journal that can be completed. Look at the files beside "
            "it with the version control that you use, and remove it."
        ) from None
    return entries


# --- drafts -----------------------------------------------------------------------------------


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{_DRAFT}")


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _make_folder(folder: Path) -> list[Path]:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        _sync_folder(path.parent)
    return missing[::-1]


def _sync_folder(folder: Path) -> None:
    """Make renamings in a folder last; where the system knows no such thing, it needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(data: Path) -> None:
    """Remove drafts that no journal speaks of, and folders that hold nothing else."""
    for draft in [*data.rglob(f".*{_DRAFT}")]:
        with suppress(OSError):
            draft.unlink()
            draft.parent.rmdir()  # only if it is empty
            draft.parent.parent.rmdir()


# --- the lock ---------------------------------------------------------------------------------


class _BusyError(InputError):
    """Another process holds the lock."""


@contextmanager
def _locked(data: Path, patience_s: float) -> Iterator[None]:
    path = data / LOCK
    end = time.monotonic() + patience_s
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise InputError(
                f"{data}: cannot be written ({error.strerror}). Make it writable, or use a copy."
            ) from None
        if _try_lock(handle):
            # A holder that has just left removed the file: then this is a lock on nothing.
            if _is_same(handle, path):
                break
        elif time.monotonic() >= end:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            os.close(handle)
            who = f" (process {holder})" if holder.isdigit() else ""
            raise _BusyError(
                f"{data}: another dipgraph{who} is changing these data. Wait until it is done."
            )
        os.close(handle)
        time.sleep(0.01)
    try:
        with suppress(OSError):  # a full disk: the number is for messages only
            os.truncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _try_lock(handle: int) -> bool:
    """Lock an open file for this process, unless another has it; a lock dies with its process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
