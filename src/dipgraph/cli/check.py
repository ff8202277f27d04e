"""``dipgraph check``: validate data and evidence, and say how much was looked at."""

from __future__ import annotations

import argparse
import json
import sys

from dipgraph.cli.progress import Progress
from dipgraph.errors import Issue

# No module is imported for these, so that --help stays fast; a test holds them equal.
_ENGINES = ("dipgraph", "pyshacl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--engine",
        choices=_ENGINES,
        default="dipgraph",
        help="what validates the shapes; pyshacl is the referee, and slow (default: dipgraph)",
    )
    parser.add_argument(
        "--only",
        metavar="PART,…",
        help="run these parts only: shapes, vocabulary, identifiers, passages, evidence, ledger, "
        "coverage, sums, summary, queries, style",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="github prints workflow commands that annotate a pull request (default: text)",
    )
    parser.add_argument(
        "--accept", action="store_true", help="write the counts by source and class as they are"
    )
    parser.epilog = (
        "Findings go to standard output as file:line: record: fault remedy, then the summary.\n"
        "Exit code 1 if there is a violation or a part looked at nothing."
    )


def run(args: argparse.Namespace) -> int:
    """Check, print findings and counts, and return 0 only if all is well."""
    from dipgraph.check import check
    from dipgraph.knowledge import load

    with Progress() as progress:
        kg = load(args.data, sources=args.sources, say=progress.say)
        if args.accept:
            _accept(kg.store, kg.project)
        progress.say("checking")
        only = args.only.split(",") if args.only is not None else None
        report = check(kg, engine=args.engine, only=only)
    if args.format == "json":
        print(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        shown = _as_workflow_command if args.format == "github" else _as_text
        for issue in report.issues:
            print(shown(issue))
        print("\n".join(report.summary()))
    return 0 if report.ok else 1


def _accept(store: object, project: object) -> None:
    from dipgraph.facts import Facts
    from dipgraph.summary import write_summary

    path = write_summary(Facts.of_store(store), project)  # type: ignore[arg-type]
    print(f"counts accepted: {path}", file=sys.stderr)


def _as_text(issue: Issue) -> str:
    mild = "" if issue.severity == "violation" else f" [{issue.severity}]"
    return f"{issue}{mild} [{issue.check}]"


def _as_workflow_command(issue: Issue) -> str:
    """Return a line that a workflow turns into a note at the place of the fault."""
    level = {"violation": "error", "warning": "warning"}.get(issue.severity, "notice")
    text = f"{issue.record}: {issue.fault} {issue.remedy}".strip()
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(sign, code)
    where = f"file={issue.file},line={issue.line or 1}," if issue.file else ""
    return f"::{level} {where}title={issue.check.replace(':', ' ')}::{text}"
