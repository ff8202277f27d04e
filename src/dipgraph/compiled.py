"""Stores kept compiled on disk, so that a question need not read the files again.

A compiled store is a folder of the cache. Its name is made from the names, sizes and times of
all files, so an edit makes a new one; it is built beside its place and renamed, so two
processes may build at once and neither sees half a store. It is opened read-only, after its
files were held against the sizes and checksums noted when it was written: the engine itself opens
a store with half a manifest as an empty one. Checksums are compared once, and then again when size
or times of a file have changed; what a failing disk changes beneath the times, the engine finds by
the checksum that each of its blocks has (:func:`doubt_stores`).
"""

from __future__ import annotations

import os
import zlib

import pyoxigraph as ox

from dipgraph.resources import find_cache_folder

KEPT_STORES = 4
"""How many compiled stores of all projects stay in the cache."""

_SUMMED = "summed.txt"


def find_place(folder: str, mark: str) -> str:
    """Return the folder of the store of that mark below the cache folder."""
    # A checksum is enough for a name: the whole mark is compared when the store is opened.
    raw = mark.encode()
    return os.path.join(folder, "stores", f"{zlib.crc32(raw):08x}{zlib.adler32(raw):08x}")


def open_compiled(place: str, mark: str) -> ox.Store | None:
    """Open a compiled store read-only; return None if it is not there, damaged or another's.

    Parameters
    ----------
    place
        Its folder, from :func:`find_place`.
    mark
        The text that tells this state of the files from any other.
    """
    try:
        with open(os.path.join(place, "fingerprint.txt"), encoding="utf-8") as file:
            noted = file.read()
        if not noted.startswith(mark) or not _is_whole(place, noted[len(mark) :]):
            return None
        store = ox.Store.read_only(os.path.join(place, "db"))
    except (OSError, RuntimeError, ValueError):  # RuntimeError: RocksDB finds it corrupt
        return None
    try:
        os.utime(place)  # the stores unused for longest are removed first
    except OSError:
        pass  # another user's cache may be read all the same
    return store


def _is_whole(place: str, sums: str) -> bool:
    """Tell whether the files of a store are those that were summed up when it was written.

    To sum up 14 MiB takes half as long as to open the store, so the times at which the sums were
    found right are kept. A half-written or old note of them only leads to another summing.
    """
    db, note = os.path.join(place, "db"), os.path.join(place, _SUMMED)
    times = "".join(
        f"{entry.name}\t{status.st_size}\t{status.st_mtime_ns}\t{status.st_ctime_ns}\n"
        for entry in _files_of(db)
        for status in [entry.stat()]
    )
    try:
        with open(note, encoding="utf-8") as file:
            if file.read() == times:
                return True
    except (OSError, ValueError):
        pass  # not summed up yet
    if _sum_up(db) != sums:
        return False
    try:
        with open(note, "w", encoding="utf-8") as file:
            file.write(times)
    except OSError:
        pass  # another user's cache may be read all the same
    return True


def doubt_stores(error: RuntimeError) -> str:
    """Let all compiled stores be summed up anew if the engine found one corrupt.

    Returns the remedy as a sentence with a leading space, "" for any other error.
    """
    folder = find_cache_folder()
    if not str(error).startswith("Corruption") or folder is None:
        return ""
    stores = os.path.join(folder, "stores")
    for name in os.listdir(stores) if os.path.isdir(stores) else ():
        try:
            os.unlink(os.path.join(stores, name, _SUMMED))
        except OSError:
            pass  # it had not been summed up
    return " The compiled store is damaged. Try again: it is built anew."


def _sum_up(folder: str) -> str:
    """Return a line for each file of a store: name, size in bytes, checksum."""
    lines = []
    for entry in _files_of(folder):
        with open(entry.path, "rb") as file:
            raw = file.read()
        lines.append(f"{entry.name}\t{len(raw)}\t{zlib.crc32(raw):08x}\n")
    return "".join(lines)


def _files_of(folder: str) -> list[os.DirEntry[str]]:
    """Return the files of a store by name, without the engine's diary, which readers may write."""
    found = [file for file in os.scandir(folder) if not file.name.startswith(("LOG", "LOCK"))]
    return sorted(found, key=lambda file: file.name)


def write_compiled(built: ox.Store, place: str, mark: str) -> bool:
    """Write a compiled store to its place; return False where that is not possible."""
    import shutil
    import tempfile

    folder = os.path.dirname(place)
    try:
        os.makedirs(folder, exist_ok=True)
        draft = tempfile.mkdtemp(prefix="draft-", dir=folder)
    except OSError:
        return False
    try:
        store = ox.Store(os.path.join(draft, "db"))
        store.bulk_load(built.dump(format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
        del store  # lets go of the lock
        with open(os.path.join(draft, "fingerprint.txt"), "w", encoding="utf-8") as file:
            file.write(mark + _sum_up(os.path.join(draft, "db")))
        if os.path.exists(place) and open_compiled(place, mark) is None:
            shutil.rmtree(place, ignore_errors=True)  # broken, or another state of this name
        try:
            os.rename(draft, place)
        except OSError:
            if not os.path.exists(place):  # else another process was first, with the same store
                return False
        _remove_old(place)
        return True
    except (OSError, RuntimeError):  # RuntimeError: RocksDB on a failing or full disk
        return False
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _remove_old(newest: str) -> None:
    """Remove all but the stores used last, and drafts that a killed process left behind."""
    import shutil
    import time

    dated: list[tuple[float, str, str]] = []
    for entry in os.scandir(os.path.dirname(newest)):
        try:
            dated.append((entry.stat().st_mtime, entry.name, entry.path))
        except OSError:
            continue  # another process removed it
    dated.sort(reverse=True)
    stores = [path for _, name, path in dated if not name.startswith("draft-")]
    an_hour_ago = time.time() - 3600
    drafts = [path for when, name, path in dated if name[:6] == "draft-" and when < an_hour_ago]
    for path in [*stores[KEPT_STORES:], *drafts]:
        if path != newest:
            shutil.rmtree(path, ignore_errors=True)
