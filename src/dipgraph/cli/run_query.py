"""``dipgraph query run``: run a query and print its rows.

The words are read here and not by argparse: a query's parameters are options too, and which
there are is known only when the query is found. It also starts faster without.
"""

from __future__ import annotations

import os
import sys

from dipgraph import queries
from dipgraph.cli.progress import Progress
from dipgraph.errors import InputError, QueryError
from dipgraph.querying import formats
from dipgraph.querying.engines import ENGINES
from dipgraph.querying.limits import StopAfter
from dipgraph.resources import Project, find_project
from dipgraph.spelling import suggest
from dipgraph.store import open_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HELP = """\
Runs a query of the library (NAME), a file (PATH.rq), or SPARQL from standard input (-).
The query's parameters are options of their own: --state UZB --year 2024;
"dipgraph query show NAME" lists them.

csv is SPARQL 1.1 CSV, untouched: a cell may begin with = + - or @, which a spreadsheet would
take for a formula. Import such files as text."""

CHOICES = {"format": formats.FORMATS, "engine": ENGINES}
LIMITS = {"timeout": 60.0, "memory": 4096.0}
"""Defaults: seconds, and MiB."""
FLAGS = ("labels", "iris")
FOLDERS = ("data", "sources")


class Wanted:
    """What a command line asks for: the query, its parameters as typed, and the options."""

    def __init__(self, words: Sequence[str]) -> None:
        self.name = ""
        self.given: dict[str, str] = {}
        self.options: dict[str, str] = {}
        self.flags: set[str] = set()
        ahead = list(words)
        while ahead:
            word = ahead.pop(0)
            if not word.startswith("--") or word == "--":
                if self.name or (word.startswith("-") and word != "-"):
                    raise QueryError(
                        f"{word!r} belongs to no option. Parameters are written --name value."
                    )
                self.name = word
                continue
            name, equals, value = word[2:].partition("=")
            if name in FLAGS:
                self.flags.add(name)
                continue
            if not equals:
                if not ahead:
                    raise QueryError(f"--{name} lacks its value. Write --{name} VALUE.")
                value = ahead.pop(0)
            known = name in CHOICES or name in LIMITS or name in FOLDERS
            kept = self.options if known else self.given
            if name in kept:
                raise QueryError(f"--{name} is given twice. Give one value.")
            kept[name] = value
        if not self.name:
            raise QueryError('name a query. "dipgraph query list" shows all.')
        for name, choices in CHOICES.items():
            chosen = self.options.get(name)
            if chosen is not None and chosen not in choices:
                guess = suggest(chosen, choices)
                raise QueryError(
                    f"--{name} is one of {', '.join(choices)}, and not {chosen!r}.{guess}"
                )
        if len(self.flags) == len(FLAGS):
            raise QueryError("--labels and --iris exclude each other. Give one.")

    def limit(self, name: str) -> float:
        """Return a limit as a number that is not negative."""
        text = self.options.get(name)
        try:
            value = LIMITS[name] if text is None else float(text)
            if 0 <= value < 1e7:
                return value
        except ValueError:
            pass
        raise QueryError(f"--{name} is a number, 0 for no limit, and not {text!r}.")


def run(words: Sequence[str]) -> int:
    """Run the query that the words after ``query run`` name; return the exit code."""
    wanted = Wanted(words)
    timeout_s, memory_mib = wanted.limit("timeout"), wanted.limit("memory")
    engine = wanted.options.get("engine", "oxigraph")
    project = find_project(wanted.options.get("data"))
    query = find(project, wanted.name)
    _check_names(query, wanted.given)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
        dataset = None
        if engine == "rdflib":
            from dipgraph.querying.engines import to_rdflib

            progress.say("handing the graph to rdflib")
            dataset = to_rdflib(opened.store)
    with StopAfter(timeout_s, memory_mib, alarm=engine == "rdflib"):
        result = queries.run_query(opened.store, query, wanted.given, dataset)
        triples = result.form in ("CONSTRUCT", "DESCRIBE")
        name = wanted.options.get("format") or ("turtle" if triples else "table")
        labels = "labels" in wanted.flags if wanted.flags else None
        text = formats.write(result, name, labels=labels, width=terminal_width())
    print_text(text)
    if name in ("table", "markdown") and result.form != "ASK":
        noun = "row" if len(result) == 1 else "rows"
        print(f"{len(result):,} {noun}", file=sys.stderr)
    return 0


def find(project: Project, name: str) -> queries.Query:
    """Return a query of the library, of a file whose name ends in .rq, or of standard input."""
    if name == "-":
        return queries.parse_query(_read_standard_input(), "query", "standard input")
    if name.endswith(".rq") and (os.path.exists(name) or os.sep in name):
        return queries.read_query(name)
    return queries.load_library(project).find(name)


def _read_standard_input() -> str:
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"standard input: byte {error.start} is not UTF-8.") from None
    if not text.strip():
        raise InputError("standard input: there is nothing in it. Give it a query.")
    return text


def _check_names(query: queries.Query, given: dict[str, str]) -> None:
    """Refuse what is no parameter before the graph is read, with the options in mind."""
    known = {name.replace("-", "_") for name in query.params}
    for name in given:
        if name.replace("-", "_") not in known:
            takes = ", ".join(query.params) or "none"
            guess = suggest(name, [*query.params, *CHOICES, *LIMITS, *FLAGS, *FOLDERS])
            raise QueryError(
                f"{query.name} has no parameter {name!r}; its parameters: {takes}.{guess}"
            )


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
