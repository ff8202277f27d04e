"""The ``dipgraph`` command: parse, call one function, print.

Each command lives in a module of its own that is imported only when that command runs. The
module offers ``add_arguments(parser)`` and ``run(args) -> exit code``. A module that says
``TAKES_PARAMETERS = True`` finds the words that argparse does not know in ``args.unknown``.

Exit codes: 0 all well, 1 the data were read and something is wrong in them, 2 the command could
not do its work.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from dipgraph import __version__
from dipgraph.errors import DipgraphError, InputError

# name: (module in this package, one line of help), in the order of the help page.
COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "validate data and evidence, and say how much was looked at"),
    "coverage": ("coverage", "list the sentences that no record accounts for"),
    "cite": ("cite", "show a record beside the passages that state it"),
    "find-passage": ("find_passage", "find the sentence for some words and print its locator"),
    "query": ("query", "list, show and run the queries, or anybody's SPARQL"),
    "graph": ("graph", "write an interactive page of ties that opens offline"),
    "render": ("render", "write the pages of all views"),
    "stats": ("stats", "count records by class and by source"),
    "source": ("source", "register a source text and cut it into passages"),
    "infer": ("infer", "write the full OWL 2 RL closure to a file"),
    "compile": ("compile", "read all files into the compiled store and say what is in it"),
}

_EPILOG = """\
exit codes: 0 all well, 1 the data have faults, 2 the command could not do its work
"dipgraph COMMAND --help" explains one command."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, as every other fault is said."""

    def error(self, message: str) -> NoReturn:
        """Raise what the command line prints after its name; exit code 2."""
        raise InputError(f'{message.rstrip(".")}. See "{self.prog} --help".')


def build_parser(command: str | None = None) -> Parser:
    """Return the parser, with the options of ``command`` filled in and the rest by name only."""
    parser = Parser(
        prog="dipgraph",
        description="A knowledge graph of a foreign ministry's year: check, query, draw it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dipgraph {__version__}")
    _add_places(parser, None)
    # With prog given, argparse need not lay out a usage line to find it.
    subparsers = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, prog="dipgraph"
    )
    for name, (module, about) in COMMANDS.items():
        if command is not None and name != command:
            continue
        sub = subparsers.add_parser(
            name,
            help=about,
            description=about[0].upper() + about[1:] + ".",
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _add_places(sub, argparse.SUPPRESS)  # else it would undo what stands before the command
        if name == command:
            import_module(f"dipgraph.cli.{module}").add_arguments(sub)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        command = _find_command(words)
        parser = build_parser(command)
        args, args.unknown = parser.parse_known_args(words)
        module = import_module(f"dipgraph.cli.{COMMANDS[args.command][0]}")
        # A command that takes a query's parameters as options looks at them itself.
        if args.unknown and not getattr(module, "TAKES_PARAMETERS", False):
            parser.error(f"{args.command} has no option {args.unknown[0]!r}")
        code = int(module.run(args))
        sys.stdout.flush()
        return code
    except SystemExit as leaving:  # argparse: --help, --version, misuse
        return leaving.code if isinstance(leaving.code, int) else 2
    except DipgraphError as error:
        return _complain(str(error))
    except BrokenPipeError:
        # The reader (head, less) has left: nothing is wrong. The null device takes the rest,
        # so that Python does not complain when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except RecursionError:
        return _complain("the input is nested too deeply to be read. Simplify it.")
    except MemoryError:
        return _complain("there is not enough memory for this. Ask for less.")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}.")


def _find_command(words: Sequence[str]) -> str | None:
    """Return the command among the words, so that only its module is imported."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in ("--data", "--sources"):
            skip = True
        elif not word.startswith("-"):
            if word in COMMANDS:
                return word
            from dipgraph.spelling import suggest

            guess = suggest(word, COMMANDS) or f" Commands: {', '.join(COMMANDS)}."
            raise DipgraphError(f"there is no command {word!r}.{guess}")
    return None


def _add_places(parser: argparse.ArgumentParser, default: str | None) -> None:
    group = parser.add_argument_group("where things lie")
    group.add_argument(
        "--data",
        metavar="DIR",
        default=default,
        help="folder of a project: data/, and ontology/ and queries/ where it has its own "
        "(default: DIPGRAPH_HOME, else what dipgraph carries)",
    )
    group.add_argument(
        "--sources",
        metavar="DIR",
        default=default,
        help="folder of the source texts (default: DIPGRAPH_SOURCES, else ../shared/sources)",
    )


def _complain(text: str) -> int:
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    print(f"dipgraph: {text}", file=sys.stderr)
    return 2
