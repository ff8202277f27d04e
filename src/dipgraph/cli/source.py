"""``dipgraph source``: register a source text, cut it into passages, and check both."""

from __future__ import annotations

import argparse
from pathlib import Path

from dipgraph.cli.opening import open_evidence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    new = steps.add_parser(
        "new", help="print the source.ttl of a text", description="Print the source.ttl of a text."
    )
    new.add_argument("file", metavar="FILE", type=Path, help="the text, in UTF-8")
    new.add_argument("--id", metavar="ID", help="the source (default: the name of the file)")
    new.add_argument("--year", type=int, metavar="YEAR", help="the year that it covers")
    cut = steps.add_parser(
        "cut",
        help="print the passages.ttl of a text",
        description="Print the passages.ttl of a text: one passage a sentence. Read it against "
        "the text before it is kept, since the names of passages never change later.",
    )
    cut.add_argument("file", metavar="FILE", type=Path, help="the text, in UTF-8")
    cut.add_argument("--id", metavar="ID", help="the source (default: the name of the file)")
    cut.add_argument(
        "--words", action="store_true", help="print the sentences to read instead of Turtle"
    )
    _add_options_of_add(steps)
    steps.add_parser(
        "check",
        help="hold passages and texts against each other",
        description="Hold passages and texts against each other; exit code 1 if they disagree.",
    )


def _add_options_of_add(steps: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = steps.add_parser(
        "add",
        help="register a new text, cut it, and list its sentences as open",
        description="Register a new text in one step: look its letters over, make its folder in "
        "data/sources/ with source.ttl, passages.ttl and, for headings marked with #, "
        "set-aside.ttl. All of it or nothing; no word of the text is copied. What it says of the "
        "source can be mended in source.ttl; the names of passages stay, so read the cut first: "
        "dipgraph source cut FILE --words.",
        epilog="Then: dipgraph coverage ID --open is the work list, dipgraph new writes a record "
        "to fill in, dipgraph add puts it in its place.",
    )
    add.add_argument("file", metavar="FILE", type=Path, help="the text, in UTF-8")
    add.add_argument("--id", metavar="ID", help="the source (default: the name of the file)")
    add.add_argument("--title", metavar="TITLE", help="the title, as the publisher gives it")
    add.add_argument("--publisher", metavar="NAME", help="who published it")
    add.add_argument("--date", metavar="DATE", help="the day of publication, 2032-01-10")
    add.add_argument(
        "--year",
        metavar="YEAR",
        type=int,
        action="append",
        help="the year that it covers; may be given again (default: the one in the id)",
    )
    add.add_argument("--state", metavar="STATE", help="the state whose doings it reports")
    add.add_argument("--language", metavar="TAG", default="en", help="of the text (default: en)")
    add.add_argument("--dry-run", action="store_true", help="look, say, and write nothing")


def run(args: argparse.Namespace) -> int:
    """Run one step."""
    if args.step == "add":
        from dipgraph.cli.source_add import run_add

        return run_add(args)
    if args.step == "check":
        return _check(args)
    from dipgraph.errors import InputError
    from dipgraph.sources import describe_source, read_text, write_passages
    from dipgraph.text.cut import cut_text

    text = read_text(args.file)
    name = args.id or args.file.stem
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise InputError(
            f"{name!r} cannot name a source. Use letters, digits and hyphens, with --id."
        )
    if args.step == "new":
        print(describe_source(name, text, args.year), end="")
        return 0
    passages = cut_text(text.text)
    if not args.words:
        print(write_passages(name, passages), end="")
        return 0
    for passage in passages:
        words = " ".join(text.text[passage.start : passage.end].split())
        place = f"paragraph {passage.paragraph}\tline {passage.first_line}"
        print(f"passage:{name}.{passage.start}-{passage.end}\t{place}\t{words}")
    return 0


def _check(args: argparse.Namespace) -> int:
    from dipgraph.passages import check_passages
    from dipgraph.report import Report

    opening = open_evidence(args)
    report = Report([check_passages(opening.readings, opening.locations)])
    for issue in report.issues:
        print(issue)
    print("\n".join(report.summary()))
    if not any(opening.readings.words):
        print("no text is at hand, so nothing was compared, which is a failure")
        return 1
    return 0 if report.ok else 1
