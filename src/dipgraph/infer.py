"""The whole OWL 2 RL closure: what our engine derives, and what owlrl, its referee, derives.

The rules of :mod:`dipgraph.rules` add what queries need. The closure adds, for those who want it in
another tool, all that OWL 2 RL entails from the axioms that the project uses: the same rules with
domains and ranges, ``owl:Thing`` above and ``owl:Nothing`` below every class, the closed trees of
classes and properties, and the triples that hold in every graph. It is held equal to owlrl by
test, with three kinds of triples left out on both sides:

* what says nothing: ``x owl:sameAs x``, and a class or property below or equivalent to itself
  (rules eq-ref, scm-cls, scm-op, scm-dp);
* what is no RDF: owlrl puts literals in the subject position;
* that two datatypes of XML Schema are disjoint: owlrl says so of those that a graph uses, and no
  rule of OWL 2 RL does.

Axioms that the engine does not follow are refused, not passed over; owlrl follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from dipgraph import rules
from dipgraph.errors import DataError
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.rules import TYPE, Axioms, Fact
from dipgraph.store import ALIGNMENTS, DERIVED

CLOSURE = ox.NamedNode(PREFIXES["graph"] + "closure")
ENGINES = ("dipgraph", "owlrl")

_OWL, _RDFS, _XSD, _RDF = (PREFIXES[name] for name in ("owl", "rdfs", "xsd", "rdf"))
THING, NOTHING = ox.NamedNode(_OWL + "Thing"), ox.NamedNode(_OWL + "Nothing")
CLASS = ox.NamedNode(_OWL + "Class")
SUBCLASS, SAME_CLASS = ox.NamedNode(_RDFS + "subClassOf"), ox.NamedNode(_OWL + "equivalentClass")
SUBPROPERTY = ox.NamedNode(_RDFS + "subPropertyOf")
SAME_PROPERTY = ox.NamedNode(_OWL + "equivalentProperty")
DOMAIN, RANGE = ox.NamedNode(_RDFS + "domain"), ox.NamedNode(_RDFS + "range")
SAME = ox.NamedNode(_OWL + "sameAs")

_DISJOINT = ox.NamedNode(_OWL + "disjointWith")
_REFLEXIVE = {SAME, SUBCLASS, SAME_CLASS, SUBPROPERTY, SAME_PROPERTY}
# OWL 2 Profiles, tables 5 to 8: what may stand in a graph without our engine missing what follows.
_FOLLOWED = {
    *(f"{_RDFS}{name}" for name in "subClassOf subPropertyOf domain range".split()),
    *(f"{_RDFS}{name}" for name in "label comment seeAlso isDefinedBy Datatype".split()),
    *(f"{_OWL}{name}" for name in "equivalentClass equivalentProperty inverseOf".split()),
    *(f"{_OWL}{name}" for name in "propertyChainAxiom Class ObjectProperty Ontology".split()),
    *(f"{_OWL}{name}" for name in "DatatypeProperty AnnotationProperty Thing imports".split()),
    *(f"{_OWL}{name}" for name in "TransitiveProperty SymmetricProperty versionInfo".split()),
    *(f"{_OWL}{name}" for name in "versionIRI priorVersion deprecated NamedIndividual".split()),
    *(f"{_OWL}{name}" for name in "backwardCompatibleWith incompatibleWith".split()),
}
_DATATYPES = [
    *(_XSD + name for name in (
        "anyURI base64Binary boolean byte date dateTime dateTimeStamp decimal double float "
        "hexBinary int integer language long Name NCName negativeInteger NMTOKEN "
        "nonNegativeInteger nonPositiveInteger normalizedString positiveInteger short string "
        "time token unsignedByte unsignedInt unsignedLong unsignedShort"
    ).split()),
    *(_RDF + name for name in "HTML PlainLiteral XMLLiteral langString".split()),
    _RDFS + "Literal",
]  # fmt: skip
_ANNOTATIONS = [
    *(_RDFS + name for name in "comment isDefinedBy label seeAlso".split()),
    *(_OWL + name for name in "backwardCompatibleWith deprecated incompatibleWith".split()),
    *(_OWL + name for name in "priorVersion versionInfo".split()),
]
AXIOMATIC: frozenset[Fact] = frozenset(
    [
        *((ox.NamedNode(n), TYPE, ox.NamedNode(_RDFS + "Datatype")) for n in _DATATYPES),
        *((ox.NamedNode(n), TYPE, ox.NamedNode(_OWL + "AnnotationProperty")) for n in _ANNOTATIONS),
        (THING, TYPE, CLASS),
        (NOTHING, TYPE, CLASS),
    ]
)
"""What holds in every graph: rules dt-type1, prp-ap, cls-thing and cls-nothing1."""


def read_all_axioms(store: ox.Store) -> Axioms:
    """Read the axioms of the default graph as the closure needs them.

    Raises
    ------
    DataError
        If the graph holds an axiom that the engine does not follow.
    """
    default = ox.DefaultGraph()
    found = {quad.object for quad in store.quads_for_pattern(None, TYPE, None, default)}
    rows = store.query("SELECT DISTINCT ?p { ?s ?p ?o }")
    used = {term.value for term in found if isinstance(term, ox.NamedNode)}
    used |= {row["p"].value for row in rows}  # type: ignore[union-attr]
    strange = sorted(name for name in used if name.startswith((_OWL, _RDFS)))
    for name in strange:
        if name not in _FOLLOWED:
            raise DataError(
                f"{shorten_iri(name)} is an axiom that the engine of dipgraph does not follow. "
                "Use --engine owlrl."
            )
    of_classes = store.quads_for_pattern(None, TYPE, CLASS, default)
    classes = [q.subject for q in of_classes if isinstance(q.subject, ox.NamedNode)]
    ends = [(cls, THING) for cls in (*classes, NOTHING)] + [(NOTHING, cls) for cls in classes]
    return rules.read_axioms(store, None, ends, domains=True)


def derive_closure(store: ox.Store) -> list[Fact]:
    """Return what follows from the default graph of ``store`` and no source states.

    What the rules derived when the graph was loaded is part of it. The store is not changed.

    Raises
    ------
    DataError
        As :func:`read_all_axioms`.
    """
    axioms = read_all_axioms(store)
    default = ox.DefaultGraph()
    derived = [_fact(quad) for quad in store.quads_for_pattern(None, None, None, DERIVED)]
    derived += rules.derive(store, axioms)
    more = {fact for fact in (*AXIOMATIC, *_close_schema(axioms)) if fact[0] != fact[2]}
    known = set(derived)
    derived += [f for f in more if f not in known and ox.Quad(*f, default) not in store]
    return derived


def _close_schema(axioms: Axioms) -> Iterator[Fact]:
    """Yield the closed trees, and the domains and ranges that follow from them."""
    for tree, below, same in (
        (axioms.broader_classes, SUBCLASS, SAME_CLASS),
        (axioms.broader_properties, SUBPROPERTY, SAME_PROPERTY),
    ):
        for narrow, all_broader in tree.items():
            for broad in all_broader:
                yield narrow, below, broad
                if narrow in tree.get(broad, ()):
                    yield narrow, same, broad
    for stated, predicate in ((axioms.domains, DOMAIN), (axioms.ranges, RANGE)):
        for prop, classes in stated.items():
            below_prop = [p for p, up in axioms.broader_properties.items() if prop in up]
            for cls in classes:
                for up in (cls, *axioms.broader_classes.get(cls, ())):
                    for one in (prop, *below_prop):
                        yield one, predicate, up


def derive_with_owlrl(store: ox.Store) -> list[Fact]:
    """Return what owlrl derives from what ``store`` states, as :func:`derive_closure` does.

    On ten thousand triples this takes about ten seconds.
    """
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import BNode, Graph, URIRef

    from dipgraph.querying.engines import to_rdflib

    asserted = ox.Store()
    asserted.extend(ox.Quad(*quad.triple) for quad in stated_quads(store))
    closed = Graph()
    closed += to_rdflib(asserted).default_graph
    before = set(closed)
    DeductiveClosure(OWLRL_Semantics).expand(closed)
    lines = [
        f"{subject.n3()} {predicate.n3()} {value.n3()} ."
        for subject, predicate, value in set(closed) - before
        if isinstance(subject, URIRef | BNode) and isinstance(predicate, URIRef)
    ]
    facts = (_fact(quad) for quad in ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES))
    return [fact for fact in facts if not _is_left_out(fact)]


def _is_left_out(fact: Fact) -> bool:
    subject, predicate, value = fact
    if subject == value:
        return predicate in _REFLEXIVE
    ends = (str(subject), str(value))
    return predicate == _DISJOINT and all(end.startswith(f"<{_XSD}") for end in ends)


def stated_quads(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield the quads of the named graphs but what was derived and the alignments."""
    for graph in store.named_graphs():
        if graph not in (ALIGNMENTS, DERIVED):
            yield from store.quads_for_pattern(None, None, None, graph)


def write_closure(store: ox.Store, derived: Iterable[Fact], ending: str) -> tuple[bytes, int]:
    """Return what is stated and what follows, as the ending of a file's name asks, and how much.

    ``.nt`` and ``.ttl`` hold both in one graph. ``.nq`` and ``.trig`` hold each source's triples in
    its graph and what follows in ``graph:closure``. The order is always the same.
    """
    from dipgraph.turtle import FORMATS

    kind = FORMATS[ending]
    quads = {*stated_quads(store), *(ox.Quad(*fact, CLOSURE) for fact in derived)}
    if not kind.supports_datasets:
        quads = {ox.Quad(*quad.triple) for quad in quads}
    if ending in (".nt", ".nq"):
        lines = ox.serialize(quads, format=kind)
        assert isinstance(lines, bytes)
        return b"".join(sorted(lines.splitlines(keepends=True))), len(quads)
    ordered = sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad.triple)))
    written = ox.serialize(ordered, format=kind, prefixes=PREFIXES)
    assert isinstance(written, bytes)
    return written, len(quads)


def _fact(quad: ox.Quad) -> Fact:
    return quad.subject, quad.predicate, quad.object  # type: ignore[return-value]
