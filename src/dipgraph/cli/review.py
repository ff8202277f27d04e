"""``dipgraph review``: a page of sentences beside their records, for a second reader."""

from __future__ import annotations

import argparse
from pathlib import Path

from dipgraph.cli.opening import Opening, find_sources, open_evidence
from dipgraph.coverage import SourceCoverage, measure_coverage
from dipgraph.errors import InputError, SourceError
from dipgraph.facts import DIP
from dipgraph.namespaces import PREFIXES, expand_name, shorten_iri
from dipgraph.report import count_of, names_of
from dipgraph.spelling import suggest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "what", metavar="SOURCE-OR-YEAR", help="a source such as mfa-2024, or the year it covers"
    )
    parser.add_argument("--html", metavar="FILE", type=Path, required=True, help="where to write")
    parser.add_argument("--only-open", action="store_true", help="show the open sentences only")
    parser.add_argument(
        "--record",
        metavar="NAME",
        action="append",
        default=[],
        help="show the sentences of this record only; may be given several times",
    )
    parser.epilog = "The page holds the text itself: it is for the reader's own machine."


def run(args: argparse.Namespace) -> int:
    """Write the page and say what is on it."""
    from dipgraph.files import write_whole_file
    from dipgraph.review_page import Chosen, count_records, draw_review

    opening = open_evidence(args)
    sources = _find(args.what, opening)
    for source in sources:
        if opening.readings.texts.get(source) is None:
            raise SourceError(
                f"{shorten_iri(source)}: its text is not at hand, so it cannot be reviewed. "
                "Name the folder of the texts with --sources."
            )
    if args.only_open and args.record:
        raise InputError("--only-open and --record exclude each other: give one of them.")
    coverages = [c for c in measure_coverage(opening.facts) if c.source in sources]
    empty = [shorten_iri(c.source) for c in coverages if not c.sentences]
    if empty:
        raise InputError(f"{names_of(empty)}: no sentence to review: it has no passages.")
    records = frozenset(_find_record(name, coverages) for name in args.record)
    chosen = Chosen(args.only_open, records)
    title = f"Review of {names_of(shorten_iri(source).partition(':')[2] for source in sources)}"
    write_whole_file(args.html, draw_review(title, coverages, opening.readings, chosen))
    sentences, shown = count_records(coverages, chosen)
    print(f"{args.html}: {count_of(sentences, 'sentence')}, {count_of(shown, 'record')}")
    return 0


def _find(what: str, opening: Opening) -> list[str]:
    """Return the sources that a name or a year means."""
    facts = opening.facts
    if not (what.isascii() and what.isdigit()):
        return find_sources([what], opening)
    found = [s for s in facts.sources if facts.number(s, DIP + "coversYear") == int(what)]
    if not found:
        years = sorted({str(facts.number(s, DIP + "coversYear")) for s in facts.sources})
        raise InputError(f"no source covers {what}. Years covered: {names_of(years) or 'none'}.")
    return found


def _find_record(name: str, coverages: list[SourceCoverage]) -> str:
    """Return the IRI of a record that the sources state."""
    cited = {record for c in coverages for sentence in c.sentences for record in sentence.records}
    given = name.strip("<> ")
    iri = given if "://" in given else expand_name(given)
    if iri in cited:
        return str(iri)
    same = sorted(record for record in cited if record.rpartition("/")[2] == given)
    if len(same) == 1:
        return same[0]
    if same:
        raise InputError(f"{name}: did you mean {' or '.join(map(shorten_iri, same))}?")
    known = [shorten_iri(record) for record in cited]
    where = names_of(c.source.removeprefix(PREFIXES["source"]) for c in coverages)
    raise InputError(f"{name}: no record of {where} has that name.{suggest(given, known)}")
