"""Why two actors are tied: the records in which both take part, and how each of them does."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dipgraph.acting import Acting, find_acting
from dipgraph.briefing.account import Account, read_account
from dipgraph.briefing.blocks import Block, Heading, Items, Paragraph, item_of
from dipgraph.briefing.involvement import Chain, Involvement
from dipgraph.briefing.period import Period
from dipgraph.briefing.sheet import OnASheet, Sheet
from dipgraph.errors import InputError
from dipgraph.finding.naming import find_node
from dipgraph.lines import Line, LineReader, Named
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import count_of
from dipgraph.showing.dossier_text import describe_line
from dipgraph.store import Opened

_DIP = PREFIXES["dip"]
_TYPE = PREFIXES["rdf"] + "type"


class TieRecord(NamedTuple):
    """A record behind a tie, with the chains that lead from it to each of the two actors."""

    line: Line
    one: tuple[Chain, ...]
    other: tuple[Chain, ...]


@dataclass(frozen=True, repr=False)
class Why(OnASheet):
    """The records behind the tie of two actors.

    Attributes
    ----------
    one, other
        The actors.
    period, only
        The period asked for, and the labels of the classes and kinds asked for.
    records
        In which both take part: those without a date first, then the newest first.
    speaking
        In which one takes part and which speak of the other (or of its office or organ). They
        make no tie.
    account
        Whose account it is, and which years it covers.
    acting
        Of each of the two who is a person, the office under which more may stand.
    """

    one: Named
    other: Named
    period: Period
    only: tuple[str, ...]
    records: tuple[TieRecord, ...]
    speaking: tuple[Line, ...]
    account: Account
    acting: tuple[Acting, ...] = ()

    def __repr__(self) -> str:
        return f"<Why {self.one.name} {self.other.name}: {len(self.records)} records>"

    def sheet(self) -> Sheet:
        """Return it as a sheet, to be written as text, Markdown or HTML."""
        return Sheet(f"{self.one.label} and {self.other.label}", tuple(_blocks(self)))

    def to_dict(self) -> dict[str, object]:
        """Return it as an object for JSON."""
        return {
            "one": {"name": self.one.name, "label": self.one.label},
            "other": {"name": self.other.name, "label": self.other.label},
            "period": str(self.period),
            "only": list(self.only),
            "account": self.account.to_dict(),
            "offices": {acting.person.name: acting.describe() for acting in self.acting},
            "records": [
                {
                    **describe_line(record.line),
                    "one": list(map(_describe_chain, record.one)),
                    "other": list(map(_describe_chain, record.other)),
                }
                for record in self.records
            ],
            "speaking": list(map(describe_line, self.speaking)),
        }


def find_actor(
    name: str, opened: Opened, index: sqlite3.Connection, store_reader: LineReader
) -> str:
    """Return the IRI of the actor that a name means.

    Raises
    ------
    InputError
        As :func:`dipgraph.finding.naming.find_node`; and if it is no actor.
    """
    iri = find_node(name, opened, index, only=(_DIP + "Actor",))
    values = store_reader.values(iri)
    if _DIP + "Actor" not in values.get(_TYPE, ()):
        what = store_reader.class_of(values).label.lower() or "node"
        raise InputError(
            f"{shorten_iri(iri)} ({store_reader.labels(iri)}) is a {what} and no actor. Name a "
            "state, an organisation, an office, a person or a group; dipgraph show takes the rest."
        )
    return iri


def open_why(
    one: str,
    other: str,
    reader: LineReader,
    *,
    period: Period = Period(),  # noqa: B008  # a tuple of None cannot be changed
    terms: Sequence[str] = (),
) -> Why:
    """Return the records behind the tie of two actors.

    Parameters
    ----------
    one, other
        IRIs of two actors.
    reader
        A reader of lines; its store is asked.
    period
        Only records whose dates touch it; what has no date is left out then.
    terms
        IRIs of classes and kinds: only records of one of these.

    Raises
    ------
    InputError
        If both are the same.
    """
    if one == other:
        raise InputError(f"{shorten_iri(one)} is given twice. Name two actors.")
    involvement = Involvement(reader)
    tied = involvement.involves(one) & involvement.involves(other)
    speaking = speaking_of(involvement, one, other) - tied
    wanted = set(terms)

    def lines(records: set[str]) -> list[Line]:
        found = []
        for iri in records:
            values = reader.values(iri)
            if _DIP + "Record" not in values.get(_TYPE, ()):
                continue
            if wanted and not wanted & {*values[_TYPE], *values.get(_DIP + "hasKind", ())}:
                continue
            line = reader.make(iri, values)
            if period.is_open or period.holds(line):
                found.append(line)
        return newest_first(found)

    return Why(
        one=reader.named(one),
        other=reader.named(other),
        period=period,
        only=tuple(map(reader.labels, terms)),
        records=tuple(
            TieRecord(
                line,
                tuple(involvement.explain(line.iri, one)),
                tuple(involvement.explain(line.iri, other)),
            )
            for line in lines(tied)
        ),
        speaking=tuple(lines(speaking)),
        account=read_account(reader, period),
        acting=tuple(filter(None, (find_acting(one, reader), find_acting(other, reader)))),
    )


def newest_first(lines: list[Line]) -> list[Line]:
    """Return lines with the newest first; what has no date comes last.

    A record of which only the month or year is known stands where that month or year ends.
    """
    dated = [line for line in lines if line.start is not None]
    undated = [line for line in lines if line.start is None]
    return [
        *sorted(dated, key=lambda line: line.order, reverse=True),
        *sorted(undated, key=lambda line: (line.label, line.iri)),
    ]


def speaking_of(involvement: Involvement, one: str, other: str) -> set[str]:
    """Return the records that involve one of two actors and are about the other, or its own."""
    about = _DIP + "isAbout"
    found: set[str] = set()
    for speaker, topic in ((one, other), (other, one)):
        topics = {
            record
            for node in involvement.own(topic)
            for record in involvement.subjects(about, node)
        }
        found |= topics & involvement.involves(speaker)
    return found


def _describe_chain(chain: Chain) -> dict[str, object]:
    return {
        "told": chain.tell(),
        "own": chain.own,
        "steps": [
            {"property": shorten_iri(s.property), "name": s.node.name, "label": s.node.label}
            for s in chain.steps
        ],
    }


def _blocks(why: Why) -> list[Block]:
    only = f" ({', '.join(why.only)})" if why.only else ""
    when = "" if why.period.is_open else f", {why.period}"
    blocks: list[Block] = []
    if why.records:
        told = f"{count_of(len(why.records), 'record')}{only} in which both take part{when}"
        told += why.period.tell_doubt(record.line for record in why.records) + "."
        blocks.append(Paragraph(f"{told} {why.account.tell()}"))
    else:
        blocks.append(Paragraph(f"No record{only} in which both take part{when}."))
        blocks.append(
            Paragraph(
                "This does not mean that there is no tie: the graph holds what its sources state. "
                + why.account.tell(),
                warning=True,
            )
        )
    if why.acting:
        told = " ".join(acting.tell() for acting in why.acting)
        blocks.append(Paragraph(f"{told} Ask for the offices too.", warning=True))
    groups: defaultdict[Named, list[TieRecord]] = defaultdict(list)
    for record in why.records:
        groups[record.line.class_].append(record)
    for cls, records in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0].label)):
        blocks.append(Heading(f"{cls.label}: {len(records):,}"))
        items = []
        for record in records:
            notes = [
                f"{node.label}: {' / '.join(chain.tell() for chain in chains)}"
                for node, chains in ((why.one, record.one), (why.other, record.other))
            ]
            items.append(item_of(record.line, notes=notes))
        blocks.append(Items(tuple(items)))
    if why.speaking:
        blocks.append(Heading(f"No tie, but one speaks of the other: {len(why.speaking):,}"))
        blocks.append(Items(tuple(map(item_of, why.speaking))))
    return blocks
