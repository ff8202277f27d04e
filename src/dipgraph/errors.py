"""What dipgraph raises, and what it reports.

    DipgraphError
    ├── InputError          a file, a folder or an argument cannot be used as given
    │   ├── SyntaxFault     a Turtle or SPARQL text cannot be parsed
    │   └── SourceError     a source text is missing, changed, or a locator leaves it
    ├── QueryError          a query file, or a parameter given to it, is wrong
    └── DataError           the data are readable, but hold what no command can work with

An error stops the work and ends the command with exit code 2. An :class:`Issue` is a
finding: work goes on, all findings are shown together, and the exit code is 1.
"""

from __future__ import annotations

from typing import NamedTuple


class DipgraphError(Exception):
    """Base of every error this package raises on purpose.

    The text is one line for a person: what is wrong, where, and what to do about it.
    """


class InputError(DipgraphError):
    """A file, a folder or an argument cannot be used as given."""


class SyntaxFault(InputError):
    """A Turtle, SPARQL or YAML text cannot be parsed."""


class SourceError(InputError):
    """A source text is missing or changed, or a locator points outside it."""


class QueryError(DipgraphError):
    """A query file, or a parameter given to it, is wrong."""


class DataError(DipgraphError):
    """The data can be read, but hold what no command can work with."""


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
