"""A finding of a check. In a module of its own, so that raising an error costs no ``typing``."""

from __future__ import annotations

from typing import NamedTuple


class Issue(NamedTuple):
    """One fault that a person must mend: where, which record, what, and how.

    ``file`` is a path relative to the project where possible, or "" if the fault has no file;
    ``line`` is 1-based, 0 means the file as a whole. ``check`` names the check or shape that
    found it; ``severity`` is "violation", "warning" or "info".
    """

    file: str
    line: int
    record: str
    fault: str
    remedy: str
    check: str
    severity: str = "violation"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        who = f"{self.record}: " if self.record else ""
        return f"{where}{who}{self.fault} {self.remedy}".rstrip()
