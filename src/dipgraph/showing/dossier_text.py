"""Write a dossier as text for a terminal, as Markdown, or as an object for JSON."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dipgraph.lines import Line, Named
from dipgraph.showing.dossier_contents import (
    ActorContents,
    DossierContents,
    Group,
    Property,
    RecordContents,
)
from dipgraph.telling import count_of, printable, runs_of, safe_markdown, tell_years

_MOST_RELATED = 12
WIDTH = 100
"""Columns of a text whose reader has no terminal."""


def missing_years(years: Sequence[int]) -> list[int]:
    """Return the years between the first and the last of some that are not among them."""
    return [y for y in range(min(years), max(years)) if y not in years] if years else []


# --- text ------------------------------------------------------------------------------


def write_text(dossier: DossierContents, width: int = 0) -> str:
    """Return a dossier as text of lines no longer than ``width`` columns, 0 for the default.

    Names and locators are never broken, so a line may be longer in a very narrow window.
    """
    room = max(40, width or WIDTH)
    lines = (
        _actor_text(dossier, room)
        if isinstance(dossier, ActorContents)
        else _record_text(dossier, room)
    )
    return "\n".join(lines) + "\n"


def _actor_text(dossier: ActorContents, room: int) -> Iterator[str]:
    yield from _fold(f"{dossier.node.label}  ({dossier.node.name})", room)
    yield from _field("is", _what(dossier), room)
    if dossier.codes:
        yield from _field("code", ", ".join(dossier.codes), room)
    if dossier.names:
        yield from _field("also written", "; ".join(dossier.names), room)
    for prop in (*dossier.properties, *dossier.related):
        yield from _field(prop.label, _several(prop), room)
    yield ""
    yield from _fold(_summary(dossier), room)
    for group in dossier.groups:
        yield ""
        yield from _fold(f"{group.class_.label}: {group.total:,}  ({_by_year(group)})", room)
        year: object = ""
        for line in group.lines:
            if (line.start and line.start.year) != year:
                year = line.start and line.start.year
                yield f"  {year or 'no date'}"
            yield from _line_text(line, room, 4)
        if group.total > len(group.lines):
            yield f"    … and {group.total - len(group.lines):,} more; --limit shows more"


def _record_text(dossier: RecordContents, room: int) -> Iterator[str]:
    from dipgraph.passage_text import passage_lines  # an actor has no passages

    line = dossier.line
    yield from _fold(line.label, room)
    yield from _fold(line.name, room)
    for name, text in _record_fields(dossier):
        yield from _field(name, text, room)
    for title, related in dossier.related:
        yield from ("", f"{title}: {len(related):,}")
        for other in related:
            yield from _line_text(other, room, 2)
    yield from ("", f"stated in {count_of(len(line.passages), 'passage')}")
    for passage in line.passages:
        yield from passage_lines(passage, dossier.readings, room - 4, fold=True)


def _record_fields(dossier: RecordContents) -> Iterator[tuple[str, str]]:
    """Yield what a record is, when, who in which role, and all else, as name and text."""
    line = dossier.line
    kinds = [kind.label for kind in line.kinds]
    yield "is", ", ".join(dict.fromkeys([line.class_.label, *kinds]))
    yield "when", line.when + _known_only(line)
    if dossier.names:
        yield "also written", "; ".join(dossier.names)
    roles: defaultdict[str, list[Named]] = defaultdict(list)
    for role in line.roles:
        roles[role.role].append(role.node)
    for label, nodes in roles.items():
        yield label, "; ".join(f"{node.label} ({node.name})" for node in nodes)
    for prop in dossier.properties:
        yield prop.label, _several(prop)
    for name, text in (("status", line.status), ("confidence", line.confidence)):
        if text:
            yield name, text
    if line.flags:
        yield "flags", "; ".join(line.flags)
    for note in line.notes:
        yield "note", note


def _known_only(line: Line) -> str:
    """Say what a date does not tell, where the text gives no day."""
    if line.start is None or line.precision == "Day":
        return ""
    return f" (known to the {line.precision.lower()})"


def _line_text(line: Line, room: int, indent: int) -> Iterator[str]:
    marks = f"  [{'; '.join(line.marks)}]" if line.marks else ""
    yield from _fold(f"{line.when}: {line.label}{marks}", room, indent, indent + 4)
    yield from _fold(line.name, room, indent + 4)


def _what(dossier: ActorContents) -> str:
    return ", ".join(dict.fromkeys([dossier.class_.label, *(k.label for k in dossier.kinds)]))


def _several(prop: Property) -> str:
    shown = [_value(value) for value in prop.values[:_MOST_RELATED]]
    more = len(prop.values) - len(shown)
    return "; ".join(shown) + (f"; and {more:,} more" if more else "")


def _value(value: Named | str) -> str:
    if isinstance(value, str):
        return value
    return value.name if value.label == value.name else f"{value.label} ({value.name})"


def _summary(dossier: ActorContents) -> str:
    is_place, is_one = dossier.class_.name == "dip:Place", dossier.total == 1
    does = "it takes part in"
    if dossier.class_.name == "dip:Person":
        does = f"that {'names' if is_one else 'name'} the person"
    elif is_place:
        does = f"that {'takes' if is_one else 'take'} place in it"
    told = f"{count_of(dossier.total, 'record')} {does}, newest first"
    if not dossier.total:
        told = f"no records {does}"
    if dossier.spoken_of:
        told += (
            f"; {dossier.spoken_of:,} more {'speaks' if dossier.spoken_of == 1 else 'speak'} of it"
        )
    if dossier.years:
        told += f". Sources cover {tell_years(runs_of(dossier.years))}"
        gaps = missing_years(dossier.years)
        told += f"; none covers {', '.join(map(str, gaps))}" if gaps else ""
    return f"{told}.{f' {dossier.acting.tell()}' if dossier.acting else ''}"


def _by_year(group: Group) -> str:
    dated = sorted(((year, n) for year, n in group.by_year.items() if year), reverse=True)
    told = [f"{year}: {number:,}" for year, number in dated]
    if None in group.by_year:
        told.append(f"no date: {group.by_year[None]:,}")
    return ", ".join(told)


def _field(name: str, text: str, room: int) -> Iterator[str]:
    head = f"  {name:<14}  "
    yield from _fold(f"{head}{text}", room, 0, 18)


def _fold(text: str, room: int, indent: int = 0, hanging: int | None = None) -> list[str]:
    blank = " " * indent
    text = printable(text.replace("\n", " "))
    return textwrap.wrap(
        blank + text.strip() if indent else text.rstrip(),
        room,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


# --- Markdown --------------------------------------------------------------------------


def write_markdown(dossier: DossierContents) -> str:
    """Return a dossier as Markdown; nothing in the data acts as markup."""
    lines = (
        _actor_markdown(dossier)
        if isinstance(dossier, ActorContents)
        else _record_markdown(dossier)
    )
    return "\n".join(lines) + "\n"


def _actor_markdown(dossier: ActorContents) -> Iterator[str]:
    yield f"# {safe_markdown(dossier.node.label)}"
    yield ""
    fields = [("name", dossier.node.name), ("is", _what(dossier))]
    fields += [("code", ", ".join(dossier.codes)), ("also written", "; ".join(dossier.names))]
    fields += [(prop.label, _several(prop)) for prop in (*dossier.properties, *dossier.related)]
    yield from _bullets(fields)
    yield from ("", safe_markdown(_summary(dossier)))
    for group in dossier.groups:
        yield from ("", f"## {safe_markdown(group.class_.label)}: {group.total:,}", "")
        yield safe_markdown(_by_year(group))
        yield ""
        yield from map(line_markdown, group.lines)
        if group.total > len(group.lines):
            yield f"- … and {group.total - len(group.lines):,} more"


def _record_markdown(dossier: RecordContents) -> Iterator[str]:
    from dipgraph.passage_text import place_of, words_of

    line = dossier.line
    yield f"# {safe_markdown(line.label)}"
    yield ""
    yield from _bullets([("name", line.name), *_record_fields(dossier)])
    for title, related in dossier.related:
        yield from ("", f"## {safe_markdown(title.capitalize())}: {len(related):,}", "")
        yield from map(line_markdown, related)
    yield from ("", f"## Stated in {count_of(len(line.passages), 'passage')}", "")
    for passage in line.passages:
        yield f"- {safe_markdown(place_of(passage, dossier.readings))}"
        words = words_of(passage, dossier.readings)
        if words is not None:
            yield f"  > {safe_markdown(words)}"


def line_markdown(line: Line) -> str:
    """Return a record as an item of a list, with its name and locators."""
    marks = f" [{'; '.join(line.marks)}]" if line.marks else ""
    place = "; ".join(map(str, line.locators))
    told = f"{line.label}{marks} ({line.name}; {place})"
    return f"- **{safe_markdown(line.when)}** {safe_markdown(told)}"


def _bullets(fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, text in fields:
        if text:
            yield f"- {safe_markdown(name)}: {safe_markdown(text)}"


# --- JSON ------------------------------------------------------------------------------


def describe_dossier(dossier: DossierContents) -> dict[str, object]:
    """Return a dossier as an object for JSON."""
    if isinstance(dossier, RecordContents):
        from dipgraph.passage_text import describe_passage

        return {
            **describe_line(dossier.line),
            "also_written": list(dossier.names),
            "properties": _describe_properties(dossier.properties),
            "related": {title: list(map(describe_line, n)) for title, n in dossier.related},
            "passages": [
                describe_passage(passage, dossier.readings) for passage in dossier.line.passages
            ],
        }
    return {
        "name": dossier.node.name,
        "iri": dossier.node.iri,
        "label": dossier.node.label,
        "class": dossier.class_.label,
        "kinds": [kind.label for kind in dossier.kinds],
        "codes": list(dossier.codes),
        "also_written": list(dossier.names),
        "properties": _describe_properties(dossier.properties),
        "related": _describe_properties(dossier.related),
        "records": dossier.total,
        "spoken_of": dossier.spoken_of,
        "office": dossier.acting.describe() if dossier.acting else None,
        "covered_years": list(dossier.years),
        "groups": [
            {
                "class": group.class_.label,
                "total": group.total,
                "by_year": {str(year or "no date"): n for year, n in _sorted_years(group)},
                "shown": list(map(describe_line, group.lines)),
            }
            for group in dossier.groups
        ],
    }


def _sorted_years(group: Group) -> list[tuple[int | None, int]]:
    return sorted(group.by_year.items(), key=lambda item: item[0] or 0)


def describe_line(line: Line) -> dict[str, object]:
    """Return a record for JSON, its dates as days that bound them, with the precision."""
    return {
        "record": line.name,
        "iri": line.iri,
        "label": line.label,
        "class": line.class_.label,
        "kinds": [kind.label for kind in line.kinds],
        "when": line.when,
        "start": line.start.isoformat() if line.start else None,
        "end": line.end.isoformat() if line.end else None,
        "precision": line.precision.lower() if line.start else None,
        "roles": [
            {"role": role.role, "name": role.node.name, "label": role.node.label}
            for role in line.roles
        ],
        "status": line.status or None,
        "flags": list(line.flags),
        "confidence": line.confidence or None,
        "notes": list(line.notes),
        "locators": [locator._asdict() for locator in line.locators],
    }


def _describe_properties(properties: Iterable[Property]) -> dict[str, list[object]]:
    return {
        prop.label: [
            value if isinstance(value, str) else {"name": value.name, "label": value.label}
            for value in prop.values
        ]
        for prop in properties
    }
