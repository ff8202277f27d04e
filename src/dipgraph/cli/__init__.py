"""The ``dipgraph`` command: parse, call one function, print.

Each command lives in a module of its own that is imported only when that command runs. The
module offers ``add_arguments(parser)`` and ``run(args) -> exit code``. A module that says
``TAKES_PARAMETERS = True`` finds the words that argparse does not know in ``args.unknown``.
``query run`` is read without argparse, see :mod:`dipgraph.cli.run_query`.

Exit codes: 0 all well, 1 the data were read and something is wrong in them, 2 the command could
not do its work.
"""

from __future__ import annotations

import os
import sys

from dipgraph import __version__
from dipgraph.errors import DipgraphError, InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# name: (module in this package, one line of help), in the order of the help page.
COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "validate data and evidence, and say how much was looked at"),
    "validate": ("validate", "check new triples before they are added, or any data against shapes"),
    "coverage": ("coverage", "list the sentences that no record accounts for"),
    "discrepancies": ("discrepancies", "list the slips of the sources and the sums that fail"),
    "reconcile": ("reconcile", "hold every reported figure against what the graph holds"),
    "review": ("review", "write a page of sentences beside their records, for a second reader"),
    "search": ("search", "find actors, places and records by their names in any spelling"),
    "show": ("show", "show an actor and what it did, or a record and the words that state it"),
    "timeline": ("timeline", "list records in order of time, of one actor or several together"),
    "brief": ("brief", "write one cited page on the relation of two states"),
    "diff": ("diff", "compare two years: what began, ended, grew and fell"),
    "why": ("why", "list the records behind the tie of two actors, and how each takes part"),
    "cite": ("cite", "show a record beside the passages that state it"),
    "find-passage": ("find_passage", "find the sentence for some words and print its locator"),
    "query": ("query", "list, show and run the queries, or anybody's SPARQL"),
    "graph": ("graph", "draw ties as an offline page, measure them, or export the network"),
    "render": ("render", "write the pages of all views"),
    "stats": ("stats", "count records by class and by source"),
    "source": ("source", "register a source text and cut it into passages"),
    "why-derived": ("why_derived", "show which records and axioms lead to a derived triple"),
    "export": ("export", "write the data, or a part, as RDF, JSON-LD, CSV tables or Parquet"),
    "infer": ("infer", "write the full OWL 2 RL closure to a file"),
    "new": ("new", "write the template of a record, to fill in"),
    "add": ("add", "validate new records, show the effect, put them in their files"),
    "fmt": ("fmt", "put Turtle in canonical order, comments and meaning untouched"),
    "compile": ("compile", "read all files into the compiled store and say what is in it"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    _fill_closed_streams()
    if sys.stdout is None:
        return _complain(
            "standard output is closed, so that nothing can be printed. Send it to a file, or to "
            f"{os.devnull}."
        )
    try:
        try:
            code = _run(words)
        except SystemExit as leaving:  # argparse: --help and --version
            code = leaving.code if isinstance(leaving.code, int) else 2
        sys.stdout.flush()
        return code
    except DipgraphError as error:
        return _complain(str(error))
    except BrokenPipeError:
        _drop_output()  # the reader (head, less) has left: nothing is wrong
        return 0
    except KeyboardInterrupt:
        return 130
    except RecursionError:
        return _complain("the input is nested too deeply to be read. Simplify it.")
    except RuntimeError as error:
        from dipgraph.compiled import doubt_stores

        remedy = doubt_stores(error)
        if not remedy:
            raise
        return _complain(f"{error}.{remedy}")
    except MemoryError:
        return _complain("there is not enough memory for this. Ask for less.")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}.")


def _fill_closed_streams() -> None:
    """Put the null device in the place of standard streams that the caller has closed.

    A file opened later would take the number of a closed stream, and be written or read as such.
    What is told on standard error may be lost, but must not come out among the rows: ``print``
    takes a missing stream for standard output.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _run(words: list[str]) -> int:
    place = _find_command(words)
    command = None if place is None else words[place]
    if place is not None and words[place : place + 2] == ["query", "run"]:
        rest = words[:place] + words[place + 2 :]
        if not {"-h", "--help"} & set(rest):
            from dipgraph.cli import run_query

            return run_query.run(rest)
    from importlib import import_module

    from dipgraph.cli.parser import build_parser

    parser = build_parser(command)
    args, unknown = parser.parse_known_args(words)
    args.unknown = unknown
    module = import_module(f"dipgraph.cli.{COMMANDS[args.command][0]}")
    # A command that takes a query's parameters as options looks at them itself.
    if args.unknown and not getattr(module, "TAKES_PARAMETERS", False):
        fault = f"{args.command} does not know {args.unknown[0]!r}"
        raise InputError(f'{fault}. See "dipgraph {args.command} --help".')
    return int(module.run(args))


def _find_command(words: Sequence[str]) -> int | None:
    """Return where the command stands among the words, so that only its module is imported.

    Raises
    ------
    InputError
        If the first word that is no option is no command.
    """
    skip = False
    for index, word in enumerate(words):
        if skip:
            skip = False
        elif word in ("--data", "--sources"):
            skip = True
        elif not word.startswith("-"):
            if word in COMMANDS:
                return index
            from dipgraph.spelling import suggest

            guess = suggest(word, COMMANDS) or f" Commands: {', '.join(COMMANDS)}."
            raise InputError(f"there is no command {word!r}.{guess}")
        elif word == "--version":
            print(f"dipgraph {__version__}")
            raise SystemExit(0)
    return None


def _drop_output() -> None:
    """Let the null device take what standard output has not taken.

    Else Python would try again when it leaves, and end with a code of its own.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(text: str) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _drop_output()  # the message matters more
    try:
        print(f"dipgraph: {text}", file=sys.stderr)
    except OSError:
        pass  # nobody can be told; the exit code says it
    return 2
