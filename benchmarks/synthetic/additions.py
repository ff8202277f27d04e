"""New events for a graph that exists, and the same with faults that are known."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import NamedTuple

import pyoxigraph as ox

from benchmarks.synthetic.generate import (
    SEED,
    Block,
    Copy,
    Source,
    Writer,
    iter_blocks,
    plan_sources,
    quads_of,
)
from benchmarks.synthetic.model import Model, Statement, measure
from dipgraph.namespaces import PREFIXES, expand_name

NEW_SOURCE = "synthetic-new-1"
_OLD_BLOCKS = 3_000  # so many blocks of the first source are looked through for old records
_LINKED = 0.3  # the part of new events that lead to a record of the graph
_DAYS = ("dip:Visit", "dip:Meeting", "dip:Consultation", "dip:Gathering", "dip:Statement")


class Fault(NamedTuple):
    """One planted fault: what was done, to which record, the shape that must refuse it."""

    what: str
    record: str
    shape: str


def additions(
    events: int, new: int, *, model: Model | None = None, seed: int = SEED
) -> list[ox.Quad]:
    """Return the quads of ``new`` valid events that touch the graph of ``events`` events.

    They stand in a source of their own, with its description and passages, cover the year after
    the last of the graph, and are visits, meetings, consultations, gatherings and statements, each
    with what hangs on it. Their actors and places are those of the registry; three in ten lead to
    an instrument, gathering or other record that the graph of the same ``events`` and ``seed``
    holds.
    """
    graph = ox.NamedNode(PREFIXES["source"] + NEW_SOURCE)
    return list(quads_of(iter(_new_blocks(events, new, model or measure(), seed)), graph))


def _new_blocks(events: int, new: int, model: Model, seed: int) -> list[Block]:
    old = _old_records(events, model, seed)
    source = Source(NEW_SOURCE, model.last_year + 1, new)
    # Only what has a day, and neither a term nor a sum that could contradict what is there.
    clusters = [
        cluster
        for cluster in model.clusters
        if len(cluster) == 1 and cluster[0].cls in _DAYS and cluster[0].precision == "dip:Day"
    ]
    writer = Writer(model, source, seed)
    blocks = [writer.describe_source()]
    for at in range(new):
        template = clusters[at % len(clusters)][0]
        blocks += writer.record(
            template, Copy({}, {}, writer.random.randrange(365), writer.random.randint(1, 9))
        )
        if old and writer.random.random() < _LINKED:
            cls, name = writer.random.choice(old)
            prop = "dip:isPartOf" if cls == "dip:Gathering" else "dip:isAbout"
            if (prop, name) not in blocks[-1][1]:
                blocks[-1][1].append((prop, name))
    return blocks


def _old_records(events: int, model: Model, seed: int) -> list[tuple[str, str]]:
    """Return class and name of some records of the first source of the graph."""
    first = plan_sources(model, events)[0]
    blocks = itertools.islice(iter_blocks(model, first, seed), _OLD_BLOCKS)
    wanted = ("dip:Gathering", "dip:Instrument", "dip:Programme", "dip:Meeting")
    return [(block[0][1], name) for name, block in blocks if block[0][1] in wanted]


def planted_faults(
    events: int, new: int, *, model: Model | None = None, seed: int = SEED
) -> tuple[list[ox.Quad], list[Fault]]:
    """Return the additions with one fault of each kind planted, and what was planted.

    Each fault is in a record of its own; the records without a fault stay valid.

    Raises
    ------
    ValueError
        If ``new`` is less than twice the number of kinds of fault.
    """
    model = model or measure()
    blocks = _new_blocks(events, new, model, seed)
    records = [block for block in blocks if block[0].startswith("event:")]
    if new < 2 * len(_FAULTS):
        raise ValueError(f"{new} events have no room for {len(_FAULTS)} faults and as many without")
    chance = random.Random(seed)
    chance.shuffle(records)
    planted = []
    for what, shape, cls, spoil in _FAULTS:
        at = next(i for i, (_, told) in enumerate(records) if cls in ("", told[0][1]))
        name, statements = records.pop(at)
        statements[:] = spoil(statements)
        planted.append(Fault(what, expand_name(name) or name, PREFIXES["dipsh"] + shape))
    graph = ox.NamedNode(PREFIXES["source"] + NEW_SOURCE)
    return list(quads_of(iter(blocks), graph)), planted


def _without(prop: str) -> Callable[[list[Statement]], list[Statement]]:
    return lambda statements: [statement for statement in statements if statement[0] != prop]


def _with(prop: str, value: str) -> Callable[[list[Statement]], list[Statement]]:
    return lambda statements: [*statements, (prop, value)]


def _changed(prop: str, value: str) -> Callable[[list[Statement]], list[Statement]]:
    return lambda statements: [*_without(prop)(statements), (prop, value)]


_FAULTS: tuple[tuple[str, str, str, Callable[[list[Statement]], list[Statement]]], ...] = (
    ("no label", "Record-label", "", _without("rdfs:label")),
    ("two labels", "Record-label", "", _with("rdfs:label", '"Another synthetic label"@en')),
    ("no passage", "Record-isStatedIn", "", _without("dip:isStatedIn")),
    ("passage that is none", "Record-isStatedIn", "",
     _with("dip:isStatedIn", "passage:synthetic-none.0-9")),
    ("no first day", "Dated-startDate", "", _without("dip:startDate")),
    ("day as plain text", "Dated-startDate", "", _changed("dip:startDate", '"2031-05-14"')),
    ("end before start", "DatedInOrder-startDate", "",
     _changed("dip:endDate", '"1900-01-01"^^xsd:date')),
    ("precision that is none", "Dated-datePrecision", "",
     _changed("dip:datePrecision", "dip:Week")),
    ("kind of another class", "VisitKind-hasKind", "dip:Visit",
     _changed("dip:hasKind", "kind:bound-about")),
    ("two kinds", "Record-hasKind", "", _with("dip:hasKind", "kind:bound-about")),
    ("misspelt actor", "Record-hasParticipant", "dip:Consultation",
     _with("dip:hasParticipant", "state:XXQ")),
    ("misspelt place", "Record-takesPlaceIn", "", _with("dip:takesPlaceIn", "place:nowhere")),
    ("visit without a host", "Visit-isHostedBy", "dip:Visit", _without("dip:isHostedBy")),
    ("meeting of one", "Meeting-hasParticipant", "dip:Meeting", _without("dip:hasParticipant")),
    ("flag without a reason", "Record", "dip:Consultation",
     lambda statements: [*_without("skos:editorialNote")(statements),
                         ("dip:hasFlag", "kind:flag-total-differs")]),
    ("part of itself", "Record-isPartOf", "", _with("dip:isPartOf", "state:XXQ")),
)  # fmt: skip
