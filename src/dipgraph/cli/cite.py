"""``dipgraph cite``: show a record beside the passages that state it."""

from __future__ import annotations

import argparse
import json

import pyoxigraph as ox

from dipgraph.cli.opening import Opening, open_evidence
from dipgraph.errors import InputError
from dipgraph.facts import DIP, RDFS, SKOS, STATED_IN, TYPE
from dipgraph.namespaces import expand_name, shorten_iri
from dipgraph.passage_text import BROKEN, describe_passage, passage_lines
from dipgraph.spelling import suggest

Value = ox.NamedNode | ox.BlankNode | ox.Literal

_FIRST = (
    TYPE,
    RDFS + "label",
    SKOS + "altLabel",
    SKOS + "hiddenLabel",
    DIP + "title",
    DIP + "hasKind",
)
_DATES = (DIP + "startDate", DIP + "endDate", DIP + "datePrecision")
_XSD = "http://www.w3.org/2001/XMLSchema#"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "record",
        metavar="RECORD",
        nargs="+",
        help="a record, actor or passage: prefixed name, IRI, or the part after the prefix",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.epilog = (
        "Of a passage, the records that it states are shown. "
        "Exit code 1 if a passage is not what was registered."
    )


def run(args: argparse.Namespace) -> int:
    """Print each record with its statements and passages."""
    opening = open_evidence(args)
    subjects = [_find(name, opening) for name in args.record]
    shown: dict[str, None] = {}
    for subject in subjects:
        if subject in opening.facts.passages:
            stated = opening.facts.citations.get(subject, [])
            shown.update(dict.fromkeys(stated or [subject]))
        else:
            shown[subject] = None
    described = [_describe(subject, opening) for subject in shown]
    if args.format == "json":
        print(json.dumps(described, indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(_as_text(subject, opening) for subject in shown))
    passages = [p for subject in shown for p in _passages_of(subject, opening)]
    return 1 if any(opening.readings.outcome.get(passage) in BROKEN for passage in passages) else 0


def _find(name: str, opening: Opening) -> str:
    """Return the IRI that ``name`` means.

    Raises
    ------
    InputError
        If nothing has that name, or several things do.
    """
    facts = opening.facts
    given = name.strip("<> ")
    if not given:
        raise InputError("an empty name means nothing. Name a record, an actor or a passage.")
    iri = given if "://" in given else expand_name(given)
    if iri is not None and iri in facts:
        return iri
    data = [subject for subject in facts.subjects() if "#" not in subject]
    wanted = given.rpartition(":")[2].rpartition("/")[2]
    same = [subject for subject in data if subject.rpartition("/")[2] == wanted]
    if len(same) == 1 and ":" not in given:
        return same[0]
    if same:
        options = " or ".join(sorted(map(shorten_iri, same)))
        raise InputError(f"{name}: nothing has just that name. Did you mean {options}?")
    records = [shorten_iri(subject) for subject in data if subject not in facts.passages]
    if given.startswith("passage:"):
        records = [passage.name for passage in facts.passages.values()]
    guess = suggest(given, records)
    if not guess:
        locals_ = {record.partition(":")[2]: record for record in records}
        guess = suggest(wanted, locals_)
    guess = guess or f" {opening.project.command('search', given)} finds names by words."
    raise InputError(f"{name}: nothing has that name.{guess}")


def _passages_of(subject: str, opening: Opening) -> list[str]:
    facts = opening.facts
    return [subject] if subject in facts.passages else facts.nodes(subject, STATED_IN)


def _describe(subject: str, opening: Opening) -> dict[str, object]:
    place = opening.locations.find(subject)
    statements: dict[str, list[object]] = {}
    for predicate, value in _in_order(subject, opening):
        if predicate != STATED_IN:
            statements.setdefault(shorten_iri(predicate), []).append(_as_json(value, opening))
    return {
        "record": shorten_iri(subject),
        "iri": subject,
        "file": place.file,
        "line": place.line,
        "statements": statements,
        "passages": [
            describe_passage(iri, opening.readings) for iri in _passages_of(subject, opening)
        ],
    }


def _in_order(subject: str, opening: Opening) -> list[tuple[str, Value]]:
    """Return the statements as a reader wants them: what, who, when, and the rest."""
    facts = opening.facts
    ranks = {name: rank for rank, name in enumerate(_FIRST)}
    roles = len(_FIRST)
    dates = {name: roles + 1 + rank for rank, name in enumerate(_DATES)}

    def rank(statement: tuple[str, Value]) -> tuple[int, str, str]:
        predicate, value = statement
        place = ranks.get(predicate, dates.get(predicate, roles + len(_DATES) + 1))
        return (roles if predicate in facts.roles else place, predicate, value.value)

    return sorted(facts.statements(subject), key=rank)


def _as_json(value: Value, opening: Opening) -> object:
    if isinstance(value, ox.NamedNode):
        label = opening.facts.label(value.value)
        name = shorten_iri(value.value)
        return {"name": name, "label": label} if label != name else {"name": name}
    return value.value


def _as_text(subject: str, opening: Opening) -> str:
    place = opening.locations.find(subject)
    where = f"  ({place.file}:{place.line})" if place.file else ""
    lines = [f"{shorten_iri(subject)}{where}"]
    for predicate, value in _in_order(subject, opening):
        if predicate != STATED_IN:
            name = "a" if predicate == TYPE else shorten_iri(predicate)
            lines.append(f"    {name} {_as_turtle(value, opening)}")
    for iri in _passages_of(subject, opening):
        lines += ["", *passage_lines(iri, opening.readings)]
    return "\n".join(lines)


def _as_turtle(value: Value, opening: Opening) -> str:
    """Return a value as Turtle writes it, with the label of what it names beside it."""
    if isinstance(value, ox.NamedNode):
        name, label = shorten_iri(value.value), opening.facts.label(value.value)
        short = name if name != value.value else f"<{name}>"
        return short if label == name else f"{short}  # {label}"
    if isinstance(value, ox.Literal) and value.datatype.value.startswith(_XSD):
        kind = value.datatype.value[len(_XSD) :]
        if kind in ("integer", "decimal", "boolean", "date"):
            return value.value
    return str(value)
