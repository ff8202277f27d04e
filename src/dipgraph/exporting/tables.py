"""Fill the tables of an export: which rows each has, and how each cell is read.

What the tables and columns are, in words, stands in ``tables.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pyoxigraph as ox

from dipgraph.exporting.columns import Cell, Column, Filled, Read, Rows, Table
from dipgraph.exporting.reader import Reader
from dipgraph.facts import DIP, OA, REPEATS, SET_ASIDE
from dipgraph.namespaces import PREFIXES, shorten_iri

_DCTERMS, _GEO, _PROV = PREFIXES["dcterms"], PREFIXES["geo"], PREFIXES["prov"]


@cache
def read_tables() -> dict[str, Table]:
    """Return the tables by name, in the order in which they are written."""
    told = tomllib.loads(files("dipgraph.exporting").joinpath("tables.toml").read_text("utf-8"))

    def columns(entries: list[dict[str, Any]]) -> Iterator[Column]:
        for entry in entries:
            if "use" in entry:
                yield from columns(told["groups"][entry["use"]])
            else:
                yield Column(**{"required": False, **entry})

    return {
        name: Table(
            name,
            table["title"],
            table["about"],
            tuple(columns(table["columns"])),
            tuple(table.get("key", ["id"])),
        )
        for name, table in told["tables"].items()
    }


def fill_tables(reader: Reader) -> list[Filled]:
    """Return all tables with the rows of the reader's part, also those without rows."""
    filled = []
    for table in read_tables().values():
        reads = [find_read(table.name, column.name) for column in table.columns]
        rows = [tuple(read(reader, row) for read in reads) for row in ROWS[table.name](reader)]
        filled.append(Filled(table, rows))
    return filled


def find_read(table: str, column: str) -> Read:
    """Return how the cells of a column are read: the table's own way, else the usual one."""
    return READS.get(f"{table}.{column}") or READS[column]


# --- rows -------------------------------------------------------------------------------


def _by_time(cls: str) -> Rows:
    return lambda reader: sorted(reader.subjects_of(cls), key=reader.when)


def _by_name(cls: str) -> Rows:
    return lambda reader: reader.subjects_of(cls)


def _participations(reader: Reader) -> list[tuple[str, str, str]]:
    roles = frozenset(reader.roles)
    return [
        (record, role, actor)
        for record in reader.subjects_of("Record")
        for role, actor in sorted(
            (predicate, value.value)
            for predicate, value in reader.facts.statements(record)
            if predicate in roles and isinstance(value, ox.NamedNode)
        )
    ]


def _evidence(reader: Reader) -> list[tuple[str, str]]:
    return [
        (record, passage)
        for record in reader.subjects_of("Record")
        for passage in reader.passages(record)
    ]


def _passages(reader: Reader) -> list[str]:
    exported = set(reader.subjects_of("Passage"))
    return [passage for passage in reader.facts.passages if passage in exported]


ROWS: dict[str, Rows] = {
    "events": _by_time("Event"),
    "participations": _participations,
    "evidence": _evidence,
    "instruments": _by_name("Instrument"),
    "tenures": _by_time("Tenure"),
    "missions": _by_name("Mission"),
    "cases": _by_name("Case"),
    "programmes": _by_name("Programme"),
    "heritage": _by_name("HeritageElement"),
    "figures": _by_time("Figure"),
    "claims": _by_time("Claim"),
    "passages": _passages,
    "actors": _by_name("Actor"),
    "places": _by_name("Place"),
    "memberships": _by_name("FormalMembership"),
    "sources": _by_name("Source"),
}
"""What the rows of each table stand for: IRIs, or tuples of them."""


# --- cells ------------------------------------------------------------------------------


def _own(name: str) -> Read:
    """Read the literals of a property of ours."""
    return lambda r, s: r.own_text(s, name)


def _other(iri: str) -> Read:
    """Read the literals of a property of another vocabulary."""
    return lambda r, s: r.text(s, iri)


def _whole(iri: str) -> Read:
    return lambda r, s: r.whole(s, iri)


def _number(iri: str) -> Read:
    return lambda r, s: r.facts.number(s, iri)


def _day(iri: str) -> Read:
    return lambda r, s: r.facts.day(s, iri)


def _names(*properties: str) -> Read:
    """Read the labels of what properties of ours lead to."""
    return lambda r, s: r.names(s, *properties)


def _ids(*properties: str) -> Read:
    """Read the short names of what properties of ours lead to."""
    return lambda r, s: r.ids(s, *properties)


def _one(name: str) -> Read:
    return lambda r, s: r.one_name(s, name)


def _code(name: str) -> Read:
    """Read a code of the state of an actor or a place."""
    return lambda r, s: r.state_cell(s, name)


def _code_of(side: str, name: str) -> Read:
    """Read a code of the state that a property of ours leads to."""

    def read(reader: Reader, subject: str) -> Cell:
        nodes = sorted(reader.facts.nodes(subject, DIP + side))
        return reader.state_cell(nodes[0], name) if nodes else None

    return read


def _cow_code(reader: Reader, subject: str) -> Cell:
    state = reader.state_of(subject)
    return reader.whole(state, DIP + "cowCode") if state else None


def _currency_of_unit(reader: Reader, figure: str) -> Cell:
    units = sorted(reader.facts.nodes(figure, DIP + "hasUnit"))
    return reader.own_text(units[0], "currency") if units else None


def _participant(read: Read) -> Read:
    """Read a cell of the actor of a participation."""
    return lambda r, row: read(r, row[2])


READS: dict[str, Read] = {
    "id": lambda _, s: shorten_iri(s),
    "class": lambda r, s: r.class_name(s),
    "kind": _one("hasKind"),
    "label": lambda r, s: r.label(s),
    "name": lambda r, s: r.label(s),
    "title": _own("title"),
    "theme": _own("theme"),
    "start": _day(DIP + "startDate"),
    "end": _day(DIP + "endDate"),
    "precision": _one("datePrecision"),
    "about": _names("isAbout"),
    "about_ids": _ids("isAbout"),
    "part_of": _ids("isPartOf"),
    "follows": _ids("follows"),
    "acts": lambda r, s: [r.label(act) for act in r.acts_on.get(s, [])],
    "act_ids": lambda r, s: [shorten_iri(act) for act in r.acts_on.get(s, [])],
    "status": _names("hasStatus"),
    "confidence": _names("hasConfidence"),
    "flags": _names("hasFlag"),
    "note": lambda r, s: r.note(s),
    "sources": lambda r, s: r.sources(s),
    "passages": lambda r, s: r.passage_ids(s),
    "locators": lambda r, s: r.locators(s),
    "state": _code("label"),
    "iso_alpha3": _code("isoAlpha3"),
    "iso_alpha2": _code("isoAlpha2"),
    "cow_code": _cow_code,
    # events
    "ordinal": _whole(DIP + "ordinal"),
    "is_first": lambda r, s: r.flag(s, "isFirst"),
    "place": _names("takesPlaceIn"),
    "place_ids": _ids("takesPlaceIn"),
    "mode": _names("hasMode"),
    "concerns": _names("concerns"),
    "concerns_ids": _ids("concerns"),
    "amount": _number(DIP + "amount"),
    "currency": _own("currency"),
    "bound": _one("hasBound"),
    "person_count": _whole(DIP + "personCount"),
    # participations: (record, role, actor); evidence: (record, passage)
    "record": lambda _, row: shorten_iri(row[0]),
    "record_class": lambda r, row: r.class_name(row[0]),
    "role": lambda r, row: r.label(row[1]),
    "role_id": lambda _, row: shorten_iri(row[1]).partition(":")[2],
    "actor_id": lambda _, row: shorten_iri(row[2]),
    "actor": lambda r, row: r.label(row[2]),
    "actor_class": lambda r, row: r.class_name(row[2]),
    "is_named": lambda r, row: row[2] not in r.facts.nodes(row[0], DIP + "meansWithoutNaming"),
    "participations.state": _participant(_code("label")),
    "participations.iso_alpha3": _participant(_code("isoAlpha3")),
    "participations.iso_alpha2": _participant(_code("isoAlpha2")),
    "participations.cow_code": _participant(_cow_code),
    "passage": lambda _, row: shorten_iri(row[1]),
    "evidence.source": lambda r, row: r.source_of(row[1]),
    # tenures, missions, cases
    "holder": _names("hasHolder"),
    "holder_ids": _ids("hasHolder"),
    "body": _names("isTenureIn"),
    "body_ids": _ids("isTenureIn"),
    "sending_state": _names("hasSendingState"),
    "sending_iso_alpha3": _code_of("hasSendingState", "isoAlpha3"),
    "receiving": _names("hasReceivingState"),
    "receiving_ids": _ids("hasReceivingState"),
    "receiving_iso_alpha3": _code_of("hasReceivingState", "isoAlpha3"),
    "applicant": _names("hasApplicant"),
    "respondent": _names("hasRespondent"),
    "heard_by": _names("isHeardBy"),
    # figures, claims
    "measure": _one("hasMeasure"),
    "measure_id": lambda r, s: next(iter(r.ids(s, "hasMeasure")), None),
    "value": _number(DIP + "value"),
    "unit": _one("hasUnit"),
    "figures.currency": _currency_of_unit,
    "scope": _one("hasScope"),
    "addend_of": _ids("isAddendOf"),
    "conversion_of": _ids("isConversionOf"),
    "numerator": _ids("hasNumerator"),
    "denominator": _ids("hasDenominator"),
    "claimant": _names("hasClaimant"),
    "claimant_ids": _ids("hasClaimant"),
    # passages
    "source": lambda r, s: r.source_of(s),
    "passages.start": _whole(OA + "start"),
    "passages.end": _whole(OA + "end"),
    "first_line": _whole(DIP + "firstLine"),
    "last_line": _whole(DIP + "lastLine"),
    "paragraph": _whole(DIP + "paragraph"),
    "digest": _own("digest"),
    "set_aside_as": _one(SET_ASIDE.removeprefix(DIP)),
    "repeats": _ids(REPEATS.removeprefix(DIP)),
    "records": lambda r, s: len(r.facts.citations.get(s, ())),
    # actors, places, memberships
    "other_names": lambda r, s: r.other_names(s),
    "acronym": _own("acronym"),
    "belongs_to": _names("isOfficeOf", "isOrganOf"),
    "belongs_to_ids": _ids("isOfficeOf", "isOrganOf"),
    "region": _names("hasRegion"),
    "latitude": _number(_GEO + "lat"),
    "longitude": _number(_GEO + "long"),
    "wikidata": lambda r, s: r.match(s, "wikidata"),
    "geonames": lambda r, s: r.match(s, "geonames"),
    "member": _one("hasMember"),
    "member_iso_alpha3": _code_of("hasMember", "isoAlpha3"),
    "organisation": _one("isMembershipIn"),
    "organisation_id": lambda r, s: next(iter(r.ids(s, "isMembershipIn")), None),
    "taken_from": lambda r, s: r.titles(s, _PROV + "wasDerivedFrom"),
    "place_in_table": _other(_DCTERMS + "source"),
    "corroborated_by": lambda r, s: r.titles(s, DIP + "isCorroboratedBy"),
    # sources
    "sources.title": _other(_DCTERMS + "title"),
    "publisher": _other(_DCTERMS + "publisher"),
    "creator": _other(_DCTERMS + "creator"),
    "issued": _day(_DCTERMS + "issued"),
    "language": _other(_DCTERMS + "language"),
    "year": _whole(DIP + "coversYear"),
    "report_of": _names("isReportOf"),
    "derived_from": lambda r, s: sorted(
        shorten_iri(iri) for iri in r.facts.nodes(s, _PROV + "wasDerivedFrom")
    ),
    "file_name": _own("fileName"),
    "sha256": _own("sha256"),
    "lines": _whole(DIP + "lineCount"),
    "sources.passages": lambda r, s: sum(p.source == s for p in r.facts.passages.values()),
}
"""How a cell is read, by the name of its column, or by table and column where it differs."""
