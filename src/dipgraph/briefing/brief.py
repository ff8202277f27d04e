"""A brief: one cited page on the relation of two states, to be read before a visit."""

from __future__ import annotations

from dataclasses import replace

from dipgraph.briefing.account import read_account
from dipgraph.briefing.brief_contents import BriefContents, Counts, Side
from dipgraph.briefing.brief_json import describe
from dipgraph.briefing.brief_sheet import lay_out
from dipgraph.briefing.memberships import shared_memberships
from dipgraph.briefing.period import Period
from dipgraph.briefing.relation import RelationReader
from dipgraph.briefing.sheet import OnASheet, Sheet
from dipgraph.errors import DataError, InputError
from dipgraph.lines import Line, LineReader
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.ties import Graph
from dipgraph.views import find_view

_DIP, _SKOS = PREFIXES["dip"], PREFIXES["skos"]
_TYPE = PREFIXES["rdf"] + "type"


STATES = (_DIP + "State",)
"""What the names that a brief takes mean, before all else."""


class Brief(BriefContents, OnASheet):
    """One page on the relation of two states in a period, with the ways to write it."""

    def __repr__(self) -> str:
        names = f"{self.one.node.name} {self.other.node.name}"
        return f"<Brief {names} {self.period}: {self.records} records>"

    def left_out(self) -> Brief:
        """Return a brief that lists exactly what this one leaves out."""
        return replace(self, rest=True)

    def sheet(self) -> Sheet:
        """Return it as a sheet, to be written as text, Markdown or HTML."""
        return lay_out(self)

    def to_dict(self) -> dict[str, object]:
        """Return it as an object for JSON, with every entry whatever the limit."""
        return describe(self)


def open_brief(
    kg: Graph,
    one: str,
    other: str | None = None,
    *,
    period: Period = Period(),  # noqa: B008  # a tuple of None cannot be changed
    limit: int | None = None,
    reader: LineReader | None = None,
) -> Brief:
    """Return a brief on two states.

    Parameters
    ----------
    kg
        The store and its project.
    one, other
        IRIs of states. With one, the relation is that of the reporting state to it.
    period
        Only records whose dates touch it.
    limit
        At most so many entries of each section are shown; 0 means all, None what fits on one page.
    reader
        A reader of lines to go on with.

    Raises
    ------
    InputError
        If one of them is no state, both are the same, or the one given is who reports.
    DataError
        If one is given and no source says whose report it is.
    """
    reader = reader or LineReader(kg.store)
    account = read_account(reader, period)
    if other is None:
        if not account.reporting:
            raise DataError(
                "no source says whose report it is. Name both states, or add dip:isReportOf to a "
                "source.ttl."
            )
        home = account.reporting[0]
        if home.iri == one:
            raise InputError(f"{home.name} ({home.label}) is who reports. Name the other state.")
        one, other = home.iri, one
    if one == other:
        raise InputError(f"{shorten_iri(one)} is given twice. Name two states.")
    sides = (_read_side(one, reader), _read_side(other, reader))
    relations = RelationReader(reader, find_view(kg.project, "bilateral").most_states)
    relation = relations.read(one, other, period)
    lines = relation.lines()
    both = [line for iri, line in sorted(lines.items()) if iri not in relation.speaking]
    return Brief(
        one=sides[0],
        other=sides[1],
        period=period,
        relation=relation,
        counts=_count(relations, both, one, other),
        last_contact=relations.last_contact(both),
        last_on_record=relations.last_contact(map(reader.read, relations.both(one, other))),
        firsts=tuple(relations.firsts(both)),
        shared=shared_memberships(relations.involvement, one, other),
        account=account,
        project=kg.project,
        limit=limit,
    )


def _read_side(iri: str, reader: LineReader) -> Side:
    values = reader.values(iri)
    if _DIP + "State" not in values.get(_TYPE, ()):
        what = reader.class_of(values).label.lower() or "node"
        raise InputError(
            f"{shorten_iri(iri)} ({reader.labels(iri)}) is no state: {what}. A brief is on states; "
            "dipgraph why takes any two actors, dipgraph show any name."
        )
    return Side(
        node=reader.named(iri),
        codes=tuple(values.get(_DIP + "isoAlpha3", ())),
        regions=tuple(map(reader.labels, values.get(_DIP + "hasRegion", ()))),
        names=tuple(values.get(_SKOS + "altLabel", ())),
    )


def _count(relations: RelationReader, both: list[Line], one: str, other: str) -> Counts:
    done = [line for line in both if not line.status]
    visits = relations.visits_between(done, one, other)
    instruments = {
        line.iri for line in both if _DIP + "Instrument" in relations.types(line.iri)
    } | {
        matter
        for line in both
        if _DIP + "InstrumentAct" in relations.types(line.iri)
        for matter in relations.involvement.objects(line.iri, _DIP + "concerns")
    }
    return Counts(
        visits_there=visits["there"],
        visits_back=visits["back"],
        visits_other=visits["other"],
        meetings=tuple(relations.meeting_levels(done, one, other)),
        consultations=tuple(relations.kinds_of(done, "Consultation")),
        agreements=len(instruments),
        acts_on_agreements=tuple(relations.kinds_of(done, "InstrumentAct")),
        aid=tuple(relations.kinds_of(done, "AidAct")),
        sums=tuple(relations.sums_of_aid(done)),
        ahead=len(both) - len(done),
    )
