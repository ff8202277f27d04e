"""``dipgraph validate``: check new triples before they are added, or any data against shapes."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from dipgraph.cli.progress import Progress
from dipgraph.errors import DipgraphError, InputError

if TYPE_CHECKING:
    from dipgraph.validation import Outcome

# No module is imported for these, so that --help stays fast; a test holds them equal.
_FORMATS = ("text", "json", "turtle", "sarif", "github")
_INPUTS = ("turtle", "trig", "ntriples", "nquads", "jsonld")
_MAX_SIZE = 50.0
_MEMORY_MIB = 4096.0

_EPILOG = """\
Checked is what concerns the new triples, in the context of the graph: their
shapes, vocabulary and names, their evidence, whether the graph has the event
already, what cannot be true beside it, and which records of the graph they
make wrong. Nothing is changed, and nothing is fetched.

  dipgraph validate new.ttl
  dipgraph validate new.ttl --format sarif > findings.sarif
  dipgraph validate data.nt --shapes shapes.ttl --ontology classes.ttl

Exit code 0 if there is no violation (warnings do not count), 1 if there is one
or nothing was checked, 2 if a file cannot be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="what is to be added: .ttl, .trig, .nt, .nq, .jsonld; - is standard input",
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        help="turtle is a SHACL report, sarif 2.1.0 for code scanning, github annotates a pull "
        "request (default: text)",
    )
    parser.add_argument(
        "--input-format",
        choices=_INPUTS,
        help="the format of the files, whatever their endings (standard input: turtle)",
    )
    shapes = parser.add_argument_group("any data and any shapes, with no graph of dipgraph's")
    shapes.add_argument(
        "--shapes", action="append", metavar="FILE", help="SHACL shapes; may be given again"
    )
    shapes.add_argument(
        "--ontology",
        action="append",
        metavar="FILE",
        help="classes of the data, joined with them; may be given again",
    )
    limits = parser.add_argument_group("limits")
    limits.add_argument(
        "--max-size",
        type=float,
        default=_MAX_SIZE,
        metavar="MIB",
        help=f"refuse a larger file (default: {_MAX_SIZE:g})",
    )
    limits.add_argument(
        "--max-findings",
        type=int,
        default=200,
        metavar="N",
        help="show so many findings in text and github, 0 for all (default: 200)",
    )
    limits.add_argument(
        "--timeout",
        type=float,
        default=600.0,
        metavar="SECONDS",
        help="stop after so long, 0 for no limit (default: 600)",
    )
    limits.add_argument(
        "--memory",
        type=float,
        metavar="MIB",
        help="stop when more memory is taken, 0 for no limit (default: "
        f"{_MEMORY_MIB:g} with --shapes, else 0)",
    )
    parser.epilog = _EPILOG


def run(args: argparse.Namespace) -> int:
    """Validate, print what was found, and return 0 only if there is no violation."""
    from dipgraph.querying.limits import StopAfter
    from dipgraph.validation.findings import Unread
    from dipgraph.validation.formats import write_outcome, write_unread

    if args.memory is None:  # foreign shapes may hold any query; those of a project are its own
        args.memory = _MEMORY_MIB if args.shapes else 0.0
    for name in ("max_size", "timeout", "memory", "max_findings"):
        if not getattr(args, name) >= 0 or (name == "max_size" and not args.max_size):
            raise InputError(f"--{name.replace('_', '-')} must be a number above 0.")
    if args.ontology and not args.shapes:
        raise InputError("--ontology goes with --shapes. To add to the graph, leave it out.")
    if list(args.files).count("-") > 1:
        raise InputError("- is given twice, and standard input can be read once.")
    try:
        with (
            StopAfter(args.timeout, args.memory, alarm=True, what="the validation"),
            Progress() as progress,
        ):
            outcome = _with_shapes(args) if args.shapes else _as_addition(args, progress)
            text = write_outcome(outcome, args.format, args.max_findings)
    except DipgraphError as error:
        # What reads a log must not take a run that read nothing for one without findings.
        named = (*args.files, *(args.shapes or ()), *(args.ontology or ()))
        sys.stdout.write(write_unread(Unread.of(str(error), named), args.format))
        raise
    sys.stdout.write(text)
    return 0 if outcome.ok else 1


def _with_shapes(args: argparse.Namespace) -> Outcome:
    from dipgraph.validation import read_documents, validate_with_shapes

    def read(names: list[str] | None, input_format: str | None = None) -> list[object]:
        return read_documents(  # type: ignore[return-value]
            names or [], input_format=input_format, max_size_mib=args.max_size, named_only=False
        )

    return validate_with_shapes(
        read(args.files, args.input_format),  # type: ignore[arg-type]
        read(args.shapes),  # type: ignore[arg-type]
        read(args.ontology),  # type: ignore[arg-type]
    )


def _as_addition(args: argparse.Namespace, progress: Progress) -> Outcome:
    from dipgraph.resources import find_project, find_texts_folder
    from dipgraph.store import open_store
    from dipgraph.validation import read_documents, validate_documents

    # The files first: what cannot be read must not wait for a graph to be compiled.
    documents = read_documents(
        args.files, input_format=args.input_format, max_size_mib=args.max_size
    )
    project = find_project(args.data)
    opened = open_store(project, say=progress.say)
    progress.say("checking")
    texts = find_texts_folder(project, args.sources)
    return validate_documents(project, opened.store, documents, texts=texts)
