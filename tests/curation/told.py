"""What a command says on standard error, apart from its progress, which a busy machine shows."""

from __future__ import annotations


def faults(stderr: str) -> list[str]:
    """Return the lines of standard error that are no progress."""
    return [line for line in stderr.splitlines() if line and not line.endswith(" ...")]
