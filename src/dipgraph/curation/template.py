"""Write the Turtle of a new record to fill in: each property with what is asked of it.

What is to be filled in is a name of the space ``fill-in``. No such name is described anywhere, so
that a check refuses the record as long as one of them is left.
"""

from __future__ import annotations

import calendar
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from dipgraph.curation.class_rules import ClassRules, PropertyRule, Vocabulary
from dipgraph.curation.order import Layout
from dipgraph.errors import InputError
from dipgraph.facts import DIP, TYPE
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.validation.names_part import FILL_IN

FILL_IN_PREFIX = "fill-in:"
HELP = "#?"
"""How the lines of help begin: they are not taken over when the record is added."""

_KIND = DIP + "hasKind"
_WIDTH = 100
_MOST_OPTIONS = 40


@dataclass
class Given:
    """What is known already when a template is written.

    ``values`` are the Turtle texts of values by property (an IRI); ``notes`` are remarks on a
    property; ``name`` is the prefixed name of the record, "" if it is not known.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    name: str = ""


def write_template(rules: ClassRules, given: Given, words: Vocabulary, layout: Layout) -> str:
    """Return the template of a record of a class.

    Parameters
    ----------
    rules
        What is asked of the class.
    given
        What is filled in already.
    words
        The ontology, for definitions and examples.
    layout
        The order of the properties.
    """
    body = list(_body(rules, given, words, layout))
    text = "\n".join(body)
    namespaces = {**PREFIXES, "fill-in": FILL_IN}
    # The prefixes that are used, and those that what is filled in will need.
    names = {match[1] for match in re.finditer(r"(?<![\w<\"])([a-z][\w-]*):[\w-]", text)}
    spaces = {space for rule in rules.properties.values() for space in _spaces(rule, words)}
    names |= {name for name, space in PREFIXES.items() if space in {*spaces, rules.namespace}}
    head = [f"@prefix {n}: <{namespaces[n]}> ." for n in sorted(names & namespaces.keys())]
    return "\n".join([*head, "", *body]) + "\n"


def _spaces(rule: PropertyRule, words: Vocabulary) -> set[str]:
    found = {PREFIXES["xsd"]} if rule.datatype.startswith(PREFIXES["xsd"]) else set()
    return found.union(*(words.spaces_of(cls) for cls in rule.classes))


def _body(rules: ClassRules, given: Given, words: Vocabulary, layout: Layout) -> Iterator[str]:
    name = shorten_iri(rules.iri)
    yield from _comment(f"{rules.label} ({name}): {rules.definition}")
    yield from _comment(
        "Fill in each fill-in:… and take the # from the lines that apply; `dipgraph validate FILE` "
        "says what is missing. `dipgraph add` leaves out the help (#?) and the lines that are not "
        "filled in; comments of your own (#) stay with the record."
    )
    for names, message in rules.one_of:
        yield from _comment(f"One of {', '.join(map(shorten_iri, names))}: {message}")
    if rules.checks:
        yield from _comment("Checked as well: " + " ".join(dict.fromkeys(rules.checks)))
    if rules.name_rule:
        yield from _comment(rules.name_rule)
    yield given.name or "fill-in:name"
    yield f"    a {name} ;"
    either = {name for names, _ in rules.one_of for name in names}
    every = {iri: PropertyRule(iri) for iri in sorted({*either, *given.values})}
    every |= rules.properties
    every.pop(TYPE, None)
    for iri in sorted(every, key=layout.rank):
        yield from _property(every[iri], given, words)
    if rules.also_used:
        told = ", ".join(map(shorten_iri, rules.also_used))
        yield from _comment(f"Others of this class also have: {told}.", "    ")
    yield "    ."


def _property(rule: PropertyRule, given: Given, words: Vocabulary) -> Iterator[str]:
    values = given.values.get(rule.iri, [])
    needed = "required" if rule.least else "if stated"
    told = " ".join(rule.messages) or words.definition(rule.iri)
    yield from _comment(f"{needed}: {told}", "    ")
    example = words.example(rule.iri)
    if example:
        yield from _comment(f"For example: {example}", "    ")
    if not values and rule.options:
        yield from _comment(f"Choose from: {_options(rule.options, words)}", "    ")
    for note in given.notes.get(rule.iri, []):
        yield from _comment(note, "    ")
    missing = max(rule.least, 1) - len(values)
    for place in range(missing):
        number = f"-{place + 1 + len(values)}" if max(rule.least, 1) > 1 else ""
        values = [*values, f"fill-in:{_slug(rule)}{number}"]
    off = "" if rule.least or given.values.get(rule.iri) else "# "
    yield f"    {off}{_verb(rule.iri)} {' , '.join(values)} ;"


def _verb(iri: str) -> str:
    name = shorten_iri(iri)
    return name if name != iri else f"<{iri}>"


def _slug(rule: PropertyRule) -> str:
    local = shorten_iri(rule.iri).partition(":")[2]
    return re.sub(r"[^A-Za-z0-9]+", "-", local) or "value"


def _options(options: list[str], words: Vocabulary) -> str:
    shown = [f"{shorten_iri(iri)} ({words.label(iri)})" for iri in dict.fromkeys(options)]
    more = f" and {len(shown) - _MOST_OPTIONS} more" if len(shown) > _MOST_OPTIONS else ""
    return ", ".join(shown[:_MOST_OPTIONS]) + more + "."


def _comment(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=f"{indent}{HELP} ",
        subsequent_indent=f"{indent}{HELP}   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


# --- what can be filled in at once -------------------------------------------------------


def read_period(text: str) -> tuple[date, date, str]:
    """Return first day, last day and precision ("Day", "Month", "Year") of a date in words.

    ``2031-05-14``, ``2031-05-14/2031-05-16``, ``2031-05`` and ``2031`` are understood.

    Raises
    ------
    InputError
        If it is none of these, or no day of the calendar.
    """
    first, slash, last = text.partition("/")
    try:
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 1, 1), date(int(text), 12, 31), "Year"
        if re.fullmatch(r"\d{4}-\d\d", text):
            year, month = map(int, text.split("-"))
            days = calendar.monthrange(year, month)[1]
            return date(year, month, 1), date(year, month, days), "Month"
        if all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in (first, last or first)):
            start, end = date.fromisoformat(first), date.fromisoformat(last if slash else first)
            if start <= end:
                return start, end, "Day"
    except (ValueError, calendar.IllegalMonthError):
        pass
    raise InputError(
        f"--date {text!r} is no date. Write 2031-05-14, 2031-05-14/2031-05-16, 2031-05 or 2031."
    )


def give_period(given: Given, text: str) -> None:
    """Fill in start, end and precision."""
    start, end, precision = read_period(text)
    given.values[DIP + "startDate"] = [f'"{start}"^^xsd:date']
    given.values[DIP + "endDate"] = [f'"{end}"^^xsd:date']
    given.values[DIP + "datePrecision"] = [f"dip:{precision}"]


def give_actor(
    given: Given, rules: ClassRules, actor: str, types: Iterable[str], words: Vocabulary
) -> None:
    """Fill an actor in where one like it is asked for first, else as one that takes part.

    ``types`` are the classes of the actor, those above them too.
    """
    known = set(types)
    roles = [r for r in rules.properties.values() if words.is_role(r.iri)]
    roles.sort(key=lambda rule: not rule.least)
    for rule in roles:
        filled = given.values.setdefault(rule.iri, [])
        is_open = len(filled) < max(rule.least, 1) and (not rule.most or len(filled) < rule.most)
        if is_open and (not rule.classes or known & set(rule.classes)):
            filled.append(actor)
            break
    else:
        given.values.setdefault(DIP + "hasParticipant", []).append(actor)
    given.values = {iri: values for iri, values in given.values.items() if values}


def propose_name(rules: ClassRules, given: Given, when: str, words: Vocabulary) -> str:
    """Return a name as the contract makes them: date as far as known, kind, who; "" if unknown."""
    prefixes = [name for name, space in PREFIXES.items() if space == rules.namespace]
    kinds = given.values.get(_KIND, [])
    actors = [v for iri, values in given.values.items() if words.is_role(iri) for v in values]
    if not prefixes or not kinds or not actors:
        return ""
    parts = [name.partition(":")[2] for name in [*kinds[:1], *actors]]
    dates = [when.partition("/")[0]] if when else []
    return f"{prefixes[0]}:" + "-".join([*dates, *parts])
