"""New triples over the graph that they are to be added to, with all that the checks ask of both.

The graph is the compiled store, read by lookups only. Whole are read the ontology and the
registry, which do not grow with the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.facts import DIP, Facts
from dipgraph.identifiers import is_name_of_node
from dipgraph.locations import Locations, Place
from dipgraph.namespaces import BASE, PREFIXES, expand_name, shorten_iri
from dipgraph.resources import Project
from dipgraph.rules import TYPE, read_axioms
from dipgraph.shacl import Overlay, StoreView
from dipgraph.shacl.view import Fact
from dipgraph.shacl.vocabulary import Term
from dipgraph.spelling import find_near_words
from dipgraph.store import ALIGNMENTS, DERIVED, MEMBERSHIPS, ONTOLOGY, REGISTRY, list_files
from dipgraph.validation.derived import derive_more
from dipgraph.validation.documents import Document

HERE = ox.NamedNode(PREFIXES["source"] + "addition")
"""The graph in which an addition stands while it is checked."""

_MOST_FOREIGN = 10_000
"""After so many nodes of other namespaces an addition is taken for a mistake."""
_CLASS = ox.NamedNode(PREFIXES["owl"] + "Class")
_NO_STATEMENTS = {ALIGNMENTS, DERIVED, ox.DefaultGraph()}
_ACTORS = tuple(ox.NamedNode(DIP + name) for name in ("Actor", "Place"))
_TABLES = tuple(ox.NamedNode(DIP + name) for name in ("FormalMembership", "ReferenceTable"))


class Addition:
    """Documents laid over a project's graph.

    Attributes
    ----------
    documents
        The files of the addition.
    below
        The graph as it is.
    merged
        The graph with the addition and what follows from it.
    stated
        The new triples of the files: those that the graph has not yet.
    subjects
        For each node of which the files state something, the file that names it first.
    repeated
        How many triples of the files the graph has already.
    locations
        Where nodes stand: in the files, else in the project.
    meant
        For each class of the files that the ontology does not know, the one that the nodes are
        checked as.
    """

    def __init__(self, project: Project, store: ox.Store, documents: list[Document]) -> None:
        self.project = project
        self.store = store
        self.documents = documents
        self.below = StoreView(store)
        self.merged = Overlay(self.below, ())
        self.stated: list[Fact] = []
        self._guessed: list[Fact] = []
        self.subjects: dict[str, Document] = {}
        self.repeated = 0
        foreign = 0
        for document in documents:
            for quad in document.quads:
                if isinstance(quad.subject, ox.NamedNode):
                    iri = quad.subject.value
                    foreign += iri not in self.subjects and not iri.startswith(BASE)
                    self.subjects.setdefault(iri, document)
                if foreign > _MOST_FOREIGN:
                    raise InputError(
                        f"{document.shown}: more than {_MOST_FOREIGN:,} nodes have no name of "
                        f"{BASE}…, so they are no records. Is this the right file?"
                    )
                fact = (quad.subject, quad.predicate, quad.object)
                if self.merged.add(fact):
                    self.stated.append(fact)
                else:
                    self.repeated += 1
        self.locations = Places(self)
        self.meant = self._guess_classes()
        derive_more(self.merged, read_axioms(store, ONTOLOGY))

    def _guess_classes(self) -> dict[str, str]:
        """Give each node of a misspelt class the one that was probably meant.

        Else no shape would look at it, and its other faults would come to light only after this
        one is mended. Returns the guess for each class that the ontology does not know.
        """
        found: dict[str, str] = {}
        known: list[str] = []
        for subject, predicate, cls in list(self.stated):
            if predicate != TYPE or not isinstance(cls, ox.NamedNode) or self.is_class(cls):
                continue
            if cls.value not in found:
                known = known or [shorten_iri(iri) for iri in self._classes]
                near = find_near_words(shorten_iri(cls.value), known, 1)
                found[cls.value] = (expand_name(near[0]) or "") if near else ""
            if found[cls.value]:
                fact = (subject, TYPE, ox.NamedNode(found[cls.value]))
                if self.merged.add(fact):
                    self._guessed.append(fact)
        return {iri: meant for iri, meant in found.items() if meant}

    def is_class(self, cls: ox.NamedNode) -> bool:
        """Return whether the ontology knows a class; those of other vocabularies count as known."""
        return cls in self.below or not cls.value.startswith(BASE)

    @cached_property
    def _classes(self) -> list[str]:
        quads = self.store.quads_for_pattern(None, TYPE, _CLASS, ONTOLOGY)
        return sorted(q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))

    @cached_property
    def records(self) -> list[str]:
        """The nodes of the addition that are neither actors, tables, passages nor sources."""
        apart = {ox.NamedNode(DIP + name) for name in ("Passage", "Source")}
        return [
            iri
            for iri in self.subjects
            if self.graph_of(iri) == HERE
            and not iri.startswith((PREFIXES["passage"], PREFIXES["source"]))
            and apart.isdisjoint(self.merged.objects(ox.NamedNode(iri), TYPE))
        ]

    def graph_of(self, iri: str) -> ox.NamedNode:
        """Return the graph that a node of the addition belongs to."""
        node = ox.NamedNode(iri)
        if any(self.merged.is_instance(node, cls) for cls in _ACTORS):
            return REGISTRY
        return MEMBERSHIPS if any(self.merged.is_instance(node, c) for c in _TABLES) else HERE

    def is_old(self, iri: str) -> bool:
        """Return whether the graph says already what a node is."""
        return bool(self.below.objects(ox.NamedNode(iri), TYPE))

    def is_unknown(self, iri: str) -> bool:
        """Return whether a name of ours is described neither in the graph nor here."""
        return is_name_of_node(iri) and ox.NamedNode(iri) not in self.merged

    def quads_about(self, iri: str) -> Iterator[ox.Quad]:
        """Yield what is stated of a node, in the graph and in the addition."""
        node = ox.NamedNode(iri)
        graph = self.graph_of(iri) if iri in self.subjects else None
        for quad in self.store.quads_for_pattern(node, None, None):
            if quad.graph_name not in _NO_STATEMENTS:
                yield quad
        if graph is not None:
            for fact in self._stated_of.get(node, ()):
                yield ox.Quad(*fact, graph)

    @cached_property
    def _stated_of(self) -> dict[Term, list[Fact]]:
        found: dict[Term, list[Fact]] = {}
        for fact in (*self.stated, *self._guessed):
            found.setdefault(fact[0], []).append(fact)
        return found

    def graphs_about(self, iri: str) -> list[str]:
        """Return the names of the graphs that state something of a node."""
        quads = self.store.quads_for_pattern(ox.NamedNode(iri), None, None)
        names = dict.fromkeys(q.graph_name for q in quads if q.graph_name not in _NO_STATEMENTS)
        return [name.value for name in names if isinstance(name, ox.NamedNode)]

    @cached_property
    def ontology(self) -> list[ox.Quad]:
        """What the ontology states."""
        return list(self.store.quads_for_pattern(None, None, None, ONTOLOGY))

    @cached_property
    def registry(self) -> list[ox.Quad]:
        """What the registry states."""
        return list(self.store.quads_for_pattern(None, None, None, REGISTRY))

    @cached_property
    def registry_names(self) -> dict[str, list[str]]:
        """The actors and places, those of the addition too, by namespace."""
        found: dict[str, list[str]] = {}
        known = {quad.subject.value for quad in self.registry if isinstance(quad.subject, _NAMED)}
        known.update(iri for iri in self.subjects if self.graph_of(iri) == REGISTRY)
        for iri in sorted(known):
            found.setdefault(iri[: iri.rindex("/") + 1], []).append(shorten_iri(iri))
        return found

    def facts_of(self, iris: Iterable[str], *, with_actors: bool = True) -> Facts:
        """Return what is stated of some nodes, beside ontology and, if wanted, registry."""
        quads = list(self.ontology)
        wanted = dict.fromkeys(iris)
        if with_actors:
            quads += self.registry
            wanted.update((iri, None) for iri in self.subjects if self.graph_of(iri) == REGISTRY)
        for iri in wanted:
            quads += self.quads_about(iri)
        return Facts(quads)


_NAMED = ox.NamedNode


class Places(Locations):
    """Where nodes stand: in the files of an addition, else in those of the project.

    Of the project only the files of the graphs that speak of a node are searched for it.
    """

    def __init__(self, addition: Addition) -> None:
        super().__init__(addition.project)
        self._addition = addition
        self._searched: dict[str, Locations] = {}

    def find(self, iri: str, file_name: str | None = None, predicate: str = "") -> Place:
        """Return where a node, or a property of it, stands."""
        document = self._addition.subjects.get(iri)
        if not iri:  # a node without a name stands nowhere in particular
            return Place(self._addition.documents[0].shown, 0)
        if document is None:
            return self.find_old(iri, file_name)
        return Place(document.shown, document.lines.find(iri, predicate))

    def find_place(self, iri: str, predicate: str) -> tuple[str, int]:
        """Return file and line of a node's property, of the node where that has none."""
        return self.find(iri, predicate=predicate)

    def find_old(self, iri: str, file_name: str | None = None) -> Place:
        """Return where the project describes a node."""
        for graph in self._addition.graphs_about(iri):
            if graph not in self._searched:
                files = [f for f in list_files(self._addition.project) if f.graph == graph]
                self._searched[graph] = Locations(self._addition.project, files)
            place = self._searched[graph].find(iri, file_name)
            if place.file:
                return place
        return Place("", 0)
