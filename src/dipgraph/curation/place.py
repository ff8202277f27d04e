"""Decide in which file each new triple belongs, by ``data/FORMAT.md``: class, source, passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from dipgraph.curation.order import Layout
from dipgraph.errors import InputError
from dipgraph.facts import DIP, OA, SET_ASIDE, STATED_IN, TYPE
from dipgraph.locations import Locations
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.resources import Project
from dipgraph.spelling import suggest
from dipgraph.store import REGISTRY, list_files
from dipgraph.validation.documents import Document

Fact = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]
_SOURCE_SPACE = PREFIXES["source"]
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_MEMBERSHIP, _TABLE = DIP + "FormalMembership", DIP + "ReferenceTable"
_APART = {PREFIXES["graph"] + name for name in ("ontology", "alignments", "derived")}


@dataclass
class Placed:
    """Where an addition goes.

    ``files`` has for each file (below the data folder) the new triples by subject, in the order
    in which they were read; ``freed`` are passages of the ledger that become cited, by the file
    that sets them aside; ``reasons`` are what they were set aside as (IRIs).
    """

    files: dict[str, dict[str, list[Fact]]] = field(default_factory=dict)
    freed: dict[str, list[str]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def put(self, file: str, fact: Fact) -> None:
        """Note that a triple belongs into a file."""
        self.files.setdefault(file, {}).setdefault(fact[0].value, []).append(fact)


class Placer:
    """Places the triples of an addition in the files of a project.

    Parameters
    ----------
    project, store, layout
        The project, its compiled store, its layout.
    sources
        The sources (IRIs) whose folders may change.
    """

    def __init__(
        self, project: Project, store: ox.Store, layout: Layout, sources: list[str]
    ) -> None:
        self.project = project
        self.store = store
        self.layout = layout
        self.sources = sources
        self._locations: dict[str, Locations] = {}

    def place(self, documents: list[Document]) -> Placed:
        """Return where everything new goes; what the graph has already is left out.

        Raises
        ------
        InputError
            If something has no place: a class without a file, a passage of another source, a
            registry that is not the project's own.
        """
        placed = Placed()
        stated: dict[str, list[Fact]] = {}
        where: dict[str, Document] = {}
        for document in documents:
            for quad in document.quads:
                fact = (quad.subject, quad.predicate, quad.object)
                if not isinstance(quad.subject, ox.NamedNode):
                    continue  # nodes without a name were refused before
                where.setdefault(quad.subject.value, document)
                facts = stated.setdefault(quad.subject.value, [])
                if fact not in facts and not self._is_stated(quad):
                    facts.append(fact)  # type: ignore[arg-type]
        for iri, facts in stated.items():
            document = where[iri]
            place = f"{document.shown}:{document.lines.find(iri)}: {shorten_iri(iri)}"
            if facts:
                self._place_subject(iri, facts, place, placed)
        for subjects in list(placed.files.values()):
            for facts in subjects.values():
                self._free(facts, placed)
        return placed

    def _is_stated(self, quad: ox.Quad) -> bool:
        found = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        return any(_is_file_graph(q.graph_name) for q in found)

    def _objects(self, iri: str, predicate: str) -> list[str]:
        pattern = self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None)
        names = (q.object.value for q in pattern if isinstance(q.object, ox.NamedNode))
        return list(dict.fromkeys(names))

    def _place_subject(self, iri: str, facts: list[Fact], place: str, placed: Placed) -> None:
        new_types = [o.value for _, p, o in facts if p.value == TYPE]
        types = new_types or self._stated_types(iri)
        if iri.startswith(PREFIXES["passage"]):
            self._place_passage(iri, facts, place, placed)
            return
        registry = {self.layout.registry_files[t] for t in types if t in self.layout.registry_files}
        records = {self.layout.source_files[t] for t in types if t in self.layout.source_files}
        if registry:
            folder = self._registry()
            old = None if new_types else self._old_file(iri, REGISTRY.value)
            self._put_all(old or folder + min(registry), facts, placed)
        elif _MEMBERSHIP in types:
            name = self._organisation_of(iri, facts)
            if not _FILE_NAME.fullmatch(name):
                raise InputError(f"{place}: {name or 'no organisation'} cannot name a file.")
            self._put_all(f"memberships/{name}.ttl", facts, placed)
        elif _TABLE in types:
            self._put_all("memberships/tables.ttl", facts, placed)
        elif DIP + "Source" in types:
            self._place_source(iri, facts, place, bool(new_types), placed)
        elif records:
            self._place_record(iri, facts, place, min(records), bool(new_types), placed)
        else:
            names = ", ".join(map(shorten_iri, types)) or "no class"
            near = suggest(names, map(shorten_iri, self.layout.classes))
            raise InputError(
                f"{place}: no file is named for {names}.{near} Name it in ontology/layout.toml."
            )

    def _put_all(self, file: str, facts: list[Fact], placed: Placed) -> None:
        for fact in facts:
            placed.put(file, fact)

    def _old_file(self, iri: str, graph: str) -> str | None:
        """Return the file of a graph in which a node has a block, below the data folder."""
        if graph not in self._locations:
            files = [file for file in list_files(self.project) if file.graph == graph]
            self._locations[graph] = Locations(self.project, files)
        place = self._locations[graph].find(iri)
        if not place.file:
            return None
        path = self.project.root / place.file  # an absolute name stays as it is
        return path.relative_to(self.project.data).as_posix()

    def _stated_types(self, iri: str) -> list[str]:
        pattern = self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(TYPE), None)
        return [
            q.object.value
            for q in pattern
            if isinstance(q.object, ox.NamedNode) and _is_file_graph(q.graph_name)
        ]

    def _registry(self) -> str:
        registry = self.project.registry
        if not registry.is_relative_to(self.project.data):
            raise InputError(
                f"{self.project.data}: this project uses the registry that dipgraph carries, which "
                f"is not to be changed. Copy {registry} to {self.project.data / 'registry'} first."
            )
        return f"{registry.relative_to(self.project.data).as_posix()}/"

    def _organisation_of(self, iri: str, facts: list[Fact]) -> str:
        predicate = DIP + "isMembershipIn"
        named = [o.value for _, p, o in facts if p.value == predicate]
        names = named or self._objects(iri, predicate)
        return shorten_iri(names[0]).partition(":")[2] if names else ""

    def _place_source(
        self, iri: str, facts: list[Fact], place: str, is_new: bool, placed: Placed
    ) -> None:
        if is_new:
            raise InputError(f"{place}: register a text with: dipgraph source add FILE.")
        name = iri.removeprefix(_SOURCE_SPACE)
        self._put_all(f"sources/{name}/source.ttl", facts, placed)

    def _place_passage(self, iri: str, facts: list[Fact], place: str, placed: Placed) -> None:
        ledger = {SET_ASIDE, DIP + "repeats"}
        if any(p.value not in ledger for _, p, _ in facts):
            raise InputError(
                f"{place}: passages are cut from a text, by dipgraph source add. Here only the "
                "ledger may be added to: dip:isSetAsideAs and dip:repeats."
            )
        folder = self._folder_of(iri, place)
        self._put_all(f"sources/{folder}/set-aside.ttl", facts, placed)

    def _folder_of(self, passage: str, place: str) -> str:
        """Return the folder of a passage's source, which must be one of those named."""
        sources = self._objects(passage, OA + "hasSource")
        source = sources[0] if sources else ""
        if source not in self.sources:
            named = ", ".join(map(shorten_iri, self.sources))
            raise InputError(
                f"{place}: {shorten_iri(passage)} is a passage of {shorten_iri(source) or 'none'}, "
                f"and what was named is {named or 'no source'}. Name it with --source or --year."
            )
        return source.removeprefix(_SOURCE_SPACE)

    def _place_record(
        self, iri: str, facts: list[Fact], place: str, file: str, is_new: bool, placed: Placed
    ) -> None:
        """Put a record into the folder of its first passage; other passages into theirs."""
        folders = {
            fact: self._folder_of(fact[2].value, place) for fact in facts if fact[1] == _STATED
        }
        home = next(iter(folders.values()), "")
        if not home:
            home = self._home_of(iri, place)
        for fact in facts:
            folder = folders.get(fact, home)
            old = None if is_new else self._old_file(iri, _SOURCE_SPACE + folder)
            placed.put(old or f"sources/{folder}/{file}", fact)

    def _home_of(self, iri: str, place: str) -> str:
        """Return the folder in which a record of the graph is described."""
        pattern = self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(TYPE), None)
        graphs = [q.graph_name.value for q in pattern if _is_file_graph(q.graph_name)]  # type: ignore[union-attr]
        for graph in graphs:
            if graph in self.sources:
                return graph.removeprefix(_SOURCE_SPACE)
        told = ", ".join(map(shorten_iri, graphs)) or "no source"
        raise InputError(
            f"{place}: nothing says which source states this; the record stands in {told}. Add "
            "dip:isStatedIn, or name that source."
        )

    def _free(self, facts: list[Fact], placed: Placed) -> None:
        """Note the passages that are set aside and become cited."""
        for _, predicate, value in facts:
            if predicate != _STATED:
                continue
            node = ox.NamedNode(value.value)
            pattern = self.store.quads_for_pattern(node, ox.NamedNode(SET_ASIDE), None)
            for quad in pattern:
                graph = quad.graph_name
                if isinstance(graph, ox.NamedNode) and graph.value.startswith(_SOURCE_SPACE):
                    file = f"sources/{graph.value.removeprefix(_SOURCE_SPACE)}/set-aside.ttl"
                    freed = placed.freed.setdefault(file, [])
                    if node.value not in freed:
                        freed.append(node.value)
                        placed.reasons[node.value] = quad.object.value  # type: ignore[union-attr]


_STATED = ox.NamedNode(STATED_IN)


def _is_file_graph(graph: object) -> bool:
    return isinstance(graph, ox.NamedNode) and graph.value not in _APART


def find_sources_of(store: ox.Store, name: str | None, year: int | None) -> list[str]:
    """Return the sources that ``--source`` or ``--year`` names, as IRIs.

    Raises
    ------
    InputError
        If there is none.
    """
    pattern = store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(DIP + "Source"))
    known = sorted({q.subject.value for q in pattern if isinstance(q.subject, ox.NamedNode)})
    locals_ = [iri.removeprefix(_SOURCE_SPACE) for iri in known]
    if name is not None:
        wanted = name.removeprefix("source:")
        if wanted in locals_:
            return [_SOURCE_SPACE + wanted]
        guess = suggest(wanted, locals_) or f" Sources: {', '.join(locals_)}."
        raise InputError(f"there is no source {name!r}.{guess} A new text: dipgraph source add.")
    if year is None:
        return []
    covered = dict(_years(store))
    found = [iri for iri in known if year in covered.get(iri, ())]
    if not found:
        told = ", ".join(map(str, sorted({y for years in covered.values() for y in years})))
        raise InputError(
            f"no source covers {year}; there are {told}. Register its text: dipgraph source add."
        )
    return found


def _years(store: ox.Store) -> Iterator[tuple[str, set[int]]]:
    found: dict[str, set[int]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(DIP + "coversYear"), None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            text = quad.object.value
            if text.isascii() and text.isdigit():
                found.setdefault(quad.subject.value, set()).add(int(text))
    yield from found.items()


def path_of(project: Project, file: str) -> Path:
    """Return the path of a file that is named below the data folder."""
    return project.data.joinpath(*file.split("/"))
