"""Additions: the incremental verdict is the difference of two whole ones, and reads little."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from dipgraph.shacl import (
    DataGraph,
    Overlay,
    Result,
    StoreView,
    read_shapes,
    validate,
    validate_addition,
)
from dipgraph.shacl.model import Constraint
from dipgraph.shacl.query_reads import reads_of_query
from dipgraph.shacl.reader import read_shapes as _read  # noqa: F401  # enters all constraints
from dipgraph.shacl.shape_reads import Dependencies
from dipgraph.shacl.view import Fact
from shacl.test_against_pyshacl import (
    PREFIXES,
    graphs,
    numbers,
    ours,
    shape_texts,
    theirs,
    triples,
    typings,
)

Row = tuple[str, str, str]

# Conditions that reach from $this to other nodes in all the ways that are analysed, and some
# that are not.
CONDITIONS = [
    "$this ex:p ?x . ?x ex:q ?y FILTER (?x != ?y)",
    "?x ex:p $this ; ex:q ?y",
    "$this ex:p/ex:q ?x",
    "$this (ex:p|^ex:q)+ ?x . ?x a ex:Person",
    "$this ^ex:p ?x . FILTER NOT EXISTS { ?x ex:r ?y }",
    "$this ex:p ?x . FILTER EXISTS { ?z ex:q ?x . FILTER NOT EXISTS { ?z a ex:Minister } }",
    "$this ex:p ?x OPTIONAL { ?x ex:q ?y . OPTIONAL { ?y ex:r ?z } } FILTER (!BOUND(?z))",
    "{ $this ex:p ?x } UNION { ?x ex:q $this . ?x ex:r ?y }",
    "$this a/rdfs:subClassOf* ex:Thing . $this ex:p ex:a , 1 .",
    "$this ex:q* ?x . ?x ex:p 2.5 ; ex:r ?y",
    "$this ex:p ?v . BIND (STR(?v) AS ?w) FILTER (STRLEN(?w) > 1)",
    # Not plain: everything may matter.
    "?x ex:p ?y . $this ex:q ?z",
    "$this ?any ex:a",
    "$this ex:p ?x OPTIONAL { $this ex:q ?y } ?y ex:r ?z",
    "{ SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:p ?x } GROUP BY $this } FILTER (?n > 1)",
    "OPTIONAL { ?x ex:q ?z } $this ex:p ?x . FILTER (!BOUND(?z))",
    "$this ex:p ?x OPTIONAL { $this ex:q ?y OPTIONAL { ?x ex:r ?z } } FILTER (!BOUND(?z))",
]
KNOWN = 11
prefix_lines = PREFIXES.replace("@prefix", "PREFIX").replace(" .\n", " ")


def query_shape(condition: str) -> str:
    return f'sh:sparql [ sh:select """{prefix_lines} SELECT $this WHERE {{ {condition} }}""" ]'


@st.composite
def shapes_with_queries(draw: st.DrawFn) -> str:
    condition = draw(st.sampled_from(CONDITIONS))
    other = draw(st.sampled_from(CONDITIONS))
    target = draw(
        st.sampled_from(["sh:targetClass ex:Person", "sh:targetSubjectsOf ex:p"])
        | st.just("sh:targetObjectsOf ex:q ; sh:targetNode ex:a")
    )
    return (
        f"ex:S a sh:NodeShape ; {target} ; {query_shape(condition)} ; sh:property "
        f"[ sh:path [ sh:inversePath ex:p ] ; sh:node [ {query_shape(other)} ] ] ."
    )


# Few triples: an addition that touches every node would leave nothing to find out.
additions = st.lists(triples | typings | numbers, min_size=1, max_size=2)
axioms = st.lists(
    st.tuples(
        st.sampled_from(["ex:Minister", "ex:Thing", "ex:Clerk"]),
        st.just("rdfs:subClassOf"),
        st.sampled_from(["ex:Person", "ex:Thing", "ex:Clerk"]),
    ),
    max_size=2,
)


def facts_of(rows: list[Row]) -> list[Fact]:
    text = PREFIXES + "".join(f"{s} {p} {o} .\n" for s, p, o in rows)
    return [(t.subject, t.predicate, t.object) for t in parse(text, RdfFormat.TURTLE)]


def whole(facts: list[Fact], shapes: str) -> Counter[Result]:
    data = DataGraph(Triple(*fact) for fact in facts)
    return Counter(validate(data, read(shapes)).results)


_READ: dict[str, object] = {}


def read(shapes: str):  # type: ignore[no-untyped-def]
    """Read shapes once: their blank nodes must be the same in both verdicts."""
    if shapes not in _READ:
        _READ.clear()
        _READ[shapes] = read_shapes(parse(PREFIXES + shapes, RdfFormat.TURTLE))
    return _READ[shapes]


def store_of(facts: list[Fact]) -> Store:
    store = Store()
    store.extend(Quad(*fact) for fact in facts)
    return store


@settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=graphs,
    added=additions,
    axioms_before=axioms,
    axioms_added=st.just([]) | axioms,
    shape=shape_texts | shapes_with_queries(),
    in_store=st.booleans(),
)
def test_incremental_verdict_is_the_difference_of_whole_verdicts(
    before: list[Row],
    added: list[Row],
    axioms_before: list[Row],
    axioms_added: list[Row],
    shape: str,
    in_store: bool,
) -> None:
    old, new = facts_of(before + axioms_before), facts_of(added + axioms_added)
    had, has = whole(old, shape), whole(old + new, shape)
    below = StoreView(store_of(old)) if in_store else DataGraph(Triple(*f) for f in old)
    found = validate_addition(Overlay(below, new), read(shape))
    assert Counter(found.new) == has - had
    assert Counter(found.mended) == had - has


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=graphs, added=additions, shape=shape_texts)
def test_new_results_are_those_of_pyshacl_on_both_graphs(
    before: list[Row], added: list[Row], shape: str
) -> None:
    def text(rows: list[Row]) -> str:
        return PREFIXES + "".join(f"{s} {p} {o} .\n" for s, p, o in rows)

    old, new = facts_of(before), facts_of(added)
    overlay = Overlay(DataGraph(Triple(*f) for f in old), new)
    found = ours(validate_addition(overlay, read(shape)).new)
    has, had = (
        theirs(text(before + added), PREFIXES + shape),
        theirs(text(before), PREFIXES + shape),
    )
    # Ours also calls new what says something else than before, such as another count.
    assert has - had <= found
    assert set(found) <= set(has)


def test_every_condition_is_tried_as_meant() -> None:
    def is_known(condition: str) -> bool:
        text = f"SELECT $this WHERE {{ {condition} }}"
        prefixes = {
            line.split()[1][:-1]: line.split()[2][1:-1] for line in PREFIXES.splitlines() if line
        }
        return reads_of_query(text, prefixes, None, ["this"]) is not None

    assert [is_known(c) for c in CONDITIONS] == [n < KNOWN for n in range(len(CONDITIONS))]


def test_a_custom_constraint_with_a_value_is_followed() -> None:
    shape = f"""
        ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:wants ] ;
            sh:validator [ sh:ask \"\"\"{prefix_lines} ASK {{ $value ex:q $wants }}\"\"\" ] .
        ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; ex:wants ex:d ] ."""
    old = facts_of([("ex:a", "ex:p", "ex:b"), ("ex:b", "ex:q", "ex:d")])
    overlay = Overlay(StoreView(store_of(old)), facts_of([("ex:a", "ex:p", "ex:c")]))
    assert len(validate_addition(overlay, read(shape)).new) == 1
    overlay = Overlay(overlay, facts_of([("ex:c", "ex:q", "ex:d")]))
    assert len(validate_addition(overlay, read(shape)).mended) == 1


def test_every_kind_of_constraint_is_known_to_the_analysis() -> None:
    """A new constraint that the analysis does not know makes a shape depend on everything."""

    class Odd(Constraint):
        component = "urn:odd"

    kinds = Constraint.__subclasses__()
    assert len(kinds) >= 12
    shapes = read("ex:S sh:targetNode ex:a ; sh:nodeKind sh:IRI .")
    (shape,) = shapes.targeted
    assert not Dependencies(shape).is_open
    object.__setattr__(shape, "constraints", (*shape.constraints, Odd()))
    assert Dependencies(shape).is_open
    _READ.clear()


class Counting(StoreView):
    """A store that counts what is looked up, and refuses to be read as a whole."""

    lookups = 0

    def predicates(self, subject):  # type: ignore[no-untyped-def]
        self.lookups += 1
        return super().predicates(subject)

    def subjects(self, predicate, obj):  # type: ignore[no-untyped-def]
        self.lookups += 1
        return super().subjects(predicate, obj)

    def triples(self):  # type: ignore[no-untyped-def]
        raise AssertionError("the whole graph was read")

    def subjects_of(self, predicate):  # type: ignore[no-untyped-def]
        raise AssertionError("a whole predicate was read")

    objects_of = subjects_of


@pytest.mark.parametrize("condition", CONDITIONS[:KNOWN])
def test_the_cost_does_not_grow_with_the_graph(condition: str) -> None:
    shape = (
        f"ex:S sh:targetClass ex:Person ; {query_shape(condition)} ; sh:property "
        "[ sh:path ( ex:p ex:q ) ; sh:class ex:Person ] , [ sh:path ex:q ; sh:maxCount 1 ] ."
    )
    new = facts_of([("ex:n", "a", "ex:Person"), ("ex:n", "ex:p", "ex:m"), ("ex:n", "ex:q", "1")])
    lookups = []
    for size in (10, 1000):
        rows = [
            row
            for i in range(size)
            for row in (
                (f"ex:x{i}", "a", "ex:Person"),
                (f"ex:x{i}", "ex:p", f"ex:y{i}"),
                (f"ex:y{i}", "ex:q", f"ex:x{i}"),
            )
        ]
        view = Counting(store_of(facts_of(rows)))
        validate_addition(Overlay(view, new), read(shape))
        lookups.append(view.lookups)
    assert lookups[0] == lookups[1] > 0


def test_an_addition_of_nothing_new_changes_nothing() -> None:
    old = facts_of([("ex:a", "ex:p", "1"), ("ex:a", "a", "ex:Person")])
    overlay = Overlay(StoreView(store_of(old)), old)
    assert overlay.new == []
    shape = "ex:S sh:targetClass ex:Person ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ."
    found = validate_addition(overlay, read(shape))
    assert (found.new, found.mended, found.focus_counts) == ([], [], {"http://example.org/S": 0})
    found = validate_addition(overlay, read(shape), [NamedNode("http://example.org/a")])
    assert found.new == [] and sum(found.focus_counts.values()) == 1


P_TARGET = "ex:S sh:targetSubjectsOf ex:p ; "
# Shape, what is there, and one triple that makes another node wrong, in each way it can.
FROM_AFAR = {
    "values of a path in a path": (
        "sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:maxCount 1 ] ]",
        "ex:a ex:p ex:b . ex:b ex:q 1 .",
        "ex:b ex:q 2 .",
    ),
    "a closed shape of the values": (
        "sh:property [ sh:path ex:p ; sh:closed true ; sh:ignoredProperties ( ex:q ) ]",
        "ex:a ex:p ex:b .",
        "ex:b ex:r 2 .",
    ),
    "the other side of an inverse path": (
        "sh:property [ sh:path [ sh:inversePath ex:r ] ; sh:maxCount 1 ]",
        "ex:a ex:p 1 . ex:c ex:r ex:a .",
        "ex:d ex:r ex:a .",
    ),
    "the middle of a star": (
        "sh:property [ sh:path ( ex:p [ sh:zeroOrMorePath ex:q ] ) ; sh:maxCount 2 ]",
        "ex:a ex:p ex:b . ex:b ex:q ex:c . ex:d ex:q 1 .",
        "ex:c ex:q ex:d .",
    ),
    "the type of a value that must not have it": (
        "sh:property [ sh:path ( ex:p ex:q ) ; sh:not [ sh:class ex:Thing ] ]",
        "ex:a ex:p ex:b . ex:b ex:q ex:c . ex:Person rdfs:subClassOf ex:Thing .",
        "ex:c a ex:Person .",
    ),
    "a class that comes below another": (
        "sh:property [ sh:path ex:p ; sh:not [ sh:class ex:Thing ] ]",
        "ex:a ex:p ex:b . ex:b a ex:Clerk . ex:Clerk rdfs:subClassOf ex:Person .",
        "ex:Person rdfs:subClassOf ex:Thing .",
    ),
    "a second term of a comparison in a value": (
        "sh:property [ sh:path ex:p ; sh:node [ sh:property "
        "[ sh:path ex:n ; sh:lessThan ex:m ] ] ]",
        "ex:a ex:p ex:b . ex:b ex:n 5 .",
        "ex:b ex:m 4 .",
    ),
    "the values of a disjoint property": (
        "sh:property [ sh:path ( ex:p ex:q ) ; sh:disjoint ex:r ]",
        "ex:a ex:p ex:b . ex:b ex:q ex:c .",
        "ex:a ex:r ex:c .",
    ),
    "a member of a list of shapes": (
        "sh:xone ( [ sh:path ex:q ; sh:minCount 1 ] [ sh:path ( ex:p ex:r ) ; sh:minCount 1 ] )",
        "ex:a ex:p ex:b ; ex:q 1 .",
        "ex:b ex:r 1 .",
    ),
    "a sibling of a qualified shape": (
        "sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:Person ] ; "
        "sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ] , [ sh:path ex:q ; "
        "sh:qualifiedValueShape [ sh:path ex:r ; sh:minCount 1 ] ; sh:qualifiedMinCount 0 ]",
        "ex:a ex:p ex:b . ex:b a ex:Person .",
        "ex:b ex:r 1 .",
    ),
    "a query about the values": (
        f"sh:property [ sh:path ex:p ; sh:node [ {query_shape('?x ex:r $this ; ex:q ?y')} ] ]",
        "ex:a ex:p ex:b . ex:c ex:r ex:b .",
        "ex:c ex:q 1 .",
    ),
}


@pytest.mark.parametrize("name", FROM_AFAR)
def test_a_triple_is_followed_to_the_node_that_it_makes_wrong(name: str) -> None:
    shape, before, added = FROM_AFAR[name]
    old, new = (
        [(t.subject, t.predicate, t.object) for t in parse(PREFIXES + text, RdfFormat.TURTLE)]
        for text in (before, added)
    )
    found = validate_addition(Overlay(StoreView(store_of(old)), new), read(P_TARGET + shape + " ."))
    assert found.new and not found.mended and not found.whole
    assert Counter(found.new) == whole(old + new, P_TARGET + shape + " .")
