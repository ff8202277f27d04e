"""Queries that an addition is said not to touch have the same rows before and after."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from curation.adding import DAYS, FREED, HEAD, INSTRUMENT, OFFICE, TALKS
from dipgraph import queries
from dipgraph.curation.add import plan_addition
from dipgraph.curation.effect import compare_answers, store_with
from dipgraph.curation.patterns import Way, read_patterns
from dipgraph.curation.touched import Delta
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import Project, find_project
from dipgraph.shacl.view import Fact
from dipgraph.store import build_store
from dipgraph.validation import Document
from dipgraph.validation.documents import INPUT_FORMATS
from project_copy import RURITANIA

E = "http://e/"
NODES = [ox.NamedNode(E + name) for name in "abcd"]
PROPERTIES = [ox.NamedNode(E + name) for name in "pqr"]
VALUES = [*NODES, ox.Literal(1), ox.Literal(2)]


@cache
def library() -> dict[str, str]:
    found = queries.load_library(find_project(RURITANIA))
    return {name: query.sparql for name, query in found.queries.items()}


def test_every_query_of_the_library_is_read() -> None:
    unread = []
    for name, text in library().items():
        patterns = read_patterns(text)
        if patterns is None:
            unread.append(name)
        else:
            assert len(patterns) > 1, name
    assert len(library()) > 80 and unread == []


def test_patterns_paths_and_scopes_are_read() -> None:
    text = f"""PREFIX e: <{E}> SELECT ?a WHERE {{
        ?a e:p/e:q* ?b ; a e:T , ?c . ?b ^e:r|e:q "x"@en-GB .
        {{ SELECT ?b (COUNT(?d) AS ?n) WHERE {{ ?b e:p ?d }} GROUP BY ?b }}
        OPTIONAL {{ ?a e:r -1.5 FILTER NOT EXISTS {{ ?a e:q true }} }}
        VALUES ?c {{ e:T }} }} ORDER BY ?a LIMIT 3"""
    patterns = read_patterns(text)
    assert patterns is not None and len(patterns) == 7
    first = patterns[0][0]
    assert isinstance(first.predicate, Way) and first.predicate.may_be_empty
    assert first.predicate.steps == (ox.NamedNode(E + "p"), None)
    assert [p.value for p, _ in patterns[3:]] == ["any", "?d 1", "any", "any"]
    assert patterns[4][1].parent is not None and len(patterns[0][1].required()) == 5
    for odd in ("{ ?a ?b [ ?c ?d ] }", "{ ?a !<http://e/p> ?b }", "{ BIND(NOW() AS ?a) }"):
        assert read_patterns(f"SELECT * {odd}") is None


# --- any query over any graph ------------------------------------------------------------------

VARIABLES = st.sampled_from(["?x", "?y", "?z", "?w"])
NAMES = st.sampled_from([f"<{node.value}>" for node in NODES])
ENDS = VARIABLES | VARIABLES | NAMES
PATHS = st.sampled_from(
    ["e:p", "e:q", "e:r", "e:p", "e:q", "e:p/e:q", "e:p*", "e:q+", "^e:p", "e:p|e:r", "e:p/e:q*"]
)
TRIPLES = st.tuples(ENDS, PATHS | VARIABLES, ENDS | st.sampled_from(["1", "2"])).map(
    lambda t: f"{' '.join(t)} ."
)


def groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(TRIPLES | inner, min_size=1, max_size=3).map(" ".join)
    grouped = st.tuples(VARIABLES, VARIABLES, body).map(
        lambda t: f"{{ SELECT {t[0]} (COUNT({t[1]}) AS ?n) WHERE {{ {t[2]} }} GROUP BY {t[0]} }}"
    )
    listed = st.tuples(VARIABLES, VARIABLES, body).map(
        lambda t: f"{{ SELECT DISTINCT {t[0]} {t[1]} WHERE {{ {t[2]} }} }}"
    )
    counted = body.map(lambda t: f"{{ SELECT (COUNT(*) AS ?m) WHERE {{ {t} }} }}")
    return (
        body.map(lambda t: f"OPTIONAL {{ {t} }}")
        | body.map(lambda t: f"MINUS {{ {t} }}")
        | body.map(lambda t: f"FILTER NOT EXISTS {{ {t} }}")
        | body.map(lambda t: f"FILTER (?x = ?y || EXISTS {{ {t} }})")
        | st.tuples(body, body).map(lambda t: f"{{ {t[0]} }} UNION {{ {t[1]} }}")
        | body.map(lambda t: f"{{ {t} }}")
        | grouped
        | listed
        | counted
    )


QUERIES = st.lists(st.recursive(TRIPLES, groups, max_leaves=5), min_size=1, max_size=4).map(
    lambda parts: f"PREFIX e: <{E}> SELECT * WHERE {{ {' '.join(parts)} }}"
)
FACTS = st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(VALUES))


def answer(store: ox.Store, text: str) -> Counter[tuple[object, ...]]:
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return Counter(tuple(row) for row in found)


seen: Counter[bool] = Counter()


@settings(max_examples=int(os.environ.get("TOUCHED_EXAMPLES", "400")), deadline=None)
@given(QUERIES, st.lists(FACTS, max_size=8), st.lists(FACTS, min_size=1, max_size=2))
@example(
    f"PREFIX e: <{E}> SELECT * WHERE {{ ?x e:p ?y OPTIONAL {{ ?x e:q ?z }} ?z e:r ?w }}",
    [(NODES[0], PROPERTIES[0], NODES[1]), (NODES[2], PROPERTIES[2], NODES[1])],
    [(NODES[0], PROPERTIES[1], NODES[3])],
)
@example(
    f"PREFIX e: <{E}> SELECT * WHERE {{ ?x e:p* <{E}a> . }}",
    [],
    [(NODES[0], PROPERTIES[1], NODES[0])],
)
def test_a_query_that_is_not_touched_answers_the_same(
    text: str, facts: list[Fact], come: list[Fact]
) -> None:
    before, after = ox.Store(), ox.Store()
    before.extend(ox.Quad(*fact) for fact in facts)
    after.extend(ox.Quad(*fact) for fact in {*facts, *come})
    try:
        old = answer(before, text)
    except SyntaxError:  # a name that is bound already
        return
    new = {*come} - {*facts}
    assert read_patterns(text) is not None
    touched = Delta(after, new).may_change(text)
    seen[touched] += 1
    if not touched:
        assert answer(after, text) == old
    # What goes is what came, the other way round.
    if not Delta(after, new).may_change(text):
        assert old == answer(after, text)


def test_many_queries_were_not_touched() -> None:
    assert seen[False] > 50 and seen[True] > 50, seen


# --- the library, with additions of records ----------------------------------------------------

PROGRAMME = (
    'event:2031-05-15-statement a dip:Statement ; rdfs:label "A word on rivers"@en ; '
    f"dip:hasKind kind:call ; dip:hasSpeaker state:XRU ; {DAYS} "
    "dip:isStatedIn passage:xr-2031.229-365 .\n"
)
NOTE = 'event:2031-05-14-summit skos:editorialNote "A remark."@en .\n'
PARTS = [TALKS, INSTRUMENT, FREED, OFFICE, PROGRAMME, NOTE]


@cache
def project() -> tuple[Project, ox.Store]:
    found = find_project(RURITANIA)
    return found, build_store(found)


@pytest.mark.parametrize("parts", [[0], [1, 3], [2], [4, 5], [0, 1, 2, 3, 4, 5]])
def test_the_effect_on_touched_queries_is_the_whole_effect(parts: list[int]) -> None:
    own, store = project()
    document = Document("new.ttl", HEAD + "".join(PARTS[n] for n in parts), INPUT_FORMATS["turtle"])
    document.read(named_only=True)
    sources = [PREFIXES["source"] + name for name in ("xr-2031", "xr-2031-annex")]
    plan = plan_addition(own, store, [document], sources)
    make = lambda: store_with(own, plan.changes)  # noqa: E731
    some, _ = compare_answers(own, plan.placed, make)
    every, _ = compare_answers(own, plan.placed, make, ask_all=True)
    assert some.changes == every.changes
    assert every.untouched == 0 and some.untouched >= 8
    assert some.asked + some.untouched + len(some.unanswered) == len(library())
    assert bool(every.changes) == (parts != [2])


def test_what_is_not_explained_by_the_addition_has_everything_asked(tmp_path: Path) -> None:
    own, store = project()
    document = Document("new.ttl", HEAD + OFFICE, INPUT_FORMATS["turtle"])
    document.read(named_only=True)
    plan = plan_addition(own, store, [document], [])

    def make() -> ox.Store:
        after = store_with(own, plan.changes)
        after.add(ox.Quad(NODES[0], PROPERTIES[0], NODES[1]))
        return after

    answers, _ = compare_answers(own, plan.placed, make)
    assert answers.untouched == 0
