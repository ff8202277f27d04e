"""The argparse parser of the ``dipgraph`` command."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from dipgraph import __version__
from dipgraph.cli.commands import COMMANDS
from dipgraph.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_EPILOG = """\
exit codes: 0 all well, 1 the data have faults, 2 the command could not do its work
"dipgraph COMMAND --help" explains one command."""


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Lays out help with the paragraphs as written."""

    def __init__(self, prog: str, **settings: Any) -> None:
        # argparse asks for the width at each option, by way of shutil; to import that takes a
        # third as long as argparse itself, and where there is no terminal it says 80.
        if "COLUMNS" not in os.environ and not sys.stdout.isatty():
            settings.setdefault("width", 78)
        super().__init__(prog, **settings)


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, as every other fault is said."""

    of_command: argparse.ArgumentParser | None = None
    """The parser of the one command whose options were asked for."""

    def guess(self, word: str) -> str:
        """Return a guess at the option of the command that a misspelt one was meant to be."""
        if self.of_command is None or not word.startswith("--"):
            return ""
        import re

        from dipgraph.spelling import suggest

        known = re.findall(r"(?<![\w-])--[a-z][a-z-]+", self.of_command.format_help())
        return suggest(word.partition("=")[0], known)

    def error(self, message: str) -> NoReturn:
        """Raise what the command line prints after its name; exit code 2."""
        raise InputError(f'{message.rstrip(".")}. See "{self.prog} --help".')


def build_parser(command: str | None = None) -> Parser:
    """Return the parser: the options of ``command``, or, without one, all commands by name."""
    parser = Parser(
        prog="dipgraph",
        description="A knowledge graph of a foreign ministry's year: check, query, draw it.",
        epilog=_EPILOG,
        formatter_class=HelpFormatter,
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
            formatter_class=HelpFormatter,
        )
        _add_places(sub, argparse.SUPPRESS)  # else it would undo what stands before the command
        if name == command:
            import_module(f"dipgraph.cli.{module}").add_arguments(sub)
            parser.of_command = sub
    return parser


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
