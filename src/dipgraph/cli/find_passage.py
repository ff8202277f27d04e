"""``dipgraph find-passage``: find the sentence for some words and print its locator."""

from __future__ import annotations

import argparse
import json
import textwrap

from dipgraph.cli.opening import Opening, find_sources, open_evidence, read_words
from dipgraph.facts import DIP, PassageFacts
from dipgraph.namespaces import shorten_iri
from dipgraph.passage_text import shown_lines
from dipgraph.text.search import Hit, find_sentences


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("source", metavar="SOURCE", help="a source, such as mfa-2024, or all")
    parser.add_argument("words", metavar="WORDS", nargs="+", help="some words of the sentence")
    parser.add_argument(
        "--most", type=int, default=5, metavar="N", help="show at most N near hits (default: 5)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.epilog = (
        "Case, space, quotation marks and small slips do not matter. "
        "Exit code 1 if no sentence fits."
    )


def run(args: argparse.Namespace) -> int:
    """Print each sentence that fits, with what accounts for it."""
    opening = open_evidence(args)
    sources = find_sources([args.source], opening)
    words = read_words(sources, args.source, opening)
    hits = find_sentences(words, " ".join(args.words), args.most)
    found = [_describe(hit, opening.facts.passages[hit.key], opening) for hit in hits]
    if args.format == "json":
        print(json.dumps(found, indent=2, ensure_ascii=False))
    elif found:
        print("\n\n".join(_as_text(item) for item in found))
    else:
        print("no sentence fits; try fewer or other words")
    return 0 if found else 1


def _describe(hit: Hit, passage: PassageFacts, opening: Opening) -> dict[str, object]:
    facts = opening.facts
    source = passage.source or ""
    return {
        "passage": passage.name,
        "score": hit.score,
        "file": next(iter(facts.texts(source, DIP + "fileName")), ""),
        "lines": shown_lines(passage),
        "first_line": passage.first_line,
        "last_line": passage.last_line,
        "paragraph": passage.paragraph,
        "words": " ".join(opening.readings.words[passage.iri].split()),
        "records": [
            {"record": shorten_iri(record), "label": facts.label(record)}
            for record in facts.citations.get(passage.iri, ())
        ],
        "set_aside": [facts.label(reason) for reason in facts.set_aside.get(passage.iri, ())],
    }


def _as_text(item: dict[str, object]) -> str:
    score = item["score"]
    near = "" if score == 1 else f" (fits {float(str(score)):.0%})"
    out = [
        f"{item['passage']}  {item['file']}, {item['lines']}, paragraph {item['paragraph']}{near}"
    ]
    out.append(textwrap.indent(textwrap.fill(str(item["words"]), 92), "    "))
    records = item["records"]
    if isinstance(records, list) and records:
        out += [f"  cited by {record['record']}  {record['label']}" for record in records]
    elif isinstance(reasons := item["set_aside"], list) and reasons:
        out.append(f"  set aside: {', '.join(map(str, reasons))}")
    else:
        out.append("  open: no record cites it")
    return "\n".join(out)
