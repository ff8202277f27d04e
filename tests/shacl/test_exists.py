"""EXISTS groups whose triples are chained find what they find as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, RdfFormat, Store

from dipgraph.shacl.exists import chain_triples
from dipgraph.shacl.tokens import tokens_of

from .shapes_text import PREFIXES


def written(query: str) -> str:
    return "".join(token.gap + token.text for token in tokens_of(query))


def chained(query: str) -> str:
    return "".join(token.gap + token.text for token in chain_triples(tokens_of(query)))


CHAINED = {
    "?s ex:p ?x . ?x ex:q ?y": "?s ex:p ?x LATERAL { ?x ex:q ?y }",
    "?s ex:p ?x ; a ex:T": "?s ex:p ?x LATERAL { ?s a ex:T }",
    "?s ex:p ?x , ?y": "?s ex:p ?x LATERAL { ?s ex:p ?y }",
    "?s ex:p/ex:q ?x": "?s ex:p ?_between1 LATERAL { ?_between1 ex:q ?x }",
    "?s ex:p ?x ; . ?x ex:q ?y FILTER(?y > 1.5)": (
        "?s ex:p ?x LATERAL { ?x ex:q ?y } FILTER(?y > 1.5)"
    ),
}
LEFT_ALONE = [
    "?s ex:p ?x",
    "?s ex:p 1 . ?s ex:q ?x",
    '?s ex:p "x"@en . ?s ex:q ?x',
    "?s ^ex:p ?x . ?x ex:q ?y",
    "?s ex:p* ?x . ?x ex:q ?y",
    "?s (ex:p|ex:q) ?x . ?x ex:q ?y",
    "_:b ex:p ?x . ?x ex:q ?y",
    "[] ex:p ?x . ?x ex:q ?y",
    "?s ex:p [ ex:q ?x ] . ?x ex:q ?y",
    "?s ex:p ?x . { ?x ex:q ?y }",
    "?s ex:p ?x . 1 ex:q ?y",
]


@pytest.mark.parametrize("group", CHAINED)
def test_plain_triples_are_chained(group: str) -> None:
    query = f"ASK {{ FILTER NOT EXISTS {{ {group} }} }}"
    assert (
        chained(query).replace("  ", " ") == f"ASK {{ FILTER NOT EXISTS {{ {CHAINED[group]} }} }}"
    )


@pytest.mark.parametrize("group", LEFT_ALONE)
def test_what_is_not_plain_is_left_as_it_is(group: str) -> None:
    query = f"ASK {{ FILTER EXISTS {{ {group} }} }}"
    assert chained(query) == query


def test_groups_outside_exists_are_left_as_they_are() -> None:
    query = "SELECT ?s { ?s ex:p ?x . ?x ex:q ?y OPTIONAL { ?s ex:p ?z . ?z a ex:T } }"
    assert chained(query) == query


_nodes = st.sampled_from(["ex:a", "ex:b", "ex:c", "ex:d"])
_predicates = st.sampled_from(["ex:p", "ex:q", "a"])
_data = st.lists(st.tuples(_nodes, _predicates, _nodes), max_size=14)
_ends = st.sampled_from(["?s", "?x", "?y", "?z", "ex:a", "ex:b"])
_steps = st.sampled_from(["ex:p", "ex:q", "a", "ex:p/ex:q", "ex:q/a", "?v"])
_triple = st.builds("{} {} {}".format, _ends, _steps, _ends)
_tail = st.builds("{} ; {} {}".format, _triple, _steps, _ends) | st.builds(
    "{} , {}".format, _triple, _ends
)
_groups = st.lists(_triple | _tail, min_size=1, max_size=4).map(" . ".join)
_after = st.sampled_from(["", " FILTER(?x != ?s)", " OPTIONAL { ?x ex:q ?w } FILTER(bound(?w))"])


@given(data=_data, group=_groups, after=_after, sign=st.sampled_from(["EXISTS", "NOT EXISTS"]))
def test_chained_triples_find_the_same(
    data: list[tuple[str, str, str]], group: str, after: str, sign: str
) -> None:
    store = Store()
    store.load(PREFIXES + "".join(f"{s} {p} {o} .\n" for s, p, o in data), RdfFormat.TURTLE)
    query = f"SELECT ?s ?k {{ ?s ?k ?n FILTER {sign} {{ {group}{after} }} }}"
    prefix = "PREFIX ex: <http://example.org/> "
    found = []
    for text in (written(query), chained(query)):
        rows = store.query(prefix + text)
        assert isinstance(rows, QuerySolutions)
        found.append(sorted(str(row) for row in rows))
    assert found[0] == found[1]
