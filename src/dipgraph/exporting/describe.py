"""Describe an export with VoID and DCAT: how much is in it, whose it is, which files there are.

W3C: VoID (Interest Group Note, 2011), DCAT 3 (Recommendation, 2024); SPDX for digests. Addresses
of files are relative to the description, so that they are right wherever the folder lies.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.exporting.about import About
from dipgraph.exporting.quads import PartQuads, block_order
from dipgraph.facts import DIP, TYPE, Facts
from dipgraph.namespaces import BASE, PREFIXES, shorten_iri
from dipgraph.store import ALIGNMENTS, DERIVED, MEMBERSHIPS, ONTOLOGY, REGISTRY

FILE_NAME = "description.ttl"

# Relative addresses are told from whole ones by this base, which is not written.
# Its scheme is nobody's, or the addresses of others would be written relative to it as well.
_FOLDER = "export://folder/"
_HERE = _FOLDER + FILE_NAME
_MEDIA = "https://www.iana.org/assignments/media-types/"
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": PREFIXES["dcterms"],
    "dip": DIP,
    "graph": PREFIXES["graph"],
    "prov": PREFIXES["prov"],
    "reference": PREFIXES["reference"],
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "source": PREFIXES["source"],
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": PREFIXES["xsd"],
}
_TITLES = {
    REGISTRY: "States, organisations, offices, people, places and groups",
    MEMBERSHIPS: "Formal memberships by reference tables",
    ONTOLOGY: "Classes, properties and kinds",
    ALIGNMENTS: "Ties to other vocabularies",
    DERIVED: "What the axioms of the ontology add",
}
_OF_SOURCE = (
    PREFIXES["dcterms"] + "title",
    PREFIXES["dcterms"] + "publisher",
    PREFIXES["dcterms"] + "creator",
    PREFIXES["dcterms"] + "issued",
    PREFIXES["dcterms"] + "language",
    PREFIXES["dcterms"] + "identifier",
    PREFIXES["dcterms"] + "rights",
    PREFIXES["prov"] + "wasDerivedFrom",
    DIP + "coversYear",
    DIP + "isReportOf",
    DIP + "sha256",
)

Value = ox.NamedNode | ox.Literal
Said = Iterator[ox.Triple]


class WrittenFile(NamedTuple):
    """A file of an export: its path with slashes, its media type, its title, and its bytes."""

    path: str
    media_type: str
    title: str
    content: bytes


class Offer(NamedTuple):
    """A format that an export can be had in, where no file is written."""

    name: str
    media_type: str
    title: str


def describe(
    about: About,
    quads: PartQuads,
    facts: Facts,
    distributions: Iterable[WrittenFile | Offer],
) -> tuple[bytes, int]:
    """Return the description as Turtle, and how many triples are in it.

    Parameters
    ----------
    about
        What the project says of itself.
    quads, facts
        What is exported, and what the files of the project state.
    distributions
        The files that lie beside the description, or the formats that may be asked for.
    """
    whole = ox.NamedNode(about.iri)
    dataset = _fragment("part") if about.part else whole
    # A part has what is said of the whole, but for its name.
    triples = [
        ox.Triple(dataset if triple.subject == whole else triple.subject, *list(triple)[1:])
        for triple in about.statements
        if triple.predicate != _node("dcterms:title")
    ]
    triples += _say(dataset, TYPE, [_node("dcat:Dataset"), _node("void:Dataset")])
    triples += _say(dataset, "dcterms:title", [ox.Literal(about.full_title, language="en")])
    if about.part:
        triples += _say(dataset, "dcterms:isPartOf", [whole])
    triples += _say(dataset, "void:uriSpace", [ox.Literal(BASE)])
    triples += _say(dataset, "void:vocabulary", [_node("dip:")])
    triples += _count(quads, facts, dataset)
    triples += _sources(facts, dataset, quads)
    for distribution in distributions:
        triples += _distribution(distribution, dataset)
    ordered = sorted(set(triples), key=block_order)
    text = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES, base_iri=_HERE)
    return (text or b"").partition(b"\n")[2], len(ordered)


def _node(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(_PREFIXES[prefix] + local if prefix in _PREFIXES else name)


def _say(subject: ox.NamedNode, predicate: str, values: Sequence[Value]) -> list[ox.Triple]:
    return [ox.Triple(subject, _node(predicate), value) for value in values]


def _whole(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))


def _fragment(name: str) -> ox.NamedNode:
    from urllib.parse import quote

    return ox.NamedNode(f"{_HERE}#{quote(name, safe='/:')}")


# --- counts -----------------------------------------------------------------------------


class _Tally:
    """Counts of some triples: classes by instance, properties by use, subjects, objects."""

    def __init__(self) -> None:
        self.triples = 0
        self.classes: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self.subjects: set[object] = set()
        self.objects: set[object] = set()

    def add(self, triple: ox.Triple) -> None:
        """Count a triple that was not counted before."""
        subject, predicate, value = triple
        property_iri = predicate.value
        self.triples += 1
        self.properties[property_iri] += 1
        self.subjects.add(subject)
        self.objects.add(value)
        if property_iri == TYPE and isinstance(value, ox.NamedNode):
            self.classes[value.value] += 1

    def say(self, subject: ox.NamedNode, name: str) -> Said:
        """Yield the counts as VoID; ``name`` begins the fragments of the partitions."""
        numbers = {
            "void:triples": self.triples,
            "void:entities": sum(isinstance(node, ox.NamedNode) for node in self.subjects),
            "void:distinctSubjects": len(self.subjects),
            "void:distinctObjects": len(self.objects),
            "void:classes": len(self.classes),
            "void:properties": len(self.properties),
        }
        for predicate, number in numbers.items():
            yield from _say(subject, predicate, [_whole(number)])
        for what, counted, unit in (
            ("class", self.classes, "void:entities"),
            ("property", self.properties, "void:triples"),
        ):
            for iri, number in counted.items():
                part = _fragment(f"{name}/{shorten_iri(iri)}")
                yield from _say(subject, f"void:{what}Partition", [part])
                yield from _say(part, f"void:{what}", [ox.NamedNode(iri)])
                yield from _say(part, unit, [_whole(number)])


def _count(quads: PartQuads, facts: Facts, dataset: ox.NamedNode) -> Said:
    """Yield the counts of all triples, each once, and of each graph."""
    seen: set[ox.Triple] = set()
    all_together = _Tally()
    for graph in quads.part.graphs:
        tally = _Tally()
        for quad in quads.of_graph(graph):
            triple = quad.triple
            tally.add(triple)
            if triple not in seen:
                seen.add(triple)
                all_together.add(triple)
        if tally.triples:
            yield from _subset(graph, tally, facts, dataset)
    yield from all_together.say(dataset, "all")


def _subset(graph: ox.NamedNode, tally: _Tally, facts: Facts, dataset: ox.NamedNode) -> Said:
    name = shorten_iri(graph.value)
    subset = _fragment(name)
    title = _TITLES.get(graph, name)
    for text in facts.texts(graph.value, PREFIXES["dcterms"] + "title")[:1]:
        title = f"What is stated in: {text}"
    yield from _say(dataset, "void:subset", [subset])
    yield from _say(subset, TYPE, [_node("void:Dataset"), _node("sd:NamedGraph")])
    yield from _say(subset, "sd:name", [graph])
    yield from _say(subset, "dcterms:title", [ox.Literal(title, language="en")])
    yield from _say(subset, "dcterms:identifier", [ox.Literal(name)])
    if graph.value in facts.sources:
        yield from _say(subset, "prov:wasDerivedFrom", [graph])
    if graph == MEMBERSHIPS:
        tables = [ox.NamedNode(iri) for iri in _reference_tables(facts)]
        yield from _say(subset, "prov:wasDerivedFrom", tables)
    yield from tally.say(subset, name)


# --- provenance and files ---------------------------------------------------------------


def _reference_tables(facts: Facts) -> list[str]:
    return sorted(s for s in facts.subjects() if DIP + "ReferenceTable" in facts.nodes(s, TYPE))


def _sources(facts: Facts, dataset: ox.NamedNode, quads: PartQuads) -> Said:
    kept = quads.part.kept
    for source in [*facts.sources, *_reference_tables(facts)]:
        if kept is not None and source not in kept:
            continue
        node = ox.NamedNode(source)
        yield from _say(dataset, "prov:wasDerivedFrom", [node])
        yield from _say(node, TYPE, [_node("prov:Entity")])
        for predicate, value in facts.statements(source):
            if predicate in _OF_SOURCE and not isinstance(value, ox.BlankNode):
                yield ox.Triple(node, ox.NamedNode(predicate), value)


def _distribution(file: WrittenFile | Offer, dataset: ox.NamedNode) -> Said:
    name = file.path if isinstance(file, WrittenFile) else file.name
    node = _fragment(f"files/{name}")
    yield from _say(dataset, "dcat:distribution", [node])
    yield from _say(node, TYPE, [_node("dcat:Distribution")])
    yield from _say(node, "dcterms:title", [ox.Literal(file.title, language="en")])
    yield from _say(node, "dcat:mediaType", [ox.NamedNode(_MEDIA + file.media_type)])
    if isinstance(file, Offer):
        return
    from urllib.parse import quote

    address = ox.NamedNode(_FOLDER + quote(file.path))
    yield from _say(node, "dcat:downloadURL", [address])
    size = ox.Literal(
        str(len(file.content)), datatype=ox.NamedNode(PREFIXES["xsd"] + "nonNegativeInteger")
    )
    yield from _say(node, "dcat:byteSize", [size])
    digest = _fragment(f"sha256/{name}")
    hexadecimal = ox.Literal(
        hashlib.sha256(file.content).hexdigest(),
        datatype=ox.NamedNode(PREFIXES["xsd"] + "hexBinary"),
    )
    yield from _say(node, "spdx:checksum", [digest])
    yield from _say(digest, TYPE, [_node("spdx:Checksum")])
    yield from _say(digest, "spdx:algorithm", [_node("spdx:checksumAlgorithm_sha256")])
    yield from _say(digest, "spdx:checksumValue", [hexadecimal])
