"""Each shape is shown a record it must accept and one it must refuse, for the stated reason.

The examples stand in ``tests/shapes/CLASS/{valid,invalid}/``; what they refer to, in
``tests/shapes/context.ttl``. The first line of an invalid one names the shapes that refuse it.
"""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.rules import derive, read_axioms
from dipgraph.shacl import DataGraph, Shapes, read_shapes, validate

HERE = Path(__file__).parent / "shapes"
ROOT = HERE.parent.parent
VALID = sorted(HERE.glob("*/valid/*.ttl"))
INVALID = sorted(HERE.glob("*/invalid/*.ttl"))
SHACL = PREFIXES["sh"]


def name_of(path: Path) -> str:
    return path.relative_to(HERE).with_suffix("").as_posix()


def triples_of(path: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=path)]


@cache
def shape_triples() -> tuple[ox.Triple, ...]:
    files = sorted((ROOT / "ontology/shapes").glob("*.ttl"))
    return tuple(triple for path in files for triple in triples_of(path))


@cache
def shapes() -> Shapes:
    return read_shapes(shape_triples())


@cache
def world() -> tuple[ox.Triple, ...]:
    files = [ROOT / "ontology/dipgraph.ttl", *sorted((ROOT / "ontology/kinds").glob("*.ttl"))]
    return tuple(triple for path in (*files, HERE / "context.ttl") for triple in triples_of(path))


def with_what_follows(path: Path) -> list[ox.Triple]:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in (*world(), *triples_of(path)))
    store.extend(ox.Quad(*fact) for fact in derive(store, read_axioms(store)))
    return [quad.triple for quad in store]


def refused_by(path: Path) -> set[str]:
    """Return the names of the shapes, or of the SPARQL constraints in them, that refuse."""
    report = validate(DataGraph(with_what_follows(path)), shapes())
    return {
        shorten_iri(str(getattr(result.source_constraint or result.source_shape, "value", "")))
        for result in report.results
    }


def expected_in(path: Path) -> set[str]:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# expect: "), f"{path}: the first line must name the shapes"
    return set(first.removeprefix("# expect: ").split(" , "))


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_valid_example_is_accepted(path: Path) -> None:
    assert refused_by(path) == set()


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_invalid_example_is_refused_for_the_stated_reason(path: Path) -> None:
    assert refused_by(path) == expected_in(path)


def test_every_named_shape_refuses_something() -> None:
    """A shape that nothing breaks may have no effect at all."""
    kinds = {SHACL + "NodeShape", SHACL + "PropertyShape", SHACL + "SPARQLConstraint"}
    named = {
        triple.subject.value
        for triple in shape_triples()
        if isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.NamedNode)
        and triple.object.value in kinds
    }
    # A node shape that only gathers property shapes and constraints refuses through them.
    of_their_own = {SHACL + name for name in ("pattern", "nodeKind", "class", "or")}
    gathering = named - {
        triple.subject.value
        for triple in shape_triples()
        if isinstance(triple.subject, ox.NamedNode)
        and (triple.predicate.value in of_their_own or "-" in triple.subject.value)
    }
    refusing = {name for path in INVALID for name in expected_in(path)}
    assert {shorten_iri(name) for name in named - gathering} == refusing


def test_every_class_of_records_and_actors_has_an_accepted_example() -> None:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in world())
    leaves = store.query(
        """PREFIX dip: <https://w3id.org/dipgraph/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?class WHERE {
          VALUES ?top { dip:Record dip:Actor }
          ?class rdfs:subClassOf+ ?top .
          FILTER NOT EXISTS { ?narrower rdfs:subClassOf ?class . FILTER (?narrower != ?class) }
        }"""
    )
    assert isinstance(leaves, ox.QuerySolutions)
    classes = {row["class"].value.rpartition("#")[2] for row in leaves}
    assert classes <= {path.parent.parent.name for path in VALID}


@pytest.mark.slow
def test_pyshacl_refuses_the_same_examples() -> None:
    """The referee, over every fifteenth example: it takes seconds for each."""
    import pyshacl
    from rdflib import SH, Graph

    def to_rdflib(triples: object) -> Graph:
        lines = "\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)  # type: ignore[attr-defined]
        return Graph().parse(data=lines, format="nt")

    shape_graph = to_rdflib(shape_triples())
    assert len(INVALID[::15]) >= 8
    for path in INVALID[::15]:
        data = to_rdflib(with_what_follows(path))
        _, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, ont_graph=data)
        found = {
            shorten_iri(str(report.value(result, SH.sourceConstraint, default=None) or shape))
            for result, shape in report.subject_objects(SH.sourceShape)
        }
        assert found == expected_in(path), name_of(path)
