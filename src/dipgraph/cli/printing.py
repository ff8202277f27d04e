"""Write to standard output: text as bytes, and how wide the terminal is."""

from __future__ import annotations

import sys


def print_text(text: str) -> None:
    """Write to standard output as bytes: CSV keeps its line ends, and any name can be printed."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def terminal_width() -> int:
    """Return the width of the terminal that standard output is, or 0 if it is none."""
    if not sys.stdout.isatty():
        return 0
    from shutil import get_terminal_size

    return get_terminal_size().columns
