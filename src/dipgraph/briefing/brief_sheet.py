"""Lay a brief out as a sheet, and describe it for JSON."""

from __future__ import annotations

from collections.abc import Iterator

from dipgraph.briefing.account import SourceTold
from dipgraph.briefing.brief import Brief, Side
from dipgraph.briefing.memberships import CAVEAT
from dipgraph.briefing.period import tell_years
from dipgraph.briefing.relation import SECTIONS, Entry
from dipgraph.briefing.sheet import (
    Block,
    Facts,
    Heading,
    Item,
    Items,
    Paragraph,
    Sheet,
    item_of,
)
from dipgraph.lines import Line
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import count_of
from dipgraph.showing.dossier_text import describe_line

_DIP = PREFIXES["dip"]
_CLAIMANT = _DIP + "hasClaimant"
_TITLE = " and "


def lay_out(brief: Brief) -> Sheet:
    """Return a brief as a sheet."""
    when = "" if brief.period.is_open else f", {brief.period}"
    title = f"{brief.one.node.label}{_TITLE}{brief.other.node.label}{when}"
    return Sheet(title, tuple(_blocks(brief)))


def _blocks(brief: Brief) -> Iterator[Block]:
    yield Facts(tuple(_head(brief)))
    yield Paragraph(_caveat(brief), warning=True)
    if not brief.records:
        yield Paragraph(
            "No record in which both take part. That does not mean that there is no relation: the "
            "graph holds what its sources state."
        )
    else:
        yield Heading("What stands out")
        yield Paragraph(
            "Numbers of records, which the sections below list. A record may stand for several "
            "visits or meetings where the text does not tell them apart."
        )
        yield Facts(tuple(_counts(brief)))
        if brief.last_contact and brief.last_contact != brief.last_on_record:
            yield Heading(f"Last contact in {brief.period}", 3)
            yield Items((_item(brief.last_contact),))
        if brief.last_on_record:
            yield Heading("Last contact on record", 3)
            yield Items((_item(brief.last_on_record),))
        if brief.firsts:
            yield Heading("For the first time", 3)
            yield Items(tuple(map(_item, brief.firsts)))
    for title, entries in brief.relation.sections.items():
        yield Heading(f"{title}: {len(entries):,}")
        yield from _cut(
            brief, [_entry(entry, brief) for entry in entries], dict(SECTIONS).get(title, ())
        )
    if brief.shared:
        yield Heading(f"Organisations of which both are formal members: {len(brief.shared):,}")
        yield Paragraph(CAVEAT)
        yield Items(
            tuple(
                Item("", s.organisation.label, s.organisation.name, "; ".join(s.places))
                for s in brief.shared
            )
        )
    if brief.whole_list:
        yield Paragraph(
            f"Everything on record with {_partner(brief)} in one list: {brief.whole_list}"
        )


def _partner(brief: Brief) -> str:
    reporting = {state.iri for state in brief.account.reporting}
    side = brief.one if brief.one.node.iri not in reporting else brief.other
    return side.node.label


def _head(brief: Brief) -> Iterator[tuple[str, str]]:
    for side in (brief.one, brief.other):
        yield side.node.label, _tell_side(side)
    relation = brief.relation
    number = count_of(brief.records, "record") + " in which both take part"
    if relation.many:
        number += f", {len(relation.many):,} of them at gatherings or with many others"
    if relation.speaking:
        number += f"; in {len(relation.speaking):,} more, one speaks of the other"
    if relation.undated:
        number += f"; {relation.undated:,} without a date left out"
    yield "records", number
    yield "period", str(brief.period)
    years: dict[str, set[int]] = {}
    for source in _sources(brief):
        years.setdefault(source.publisher or source.node.label, set()).update(source.years)
    told = (f"{who}: {', '.join(map(str, sorted(of)))}" for who, of in years.items())
    yield "sources", "; ".join(told) or "none covers this period"
    if brief.account.no_source:
        yield "no source", f"{tell_years(brief.account.no_source)}: a hole, not a zero"


def _sources(brief: Brief) -> list[SourceTold]:
    """Return the sources that cover a year of the period."""
    since, until = brief.period
    return [
        source
        for source in brief.account.sources
        if any(
            (not since or year >= since.year) and (not until or year <= until.year)
            for year in source.years
        )
    ]


def _tell_side(side: Side) -> str:
    told = ", ".join((*(side.codes or (side.node.name,)), *side.regions))
    return told + (f"; also written {', '.join(side.names)}" if side.names else "")


def _caveat(brief: Brief) -> str:
    reporting = brief.account.reporting
    sources = _sources(brief) or brief.account.sources
    who = ", ".join(dict.fromkeys(s.publisher for s in sources if s.publisher))
    told = f"As told by {who or 'sources whose publisher is not named'}"
    if reporting:
        told += f", reporting on {' and '.join(state.label for state in reporting)}"
    sides = {brief.one.node.iri, brief.other.node.iri}
    if reporting and sides.isdisjoint(state.iri for state in reporting):
        return f"{told}: a third party's account. What the two did without it does not stand here."
    return f"{told}: one party's account. What the other would tell does not stand here."


def _counts(brief: Brief) -> Iterator[tuple[str, str]]:
    counts, one, other = brief.counts, brief.one.node.label, brief.other.node.label
    visits = [
        f"{number:,} {told}"
        for number, told in (
            (counts.visits_there, f"from {one} to {other}"),
            (counts.visits_back, f"from {other} to {one}"),
            (counts.visits_other, "of which the way is not told"),
        )
        if number
    ]
    yield "visits", ", ".join(visits) or "none"
    levels = [(label.lower() or "level not told", number) for label, number in counts.meetings]
    yield "meetings", _tell_kinds(levels)
    if counts.consultations:
        yield "consultations", _tell_kinds(counts.consultations)
    if counts.agreements:
        acts = ", ".join(f"{kind.lower()} {n:,}" for kind, n in counts.acts_on_agreements)
        told = count_of(counts.agreements, "instrument")
        yield "agreements", f"{told}; acts on them: {acts}" if acts else told
    if counts.aid:
        sums = "".join(
            f"; {currency} {amount:,} in {count_of(number, 'act')}"
            for currency, amount, number in counts.sums
        )
        yield "aid", _tell_kinds(counts.aid) + sums
    if counts.ahead:
        yield "not yet done", f"{counts.ahead:,} planned, proposed, requested or under way"


def _tell_kinds(kinds: tuple[tuple[str, int], ...] | list[tuple[str, int]]) -> str:
    total = sum(number for _, number in kinds)
    if not total:
        return "none"
    told = ", ".join(f"{label.lower()} {number:,}" for label, number in kinds)
    return f"{total:,} ({told})"


def _cut(brief: Brief, items: list[Item], classes: tuple[str, ...]) -> Iterator[Block]:
    shown = items[: brief.limit] if brief.limit else items
    more = ""
    if len(items) > len(shown):
        kinds = "".join(f" --kind {name}" for name in classes)
        more = (
            f"{len(items) - len(shown):,} more: dipgraph why {brief.one.node.name} "
            f"{brief.other.node.name}{kinds}{brief.period.as_options()}"
        )
    yield Items(tuple(shown), more)


def _item(line: Line, *marks: str, notes: tuple[str, ...] = ()) -> Item:
    claimants = [role.node.label for role in line.roles if role.property == _CLAIMANT]
    claim = (f"claim of {', '.join(claimants)}",) if claimants else ()
    return item_of(line, marks=(*claim, *marks), notes=notes)


def _entry(entry: Entry, brief: Brief) -> Item:
    speaks = ("speaks of the other",) if entry.speaks else ()
    if not entry.acts:
        return _item(entry.line, *speaks)
    if len(entry.acts) == 1:
        note = f"on: {entry.line.label} ({entry.line.name})"
        if "Instrument" in shorten_iri(entry.line.class_.iri):
            note += "; the texts tell of no other act on it"
        return _item(entry.acts[0], *_outside(entry.acts[0], entry, brief), notes=(note,))
    below = [_item(act, *_outside(act, entry, brief)) for act in entry.acts]
    return item_of(entry.line, below=below)


def _outside(act: Line, entry: Entry, brief: Brief) -> tuple[str, ...]:
    if act.iri not in entry.outside:
        return ()
    if brief.period.is_open or brief.period.holds(act):
        return ("does not name both",)
    return ("outside the period",)


# --- JSON ------------------------------------------------------------------------------


def describe(brief: Brief) -> dict[str, object]:
    """Return a brief for JSON: every entry of every section."""
    counts = brief.counts
    relation = brief.relation
    return {
        "states": [
            {
                "name": side.node.name,
                "iri": side.node.iri,
                "label": side.node.label,
                "codes": list(side.codes),
                "regions": list(side.regions),
                "also_written": list(side.names),
            }
            for side in (brief.one, brief.other)
        ],
        "period": {
            "since": brief.period.since.isoformat() if brief.period.since else None,
            "until": brief.period.until.isoformat() if brief.period.until else None,
        },
        "caveat": _caveat(brief),
        "account": brief.account.to_dict(),
        "records": {
            "both": brief.records,
            "of_few": len(relation.few),
            "of_many": len(relation.many),
            "speaking": len(relation.speaking),
            "undated_left_out": relation.undated,
        },
        "counts": {
            "visits": {
                "there": counts.visits_there,
                "back": counts.visits_back,
                "way_not_told": counts.visits_other,
            },
            "meetings_by_level": {label or "not told": n for label, n in counts.meetings},
            "consultations_by_kind": dict(counts.consultations),
            "agreements": counts.agreements,
            "acts_on_agreements_by_kind": dict(counts.acts_on_agreements),
            "aid_by_kind": dict(counts.aid),
            "sums_of_aid": [
                {"currency": currency, "sum": str(amount), "acts": number}
                for currency, amount, number in counts.sums
            ],
            "not_yet_done": counts.ahead,
        },
        "last_contact": describe_line(brief.last_contact) if brief.last_contact else None,
        "last_contact_on_record": describe_line(brief.last_on_record)
        if brief.last_on_record
        else None,
        "first_times": list(map(describe_line, brief.firsts)),
        "sections": {
            title: [
                {
                    **describe_line(entry.line),
                    "speaks_of_the_other": entry.speaks,
                    "acts": [
                        {**describe_line(act), "outside": act.iri in entry.outside}
                        for act in entry.acts
                    ],
                }
                for entry in entries
            ]
            for title, entries in relation.sections.items()
        },
        "shared_memberships": {
            "caveat": CAVEAT,
            "organisations": [
                {
                    "name": shared.organisation.name,
                    "label": shared.organisation.label,
                    "places": list(shared.places),
                }
                for shared in brief.shared
            ],
        },
    }
