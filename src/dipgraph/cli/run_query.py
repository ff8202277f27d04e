"""``dipgraph query run``: run a query and print its rows.

The words are read here and not by argparse: a query's parameters are options too, and which
there are is known only when the query is found. It also starts faster without.
"""

from __future__ import annotations

import os
import sys

from dipgraph import queries
from dipgraph.cli.printing import print_text as print_text
from dipgraph.cli.printing import terminal_width as terminal_width
from dipgraph.cli.progress import Progress
from dipgraph.errors import InputError, QueryError
from dipgraph.querying import formats
from dipgraph.querying.engines import ENGINES
from dipgraph.querying.limits import StopAfter
from dipgraph.querying.other_data import ENDINGS, is_data_file
from dipgraph.resources import Project, find_project
from dipgraph.spelling import suggest
from dipgraph.store import open_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

HELP = """\
Runs a query of the library (NAME), a file (PATH.rq), or SPARQL from standard input (-).
The query's parameters are options of their own: --state UZB --year 2024;
"dipgraph query show NAME" lists them.

Before a query that is not of the library runs, it is looked over: what cannot be meant (a class
that does not exist, a variable that nothing binds) is refused, what may be a mistake (parts that
nothing joins) is told on standard error. --anyway runs it all the same.

--data FILE... asks files of your own (Turtle, N-Triples, TriG, N-Quads, JSON-LD) in place of the
graph.

--with-passages opens each row on the passages that state the records in it: place and, where the
source texts are at hand, words. Formats for programs get the names of the passages; their words
too with --words.

csv is SPARQL 1.1 CSV, untouched: a cell may begin with = + - or @, which a spreadsheet would
take for a formula. Import such files as text."""

CHOICES = {"format": formats.FORMATS, "engine": ENGINES}
LIMITS = {"timeout": 60.0, "memory": 4096.0}
"""Defaults: seconds, and MiB."""
FLAGS = ("labels", "iris", "anyway", "with-passages", "words")
VALUES = ("data", "sources", "out", "rows")


class Wanted:
    """What a command line asks for: the query, its parameters as typed, and the options."""

    def __init__(self, words: Sequence[str]) -> None:
        self.name = ""
        self.given: dict[str, str] = {}
        self.options: dict[str, str] = {}
        self.flags: set[str] = set()
        self.files: list[str] = []
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
                    guess = suggest(name, FLAGS)
                    raise QueryError(f"--{name} lacks its value. Write --{name} VALUE.{guess}")
                value = ahead.pop(0)
            if name == "data" and os.path.isfile(value) and not is_data_file(value):
                raise QueryError(
                    f"{value}: a file of data ends in {', '.join(ENDINGS)}. Convert it, or name "
                    "the folder of a project."
                )
            if name == "data" and is_data_file(value):
                self.files.append(value)
                while ahead and is_data_file(ahead[0]):
                    self.files.append(ahead.pop(0))
                continue
            known = name in CHOICES or name in LIMITS or name in VALUES
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
        if "words" in self.flags and "with-passages" not in self.flags:
            raise QueryError("--words goes with --with-passages. Give both.")
        if {"labels", "iris"} <= self.flags:
            raise QueryError("--labels and --iris exclude each other. Give one.")

    def limit(self, name: str) -> float:
        """Return a limit as a number that is not negative; 0 means there is none."""
        text = self.options.get(name)
        try:
            value = LIMITS.get(name, 0.0) if text is None else float(text)
            if 0 <= value < 1e7:
                return value
        except ValueError:
            pass
        raise QueryError(f"--{name} is a number, 0 for no limit, and not {text!r}.")


def run(words: Sequence[str]) -> int:
    """Run the query that the words after ``query run`` name; return the exit code."""
    wanted = Wanted(words)
    timeout_s, memory_mib = wanted.limit("timeout"), wanted.limit("memory")
    most_rows = int(wanted.limit("rows"))
    if most_rows != wanted.limit("rows"):
        raise QueryError(f"--rows is a whole number, and not {wanted.options['rows']!r}.")
    engine = wanted.options.get("engine", "oxigraph")
    project = find_project(wanted.options.get("data"))
    query = find(project, wanted.name)
    _check_names(query, wanted.given)
    with Progress() as progress:
        store = _open(wanted, project, progress)
        dataset = None
        if engine == "rdflib":
            from dipgraph.querying.engines import to_rdflib

            progress.say("handing the graph to rdflib")
            dataset = to_rdflib(store)
    looked_over = is_foreign(wanted.name) and "anyway" not in wanted.flags
    with StopAfter(timeout_s, memory_mib, alarm=engine == "rdflib"):
        result = queries.run_query(
            store,
            query,
            wanted.given,
            dataset,
            warn=_warn if looked_over else None,
            own_graph=not wanted.files,
        )
        count = len(result)
        if most_rows:
            del result.rows[most_rows:]
        triples = result.form in ("CONSTRUCT", "DESCRIBE")
        name = _choose_format(wanted, "turtle" if triples else "table")
        labels = "labels" in wanted.flags if wanted.flags & {"labels", "iris"} else None
        if "with-passages" in wanted.flags:
            raw = _with_passages(result, store, project, wanted, name, labels)
        else:
            raw = formats.write_bytes(result, name, labels=labels, width=terminal_width())
    _put(raw, name, wanted.options.get("out"))
    _tell_size(query, result, count, name)
    if wanted.files and not count and not is_foreign(wanted.name):
        _warn("queries of the library ask for terms of dipgraph, which these files may not use.")
    if not wanted.files and (gaps := queries.tell_gaps(query, wanted.given, store)):
        _warn(gaps)
    return 0


_ENDINGS = {
    **{f".{name}": name for name in ("csv", "tsv", "json", "jsonl", "xml", "html", "parquet")},
    **{".md": "markdown", ".htm": "html", ".srj": "json", ".srx": "xml", ".txt": "table"},
    **{".ttl": "turtle", ".nt": "ntriples", ".trig": "trig", ".nq": "nquads"},
    **{".jsonld": "jsonld", ".rdf": "rdfxml"},
}


def _choose_format(wanted: Wanted, otherwise: str) -> str:
    """Return the format asked for, else the one that the ending of the file names."""
    ending = os.path.splitext(wanted.options.get("out", ""))[1].lower()
    return wanted.options.get("format") or _ENDINGS.get(ending, otherwise)


def _open(wanted: Wanted, project: Project, progress: Progress) -> ox.Store:
    if not wanted.files:
        return open_store(project, say=progress.say).store
    from dipgraph.querying.other_data import load_other_data

    progress.say(f"reading {', '.join(wanted.files)}")
    return load_other_data(wanted.files)


def _with_passages(
    result: queries.QueryResult,
    store: ox.Store,
    project: Project,
    wanted: Wanted,
    name: str,
    labels: bool | None,
) -> bytes:
    """Return the rows, each opened on the passages that state its records."""
    from dipgraph.briefing.row_passages import RowPassages
    from dipgraph.resources import find_texts_folder

    texts = find_texts_folder(project, wanted.options.get("sources"))
    opened = RowPassages(result, store, texts)
    if result.rows and not opened.count:
        _warn("no row names a record with a passage. Let the query give ?record.")
    elif "words" in wanted.flags and opened.count and not opened.has_words:
        _warn("the texts are not at hand: no words. Name their folder with --sources.")
    if name == "table":
        text = opened.write_table(labels=labels, width=terminal_width())
        return text.encode("utf-8", "surrogatepass")
    people = name in formats.FOR_PEOPLE
    more = opened.with_columns(words="words" in wanted.flags, people=people)
    return formats.write_bytes(more, name, labels=labels, width=terminal_width())


def _warn(text: str) -> None:
    print(f"dipgraph: warning: {text}", file=sys.stderr)


def _put(raw: bytes, name: str, out: str | None) -> None:
    if out is not None:
        from pathlib import Path

        from dipgraph.files import write_whole_file

        write_whole_file(Path(out), raw)
        return
    if name == "parquet" and sys.stdout.isatty():
        raise QueryError("parquet is no text for a terminal. Add --out FILE.")
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


def _tell_size(query: queries.Query, result: queries.QueryResult, count: int, name: str) -> None:
    """Say how many rows there are, and when a cut answer must not pass for a whole one."""
    if len(result) < count:
        _warn(f"{len(result):,} of {count:,} rows shown. Leave out --rows for all.")
    elif name in ("table", "markdown") and result.form != "ASK":
        print(f"{count:,} {'row' if count == 1 else 'rows'}", file=sys.stderr)
    if "limit" in query.sparql.lower():
        from dipgraph.querying.sparql import own_limit

        if count and own_limit(query.sparql) == count:
            _warn(f"the query's own LIMIT {count} is reached: there may be more rows.")


def is_foreign(name: str) -> bool:
    """Tell whether a query is none of the library: from standard input, or a file named."""
    return name == "-" or (name.endswith(".rq") and (os.path.exists(name) or os.sep in name))


def find(project: Project, name: str) -> queries.Query:
    """Return a query of the library, of a file whose name ends in .rq, or of standard input."""
    if name == "-":
        return queries.parse_query(_read_standard_input(), "query", "standard input")
    if is_foreign(name):
        return queries.read_query(name)
    return queries.load_library(project).find(name, project.command("query list"))


def _read_standard_input() -> str:
    from dipgraph.turtle import decode

    if sys.stdin is None:
        raise InputError("standard input is closed. Give the query there, or name a file.")
    text = decode(sys.stdin.buffer.read(), "standard input")
    if not text.strip():
        raise InputError("standard input: there is nothing in it. Give it a query.")
    return text


def _check_names(query: queries.Query, given: dict[str, str]) -> None:
    """Refuse what is no parameter before the graph is read, with the options in mind."""
    known = {name.replace("-", "_") for name in query.params}
    for name in given:
        if name.replace("-", "_") not in known:
            takes = ", ".join(query.params) or "none"
            guess = suggest(name, [*query.params, *CHOICES, *LIMITS, *FLAGS, *VALUES])
            raise QueryError(
                f"{query.name} has no parameter {name!r}; its parameters: {takes}.{guess}"
            )
