"""Write a folder so that nobody sees half of one, and nothing of somebody else's is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dipgraph.errors import InputError
from dipgraph.exporting.describe import WrittenFile


def check_folder(path: Path, *, overwrite: bool, ours: frozenset[str]) -> None:
    """Refuse a place that an export may not take, before any work is done.

    Parameters
    ----------
    path
        The folder that is to be written.
    overwrite
        Whether a folder that is not empty may be replaced.
    ours
        The names that an export writes. A folder with anything else in it is never replaced.

    Raises
    ------
    InputError
        If there is a file of that name, the folder around it is missing or cannot be written, or
        the folder is not empty.
    """
    if not path.parent.is_dir():
        raise InputError(f"{path}: its folder does not exist. Make it first.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise InputError(f"{path}: cannot be written (Permission denied).")
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise InputError(f"{path}: this is a file. Name a folder, new or empty.")
    if not path.is_dir():
        return
    if path.resolve() == Path.cwd().resolve():
        raise InputError(f"{path}: this is the folder you are in. Name one in it.")
    held = sorted(entry.name for entry in path.iterdir())
    if held and not overwrite:
        raise InputError(
            f"{path}: the folder is not empty. Name another, or add --overwrite to replace it."
        )
    foreign = [name for name in held if name not in ours]
    if foreign:
        raise InputError(
            f"{path}: the folder holds {foreign[0]}, which no export wrote, and is not replaced. "
            "Name another."
        )


def write_folder(path: Path, files: Sequence[WrittenFile]) -> None:
    """Write files to a draft folder beside ``path`` and put it in its place.

    Raises
    ------
    InputError
        If it cannot be written; what was there is there still.
    """
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}).") from None
    old = draft.with_name(f"{draft.name}-old")
    try:
        for file in files:
            place = draft / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
        draft.chmod(0o755)  # a draft is readable by its owner only
        if path.is_dir():
            path.rename(old)
        try:
            draft.rename(path)
        except OSError:
            if old.is_dir():
                old.rename(path)
            raise
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}).") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
