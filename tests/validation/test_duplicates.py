"""What the graph has already is found under another name, with few false alarms on the corpus."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest

import dipgraph
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.validation import Document
from dipgraph.validation.addition import Addition
from dipgraph.validation.documents import INPUT_FORMATS
from dipgraph.validation.duplicates import check_duplicates, find_twins
from validation.additions import validated

TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
VISIT = """
event:2031-visit-again
    a dip:Visit ;
    rdfs:label "Head of state of Graustark comes to Ruritania"@en ;
    dip:hasKind kind:state-visit ;
    dip:hasVisitor office:XGK-president ;
    dip:isHostedBy state:XRU ;
    dip:startDate "2031-05-03"^^xsd:date ;
    dip:endDate "2031-05-04"^^xsd:date ;
    dip:datePrecision dip:Day ;
    dip:isStatedIn passage:xr-2031.79-154 .
"""
MONTH = VISIT.replace("2031-05-03", "2031-05-01").replace("2031-05-04", "2031-05-31")
MONTH = MONTH.replace("dip:Day", "dip:Month")
YEAR = VISIT.replace("2031-05-03", "2031-01-01").replace("2031-05-04", "2031-12-31")
YEAR = YEAR.replace("dip:Day", "dip:Year")
CALLED_ALIKE = YEAR.replace(
    "Head of state of Graustark comes", "President of Graustark pays a state visit"
)


def warned(*texts: str) -> list[str]:
    return [f.fault for f in validated(*texts).findings if f.check == "duplicates"]


@cache
def corpus() -> KnowledgeGraph:
    return dipgraph.load()


def records() -> list[tuple[ox.NamedNode, ox.NamedNode]]:
    """Return the records of the corpus, each with the graph that says what it is."""
    store = corpus().store
    apart = (PREFIXES["passage"], PREFIXES["source"])
    return [
        (quad.subject, graph)
        for graph in store.named_graphs()
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(PREFIXES["source"])
        for quad in store.quads_for_pattern(None, TYPE, None, graph)
        if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(apart)
    ]


def test_a_visit_of_another_kind_is_another() -> None:
    assert not warned(VISIT.replace("state-visit ;", "working-visit ;"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (VISIT, "the same kind, actors and days"),
        (MONTH, "the same kind and actors, and its days are 2031-05-03"),
        (CALLED_ALIKE, "the same kind and actors, and its days are 2031-05-03"),
    ],
)
def test_a_visit_is_found_to_the_day_month_and_year(text: str, told: str) -> None:
    (fault,) = warned(text)
    assert "is this event:2031-05-03-visit-XGK-president" in fault and told in fault


def test_over_a_year_the_same_actors_do_much_of_one_kind() -> None:
    assert not warned(YEAR)


@pytest.mark.parametrize("text", [MONTH, YEAR])
def test_what_is_known_to_the_month_or_year_is_found_again(text: str) -> None:
    text = text.replace("XGK-president", "XGK-foreign-minister")
    again = text.replace("visit-again", "visit-other").replace("comes to", "arrives in")
    (fault,) = warned(text, again)
    assert "the same kind, actors and days" in fault
    assert not warned(text, again.replace("2031-", "2030-").replace("event:2030", "event:2031"))
    apart = "    dip:isInFrameworkOf organisation:{} ;\n    dip:startDate"
    one, two = (
        t.replace("    dip:startDate", apart.format(name))
        for t, name in ((text, "river-league"), (again, "danubian-union"))
    )
    assert not warned(one, two)
    assert warned(one, again), "one of them does not say in what framework"


def test_a_month_that_another_record_has_only_as_its_year() -> None:
    year = YEAR.replace("XGK-president", "XGK-foreign-minister").replace("again", "other")
    month = MONTH.replace("XGK-president", "XGK-foreign-minister")
    (fault,) = warned(month, year)
    assert "known to the year" in fault or "its days are 2031-05-01 to 2031-05-31" in fault


ACTIVITY = """
event:2031-work-on-{}
    a dip:Activity ;
    rdfs:label "{}"@en ;
    dip:hasKind kind:cooperation ;
    dip:hasParticipant state:XRU ;
    dip:startDate "2031-01-01"^^xsd:date ;
    dip:endDate "2031-12-31"^^xsd:date ;
    dip:datePrecision dip:Year ;
    dip:isStatedIn passage:xr-2031.79-154 .
"""


def test_what_one_actor_does_over_a_year_is_one_only_if_it_is_called_alike() -> None:
    one = ACTIVITY.format("rivers", "Ruritania goes on working for clean rivers in 2031")
    two = ACTIVITY.format("mines", "Ruritania asks in 2031 for help against mines")
    same = ACTIVITY.format("clean-rivers", "In 2031 Ruritania goes on working for clean rivers")
    assert not warned(one, two)
    assert len(warned(one, same)) == 1


TREATY = """
instrument:2031-{0}
    a dip:Instrument ;
    rdfs:label "{1}"@en ;
    dip:hasKind kind:treaty ;
    dip:title "{2}" ;
    dip:hasParty state:XGK , state:XRU ;
    dip:isStatedIn passage:xr-2031.366-446 .
"""
SIGNED = """
event:2031-{0}-signing-{1}
    a dip:InstrumentAct ;
    rdfs:label "Signing in {0} of the treaty {1}"@en ;
    dip:hasKind kind:signing ;
    dip:hasSignatory state:XGK , state:XRU ;
    dip:concerns instrument:2031-{1} ;
    dip:startDate "2031-{0}-01"^^xsd:date ;
    dip:endDate "2031-{0}-01"^^xsd:date ;
    dip:datePrecision dip:Day ;
    dip:isStatedIn passage:xr-2031.366-446 .
"""


def test_an_agreement_with_the_same_title_and_parties_is_found_unless_signed_apart() -> None:
    one = TREATY.format("water", "A treaty on water", "Treaty on the Use of Rivers")
    two = TREATY.format("rivers", "Graustark and Ruritania agree", "TREATY on the use of rivers")
    (fault,) = warned(one, two)
    assert "called the same" in fault
    assert not warned(one, two.replace("TREATY on the use", "Protocol on the Use"))
    assert not warned(one, two.replace("state:XGK ,", "state:XDU ,"))
    assert not warned(one, two, SIGNED.format("03", "water"), SIGNED.format("06", "rivers"))
    together = warned(one, two, SIGNED.format("03", "water"), SIGNED.format("03", "rivers"))
    assert any("called the same" in fault for fault in together)


FIGURE = """
figure:2031-{0}
    a dip:Figure ;
    rdfs:label "{1}"@en ;
    dip:hasSignatory state:XGK ;
    dip:hasMeasure kind:measure-documents-signed ;
    dip:value "{2}"^^xsd:decimal ;
    dip:hasUnit kind:unit-count ;
    dip:hasScope kind:scope-in-period ;
    dip:startDate "2031-0{3}-01"^^xsd:date ;
    dip:endDate "2031-12-31"^^xsd:date ;
    dip:datePrecision dip:Month ;
    dip:isStatedIn passage:xr-2031.366-446 .
"""


def test_a_figure_is_found_by_what_it_measures_and_another_value_is_told() -> None:
    one = FIGURE.format("a", "Documents of Graustark", "7", 1)
    (fault,) = warned(one, FIGURE.format("b", "How many papers were signed", "7", 1))
    assert "measure, unit and period" in fault and "value" not in fault
    other = FIGURE.format("b", "How many papers were signed", "9", 1)
    (fault,) = warned(one, other.replace("366-446", "79-154"))
    assert "but with the value" in fault
    assert not warned(one, FIGURE.format("b", "How many papers were signed", "7", 2))


def test_figures_that_are_reckoned_together_or_stand_in_one_sentence_are_several() -> None:
    one = FIGURE.format("a", "Documents of Graustark", "9", 1)
    two = FIGURE.format("b", "How many papers were signed", "7", 1)
    elsewhere = two.replace("366-446", "79-154")
    assert warned(one, elsewhere) and not warned(one, two)
    part = elsewhere.replace("dip:hasUnit", "dip:isAddendOf figure:2031-a ;\n    dip:hasUnit")
    assert not warned(one, part)


def test_a_passage_added_to_a_record_is_no_duplicate() -> None:
    assert not warned("event:2031-05-03-visit-XGK-president dip:isStatedIn passage:xr-2031.28-77 .")


def test_few_records_of_the_corpus_look_like_another_of_them() -> None:
    kg = corpus()
    addition = Addition(kg.project, kg.store, [])
    found = records()
    pairs = {
        frozenset((node.value, twin.node.value))
        for node, _ in found
        for twin in find_twins(addition, node)
    }
    assert len(found) > 1_500
    assert 1 <= len(pairs) <= len(found) / 150, [sorted(map(shorten_iri, p)) for p in pairs]


def test_records_of_the_corpus_told_again_under_another_name_are_found() -> None:
    """As additions of some eighty records; of twice as many each is looked for among fewer."""
    sample = records()[::12]
    assert len(sample) > 150
    missed = Counter(kind for part in (sample[::2], sample[1::2]) for kind in missed_again(part))
    assert missed.total() <= 0.03 * len(sample), missed
    missed = Counter(missed_again(sample))
    assert missed.total() <= 0.05 * len(sample), missed


def missed_again(sample: list[tuple[ox.NamedNode, ox.NamedNode]]) -> list[str]:
    """Return the sorts of those records that, told again, are not seen to be the same."""
    kg = corpus()
    again = {node: ox.NamedNode(f"{node.value}-again") for node, _ in sample}
    document = Document("again.nq", "", INPUT_FORMATS["nquads"])
    document.quads = [
        ox.Quad(again[node], quad.predicate, quad.object)
        for node, graph in sample
        for quad in kg.store.quads_for_pattern(node, None, None, graph)
    ]
    issues, looked = check_duplicates(Addition(kg.project, kg.store, [document]))
    assert looked == len(sample)
    told = {issue.record.removesuffix("-again") for issue in issues}
    names = [shorten_iri(node.value) for node in again]
    return [name.partition(":")[0] for name in names if name not in told]
