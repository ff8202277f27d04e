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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dipgraph.issues import Issue as Issue


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


class QueryWarning(UserWarning):
    """A query may not mean what it says; it was run all the same."""


def __getattr__(name: str) -> object:
    """Import :class:`Issue` when it is first asked for (PEP 562)."""
    if name == "Issue":
        from dipgraph.issues import Issue

        return Issue
    raise AttributeError(f"module 'dipgraph.errors' has no attribute {name!r}")
