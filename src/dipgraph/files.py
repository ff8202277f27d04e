"""Write files so that a reader never sees half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dipgraph.errors import InputError


def write_whole_file(path: Path, content: str | bytes) -> None:
    """Write bytes, or a text in UTF-8, to a draft beside ``path`` and put it in its place.

    Raises
    ------
    InputError
        If ``path`` is a folder, or its folder is missing or cannot be written.
    """
    with open_whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def open_whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a draft beside ``path`` for writing bytes; it takes the place when the block ends well.

    Raises
    ------
    InputError
        As :func:`write_whole_file`.
    """
    if path.is_dir():
        raise InputError(f"{path}: this is a folder. Name a file in it.")
    if not path.parent.is_dir():
        raise InputError(f"{path}: its folder does not exist. Make it first.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}).") from None
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        draft.chmod(0o644)  # a draft is readable by its owner only
        draft.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}).") from None
    finally:
        draft.unlink(missing_ok=True)
