"""Lay a brief out as a sheet: one page, as much as is asked for, or what the page leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dipgraph.briefing.blocks import (
    Block,
    Facts,
    Heading,
    Item,
    Items,
    Paragraph,
    item_of,
    tell_places,
)
from dipgraph.briefing.brief_contents import BriefContents, Side
from dipgraph.briefing.memberships import CAVEAT
from dipgraph.briefing.page import (
    PAGE_LINES,
    Share,
    lines_of,
    lines_of_item,
    share_by_number,
    share_out,
)
from dipgraph.briefing.period import runs_of, tell_years
from dipgraph.briefing.relation import Entry
from dipgraph.briefing.sheet import Sheet
from dipgraph.lines import Line
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import count_of

_DIP = PREFIXES["dip"]
_CLAIMANT = _DIP + "hasClaimant"
_NO_RECORD = (
    "No record in which both take part. That does not mean that there is no relation: the graph "
    "holds what its sources state."
)


def lay_out(brief: BriefContents) -> Sheet:
    """Return a brief as a sheet."""
    title = f"{brief.one.node.label} and {brief.other.node.label}"
    when = f", {brief.period}" if not brief.period.is_open else ""
    if brief.rest:
        return Sheet(f"{title}{when}: what {_cutter(brief)} leaves out", tuple(_rest(brief)))
    if brief.limit is None:
        return Sheet(f"{title}, {brief.period}", tuple(_page(brief)), compact=True)
    return Sheet(f"{title}{when}", tuple(_long(brief)))


def shares_of(brief: BriefContents) -> dict[str, Share]:
    """Return what is shown of each section, and what is left out."""
    sections = brief.relation.sections
    if brief.limit is not None:
        return share_by_number(sections, brief.limit)
    # The last line is as long as can be if something is left out of every section.
    worst = {title: Share((), tuple(entries), len(entries)) for title, entries in sections.items()}
    fixed = [*_page_head(brief), *_page_foot(brief, worst)]
    return share_out(
        sections,
        PAGE_LINES - lines_of(fixed),
        lambda entry: lines_of_item(_entry(entry, brief, compact=True)),
    )


# --- one page --------------------------------------------------------------------------


def _page(brief: BriefContents) -> Iterator[Block]:
    shares = shares_of(brief)
    yield from _page_head(brief)
    for title, share in shares.items():
        if share.shown:
            yield Heading(_headline(title, len(share.shown), share.total))
            yield Items(tuple(_entry(entry, brief, compact=True) for entry in share.shown))
    yield from _page_foot(brief, shares)


def _page_head(brief: BriefContents) -> Iterator[Block]:
    yield Paragraph(f"{tell_caveat(brief, years=True)}{_tell_hole(brief)}", warning=True)
    if not brief.records:
        yield Paragraph(_NO_RECORD)
        return
    yield Facts((("records", _tell_records(brief)), *_counts(brief), *_page_facts(brief)))


def _page_facts(brief: BriefContents) -> Iterator[tuple[str, str]]:
    for line, _ in _last_contacts(brief):
        short = "last contact" if line == brief.last_on_record else f"last in {brief.period}"
        yield short, _tell_line(line)
    if brief.firsts:
        more = len(brief.firsts) - 1
        told = _tell_line(brief.firsts[0])
        yield "first time", told + (f"; {more:,} more below or left out" if more else "")


def _tell_hole(brief: BriefContents) -> str:
    if not brief.account.no_source:
        return ""
    return f" No source covers {tell_years(brief.account.no_source)}: a hole, not a zero."


def _page_foot(brief: BriefContents, shares: dict[str, Share]) -> Iterator[Block]:
    if brief.shared:
        by_table = groupby(
            sorted(brief.shared, key=lambda shared: shared.places), key=lambda shared: shared.places
        )
        told = (
            f"{', '.join(shared.short for shared in group)} ({'; '.join(places)})"
            for places, group in by_table
        )
        number = count_of(len(brief.shared), "organisation")
        yield Heading(f"Both are formal members of {number}")
        yield Paragraph(f"By reference tables, without years: {'; '.join(told)}.")
    if any(share.rest for share in shares.values()):
        yield Paragraph(f"Left out for want of room: {_tell_left_out(brief, shares)}")
    elif brief.relation.sections:
        yield Paragraph(f"Nothing is left out. {_citing(brief)}")


def _tell_left_out(brief: BriefContents, shares: dict[str, Share]) -> str:
    told = [
        f"{title[0].lower()}{title[1:]} {share.entries_left_out:,}"
        for title, share in shares.items()
        if share.entries_left_out
    ]
    acts = sum(share.acts_left_out for share in shares.values())
    if acts:
        told.append(f"{'further ' if told else ''}{count_of(acts, 'act')} on matters shown")
    command = command_of(brief)
    limit = "" if brief.limit is None else f" --limit {brief.limit}"
    return (
        f"{', '.join(told)}. {command}{limit} --rest lists these and no others, --full everything. "
        f"{_citing(brief)}"
    )


def command_of(brief: BriefContents) -> str:
    """Return the command that gives a brief on the same states and period."""
    names = (brief.one.node.name, brief.other.node.name)
    return brief.project.command("brief", *names) + brief.period.as_options()


def _citing(brief: BriefContents) -> str:
    return f"{brief.project.command('cite')} opens a place."


def _tell_line(line: Line) -> str:
    marks = f" [{'; '.join(line.marks)}]" if line.marks else ""
    return f"{line.when}: {line.label}{marks} ({tell_places(line)})"


def _headline(title: str, shown: int, total: int) -> str:
    return f"{title}: {total:,}" if shown == total else f"{title}: {shown:,} of {total:,}"


# --- what the page leaves out, and everything ---------------------------------------------


def _cutter(brief: BriefContents) -> str:
    return "the page" if brief.limit is None else "the limit"


def _rest(brief: BriefContents) -> Iterator[Block]:
    shares = shares_of(brief)
    left_out = [(title, share) for title, share in shares.items() if share.rest]
    if not left_out:
        yield Paragraph(f"Nothing: {_cutter(brief)} leaves out no entry.")
        return
    yield Paragraph(tell_caveat(brief), warning=True)
    for title, share in left_out:
        yield Heading(_headline(title, len(share.rest), share.total))
        yield Items(tuple(_entry(entry, brief) for entry in share.rest))


def _long(brief: BriefContents) -> Iterator[Block]:
    yield Facts(tuple(_head(brief)))
    yield Paragraph(tell_caveat(brief), warning=True)
    if not brief.records:
        yield Paragraph(_NO_RECORD)
    else:
        yield Heading("What stands out")
        yield Paragraph(
            "Numbers of records, which the sections below list. A record may stand for several "
            "visits or meetings where the text does not tell them apart."
        )
        yield Facts(tuple(_counts(brief)))
        for line, name in _last_contacts(brief):
            yield Heading(name.capitalize(), 3)
            yield Items((_item(line),))
        if brief.firsts:
            yield Heading("For the first time", 3)
            yield Items(tuple(map(_item, brief.firsts)))
    shares = shares_of(brief)
    for title, share in shares.items():
        yield Heading(_headline(title, len(share.shown), share.total))
        yield Items(tuple(_entry(entry, brief) for entry in share.shown))
    if brief.shared:
        yield Heading(f"Organisations of which both are formal members: {len(brief.shared):,}")
        yield Paragraph(CAVEAT)
        yield Items(
            tuple(
                Item("", s.organisation.label, s.organisation.name, "; ".join(s.places))
                for s in brief.shared
            )
        )
    if any(share.rest for share in shares.values()):
        yield Paragraph(f"Left out by the limit: {_tell_left_out(brief, shares)}")


def _last_contacts(brief: BriefContents) -> Iterator[tuple[Line, str]]:
    if brief.last_contact and brief.last_contact != brief.last_on_record:
        yield brief.last_contact, f"last contact in {brief.period}"
    if brief.last_on_record:
        yield brief.last_on_record, "last contact on record"


def _head(brief: BriefContents) -> Iterator[tuple[str, str]]:
    for side in (brief.one, brief.other):
        yield side.node.label, _tell_side(side)
    yield from _account(brief)


def _account(brief: BriefContents) -> Iterator[tuple[str, str]]:
    """Yield how many records there are, who tells them, and what nobody tells."""
    yield "records", _tell_records(brief)
    yield "period", str(brief.period)
    years: dict[str, set[int]] = {}
    for source in brief.account.tellers:
        years.setdefault(source.publisher or source.node.label, set()).update(source.years)
    told = (f"{who}: {tell_years(runs_of(sorted(of)))}" for who, of in years.items())
    yield "sources", "; ".join(told) or "none covers this period"
    if brief.account.no_source:
        yield "no source", f"{tell_years(brief.account.no_source)}: a hole, not a zero"


def _tell_records(brief: BriefContents) -> str:
    relation = brief.relation
    number = count_of(brief.records, "record") + " in which both take part"
    if relation.many:
        number += f", {len(relation.many):,} of them at gatherings or with many others"
    both = relation.few | relation.many
    number += brief.period.tell_doubt(line for iri, line in relation.lines().items() if iri in both)
    if relation.speaking:
        number += f"; in {len(relation.speaking):,} more, one speaks of the other"
    if relation.undated:
        number += f"; {relation.undated:,} without a date left out"
    return number


def _tell_side(side: Side) -> str:
    told = ", ".join((*(side.codes or (side.node.name,)), *side.regions))
    return told + (f"; also written {', '.join(side.names)}" if side.names else "")


def tell_caveat(brief: BriefContents, *, years: bool = False) -> str:
    """Return in a sentence or two whose account a brief is; ``years`` tells which they cover."""
    reporting = brief.account.reporting
    by_publisher: dict[str, set[int]] = {}
    for source in brief.account.tellers or brief.account.sources:
        if source.publisher:
            by_publisher.setdefault(source.publisher, set()).update(source.years)
    who = ", ".join(
        f"{publisher} ({tell_years(runs_of(sorted(covered)))})" if years else publisher
        for publisher, covered in by_publisher.items()
    )
    none = "" if brief.account.tellers else " (none covers this period)"
    told = f"As told by {who or 'sources whose publisher is not named'}{none}"
    if reporting:
        told += f", reporting on {' and '.join(state.label for state in reporting)}"
    sides = {brief.one.node.iri, brief.other.node.iri}
    if reporting and sides.isdisjoint(state.iri for state in reporting):
        return f"{told}: a third party's account. What the two did without it does not stand here."
    return f"{told}: one party's account. What the other would tell does not stand here."


def _counts(brief: BriefContents) -> Iterator[tuple[str, str]]:
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


def _item(line: Line, *marks: str, notes: tuple[str, ...] = ()) -> Item:
    claimants = [role.node.label for role in line.roles if role.property == _CLAIMANT]
    claim = (f"claim of {', '.join(claimants)}",) if claimants else ()
    return item_of(line, marks=(*claim, *marks), notes=notes)


def _entry(entry: Entry, brief: BriefContents, *, compact: bool = False) -> Item:
    speaks = ("speaks of the other",) if entry.speaks else ()
    if not entry.acts:
        return _item(entry.line, *speaks)
    if len(entry.acts) == 1 and not entry.hidden:
        act, is_last = entry.acts[0], "Instrument" in shorten_iri(entry.line.class_.iri)
        outside = _outside(act, entry, brief)
        if compact:
            return _item(act, *outside, *(("no later act told",) if is_last else ()))
        note = f"on: {entry.line.label} ({entry.line.name})"
        note += "; the texts tell of no other act on it" if is_last else ""
        return _item(act, *outside, notes=(note,))
    below = [_item(act, *_outside(act, entry, brief)) for act in entry.acts]
    where = "left out here" if compact else "on the page"
    notes = (f"{count_of(entry.hidden, 'more act')} on it {where}",) if entry.hidden else ()
    return item_of(entry.line, below=below, notes=notes)


def _outside(act: Line, entry: Entry, brief: BriefContents) -> tuple[str, ...]:
    if act.iri not in entry.outside:
        return ()
    if brief.period.is_open or brief.period.holds(act):
        return ("does not name both",)
    return ("outside the period",)
