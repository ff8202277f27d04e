"""The ``dipgraph`` command: parse, call one function, print.

Each command lives in a module of its own that is imported only when that command runs, see
:mod:`dipgraph.cli.commands`. The module offers ``add_arguments(parser)`` and ``run(args) -> exit
code``. A module that says ``TAKES_PARAMETERS = True`` finds the words that argparse does not know
in ``args.unknown``. ``query run`` is read without argparse, see :mod:`dipgraph.cli.run_query`.

Exit codes: 0 all well, 1 the data were read and something is wrong in them, 2 the command could
not do its work.
"""

from __future__ import annotations

import os
import sys

from dipgraph import __version__
from dipgraph.cli.commands import COMMANDS
from dipgraph.errors import DipgraphError, InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


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
    except Exception as error:
        # sqlite3 is not imported here: most commands do without it.
        if type(error).__module__ != "sqlite3":
            raise
        from dipgraph.finding.index import doubt_indexes

        doubt_indexes()
        return _complain(f"the index of names is damaged ({error}). Try again: it is built anew.")


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
        guess = parser.guess(args.unknown[0])
        raise InputError(f'{fault}.{guess} See "dipgraph {args.command} --help".')
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
