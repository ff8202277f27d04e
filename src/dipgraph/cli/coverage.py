"""``dipgraph coverage``: list the sentences that no record accounts for."""

from __future__ import annotations

import argparse
import json
import textwrap
from pathlib import Path

from dipgraph.cli.opening import Opening, find_sources, open_evidence
from dipgraph.coverage import Sentence, SourceCoverage, describe_coverage, measure_coverage
from dipgraph.errors import InputError, SourceError
from dipgraph.facts import DIP
from dipgraph.namespaces import shorten_iri
from dipgraph.passage_text import shown_lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "source", metavar="SOURCE", nargs="*", help="sources such as mfa-2024 (default: all)"
    )
    parser.add_argument(
        "--open", action="store_true", help="list the open sentences only, without the counts"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--html",
        metavar="FILE",
        type=Path,
        help="write a page that shows the text of one source with each sentence marked",
    )
    parser.epilog = "Exit code 1 if a sentence is open, or there is none to account for."


def run(args: argparse.Namespace) -> int:
    """Print counts and open sentences, or write the page."""
    opening = open_evidence(args)
    wanted = find_sources(args.source or ["all"], opening)
    coverages = [c for c in measure_coverage(opening.facts) if c.source in wanted]
    if not any(coverage.sentences for coverage in coverages):
        raise InputError("there is no sentence to account for: no source has passages.")
    if args.html is not None:
        _write_page(args.html, coverages, opening)
    if args.format == "json":
        described = [_describe(coverage, opening) for coverage in coverages]
        print(json.dumps(described, indent=2, ensure_ascii=False))
    else:
        for coverage in coverages:
            if not args.open:
                print(describe_coverage(coverage, opening.facts))
            for sentence in coverage.open:
                print(_as_text(sentence, coverage, opening))
    return 1 if any(c.open or not c.sentences for c in coverages) else 0


def _write_page(path: Path, coverages: list[SourceCoverage], opening: Opening) -> None:
    from dipgraph.files import write_whole_file
    from dipgraph.text_page import draw_text

    if len(coverages) != 1:
        raise InputError("--html draws the text of one source. Name it, for example mfa-2024.")
    coverage = coverages[0]
    text = opening.readings.texts.get(coverage.source)
    if text is None:
        raise SourceError(
            f"{shorten_iri(coverage.source)}: its text is not at hand, so it cannot be drawn. "
            "Name the folder of the texts with --sources."
        )
    write_whole_file(path, draw_text(coverage, text, opening.facts))


def _describe(coverage: SourceCoverage, opening: Opening) -> dict[str, object]:
    states = coverage.states
    return {
        "source": shorten_iri(coverage.source),
        "sentences": len(coverage.sentences),
        "cited": states["cited"],
        "set_aside": {shorten_iri(reason): n for reason, n in coverage.reasons.items()},
        "open": [
            {
                "passage": sentence.passage.name,
                "first_line": sentence.passage.first_line,
                "last_line": sentence.passage.last_line,
                "paragraph": sentence.passage.paragraph,
                "words": _words(sentence, opening),
            }
            for sentence in coverage.open
        ],
        "share": round(coverage.share, 4),
    }


def _as_text(sentence: Sentence, coverage: SourceCoverage, opening: Opening) -> str:
    names = opening.facts.texts(coverage.source, DIP + "fileName")
    where = f"{names[0] if names else coverage.source}, {shown_lines(sentence.passage)}"
    words = _words(sentence, opening)
    told = textwrap.indent(textwrap.fill(words, 92), "    ") if words else "    (text not at hand)"
    return f"  {sentence.passage.name}  {where}\n{told}"


def _words(sentence: Sentence, opening: Opening) -> str:
    return " ".join(opening.readings.words.get(sentence.passage.iri, "").split())
