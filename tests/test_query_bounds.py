"""What the texts do not happen to hold: bounds and ways of questions, on records made for them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

import dipgraph
from dipgraph.namespaces import PREFIXES
from library_cases import load_small

DIP, KIND, EVENT = PREFIXES["dip"], PREFIXES["kind"], PREFIXES["event"]
DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")


@pytest.fixture
def small() -> dipgraph.KnowledgeGraph:
    return load_small()


def say(
    kg: dipgraph.KnowledgeGraph,
    subject: ox.NamedNode,
    name: str,
    *values: ox.NamedNode | ox.Literal,
) -> None:
    """Add triples with a property of ours, ``a`` for the class, to what queries see."""
    predicate = {
        "a": ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        "label": ox.NamedNode(PREFIXES["rdfs"] + "label"),
    }.get(name, ox.NamedNode(DIP + name))
    for value in values:
        kg.store.add(ox.Quad(subject, predicate, value, ox.DefaultGraph()))


def sign(kg: dipgraph.KnowledgeGraph, name: str) -> tuple[ox.NamedNode, ox.NamedNode]:
    """Add a signing on one day and its instrument; return both."""
    act, instrument = ox.NamedNode(EVENT + name), ox.NamedNode(EVENT + name + "-text")
    day = ox.Literal("2031-06-01", datatype=DATE)
    say(kg, act, "a", ox.NamedNode(DIP + "InstrumentAct"), ox.NamedNode(DIP + "Record"))
    say(kg, act, "label", ox.Literal(name))
    say(kg, act, "hasKind", ox.NamedNode(KIND + "signing"))
    say(kg, act, "concerns", instrument)
    say(kg, act, "startDate", day)
    say(kg, act, "endDate", day)
    say(kg, act, "datePrecision", ox.NamedNode(DIP + "Day"))
    say(kg, instrument, "hasKind", ox.NamedNode(KIND + "treaty"))
    return act, instrument


@pytest.mark.parametrize(("states", "told"), [(8, True), (9, False)])
def test_what_more_than_eight_states_sign_is_no_agreement_with_a_partner(
    small: dipgraph.KnowledgeGraph, states: int, told: bool
) -> None:
    act, _ = sign(small, "many")
    for number in range(states):
        state = ox.NamedNode(f"{PREFIXES['state']}X{number}")
        say(small, state, "a", ox.NamedNode(DIP + "State"))
        say(small, act, "involves", state)
    rows = [row for row in small.query("agreements-by-partner") if row.record == act.value]
    assert len(rows) == (states if told else 0)


@pytest.mark.parametrize("way", ["concerns", "follows", "isAbout", "follows the signing"])
def test_what_came_of_a_signing_is_found_by_each_way_that_leads_to_it(
    small: dipgraph.KnowledgeGraph, way: str
) -> None:
    act, instrument = sign(small, "first")
    later = ox.NamedNode(EVENT + "later")
    day = ox.Literal("2033-01-01", datatype=DATE)
    say(small, later, way.split()[0], act if way.endswith("signing") else instrument)
    say(small, later, "startDate", day)
    say(small, later, "endDate", day)
    say(small, later, "datePrecision", ox.NamedNode(DIP + "Day"))
    rows = [row for row in small.query("signed-and-after") if row.record == act.value]
    assert [row.later for row in rows] == [later.value]
