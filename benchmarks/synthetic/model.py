"""What a corpus looks like: its clusters of records, its actors by class and kind, its rates."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from benchmarks.measure import ROOT
from dipgraph.facts import DIP, TYPE, Facts
from dipgraph.knowledge import load
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.ties import find_reporting_state

HANGS_ON = frozenset(
    f"dip:{name}"
    for name in (
        "concerns isPartOf follows isAddendOf hasNumerator hasDenominator isConversionOf".split()
    )
)
"""The links that make records one cluster: a part is never drawn without its whole."""

MOST_IN_A_CLUSTER = 24
"""Larger clusters are cut after so many records, else one summit would fill a small graph."""

_ACTORS = ("State", "Organisation", "Office", "Person", "Group", "Place")
_DATES = {"dip:startDate", "dip:endDate", "dip:datePrecision"}

Statement = tuple[str, str]
"""A property and its value, both as they stand in Turtle with the project's prefixes."""


class Template(NamedTuple):
    """A record of the corpus: what is replaced in a copy stands apart from what is kept.

    ``start`` and ``end`` are None where the record has no such date; ``year`` is that of the
    source. ``statements`` hold all else in the order of the file, the class first.
    """

    name: str
    cls: str
    is_event: bool
    year: int
    start: date | None
    end: date | None
    precision: str | None
    statements: tuple[Statement, ...]


class Actor(NamedTuple):
    """Whom a copy may name: ``group`` is class, kind and whether at home; ``of`` its state."""

    name: str
    label: str
    group: tuple[str, str, bool]
    of: str


class Model(NamedTuple):
    """A measured corpus.

    ``sources`` are the names of its texts by the year that they cover, the largest first.
    ``clusters`` are lists of templates, wholes before parts; ``new_passage`` is how often a passage
    of a cluster is one that nobody cited before; ``set_aside`` the number of sentences set aside
    for each cited one.
    """

    root: Path
    home: str
    last_year: int
    sources: dict[int, tuple[str, ...]]
    clusters: tuple[tuple[Template, ...], ...]
    actors: dict[str, Actor]
    pools: dict[tuple[str, str, bool], tuple[str, ...]]
    kind_labels: dict[str, str]
    new_offices: tuple[tuple[Statement, ...], ...]
    new_passage: float
    set_aside: float


def measure(root: Path = ROOT) -> Model:
    """Measure a project.

    Raises
    ------
    DataError
        If no source says whose report it is.
    """
    kg = load(root)
    facts = Facts.of_store(kg.store)
    home = find_reporting_state(kg)
    actors = _read_actors(facts, home)
    records = {shorten_iri(record): record for record in facts.records}
    templates = {name: _read_template(facts, iri) for name, iri in records.items()}
    clusters = _cluster(templates)
    of_clusters = sum(
        len({value for template in cluster for prop, value in template.statements
             if prop == "dip:isStatedIn"})
        for cluster in clusters
    )  # fmt: skip
    offices = _invent_offices(facts, actors)
    for statements in offices:
        told = dict(statements)
        group = ("Office", told["dip:hasKind"], told["dip:isOfficeOf"] == shorten_iri(home))
        name, label = told["@name"], told["rdfs:label"]
        actors[name] = Actor(name, label[1 : label.rindex('"')], group, told["dip:isOfficeOf"])
    pools: defaultdict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for actor in actors.values():
        pools[actor.group].append(actor.name)
    kinds = {
        shorten_iri(kind): facts.label(kind)
        for kind in facts.subjects()
        if kind.startswith(PREFIXES["kind"])
    }
    sources: defaultdict[int, list[str]] = defaultdict(list)
    sizes = Counter(graph for graphs in facts.graphs_of.values() for graph in graphs)
    for source in sorted(facts.sources, key=lambda source: (-sizes[source], source)):
        for year in facts.texts(source, DIP + "coversYear"):
            sources[int(year)].append(shorten_iri(source).partition(":")[2])
    return Model(
        root,
        shorten_iri(home),
        max(sources),
        {year: tuple(names) for year, names in sorted(sources.items())},
        tuple(tuple(cluster) for cluster in clusters),
        actors,
        {group: tuple(sorted(names)) for group, names in sorted(pools.items())},
        kinds,
        tuple(offices),
        len(facts.citations) / of_clusters,
        len(facts.set_aside) / len(facts.citations),
    )


def _read_actors(facts: Facts, home: str) -> dict[str, Actor]:
    actors: dict[str, Actor] = {}
    classes = {f"{DIP}{name}": name for name in _ACTORS}
    for iri in facts.subjects():
        known = [classes[cls] for cls in facts.nodes(iri, TYPE) if cls in classes]
        if not known:
            continue
        above = [
            up
            for name in ("isOfficeOf", "isOrganOf", "liesIn")
            for up in facts.nodes(iri, DIP + name)
        ]  # fmt: skip
        kinds = [shorten_iri(kind) for kind in facts.nodes(iri, DIP + "hasKind")]
        group = (known[0], kinds[0] if kinds else "", iri == home or home in above)
        of = shorten_iri(above[0]) if above else ""
        actors[shorten_iri(iri)] = Actor(shorten_iri(iri), facts.label(iri), group, of)
    return actors


def _invent_offices(facts: Facts, actors: dict[str, Actor]) -> list[tuple[Statement, ...]]:
    """Give every state the offices that are common among those of the registry."""
    named: Counter[tuple[str, str]] = Counter()
    for actor in actors.values():
        code = actor.of.removeprefix("state:")
        if actor.group[0] == "Office" and actor.name.startswith(f"office:{code}-"):
            named[actor.name.removeprefix(f"office:{code}-"), actor.group[1]] += 1
    common = [key for key, number in named.most_common(10) if number > 1]
    found: list[tuple[Statement, ...]] = []
    for state in sorted(actor.name for actor in actors.values() if actor.group[0] == "State"):
        for local, kind in common:
            name = f"office:{state.removeprefix('state:')}-{local}"
            if name not in actors:
                words = local.replace("-", " ").capitalize()
                found.append(
                    (
                        ("@name", name),
                        ("a", "dip:Office"),
                        ("rdfs:label", f'"{words} of {actors[state].label}"@en'),
                        ("dip:hasKind", kind),
                        ("dip:isOfficeOf", state),
                    )
                )
    return found


def _read_template(facts: Facts, iri: str) -> Template:
    cls = facts.nodes(iri, TYPE)[0]
    years = [
        facts.number(graph, DIP + "coversYear")
        for graph in sorted(facts.graphs_of[iri])
        if graph.startswith(PREFIXES["source"])
    ]
    precisions = facts.nodes(iri, DIP + "datePrecision")
    statements = [
        ("a" if predicate == TYPE else shorten_iri(predicate), write_term(value))
        for predicate, value in facts.statements(iri)
    ]
    statements.sort(key=lambda statement: (statement[0] != "a", statement[0] != "rdfs:label"))
    start = facts.day(iri, DIP + "startDate")
    return Template(
        shorten_iri(iri),
        shorten_iri(cls),
        facts.is_a(iri, DIP + "Event"),
        next((int(year) for year in years if year is not None), start.year if start else 2000),
        start,
        facts.day(iri, DIP + "endDate"),
        shorten_iri(precisions[0]) if precisions else None,
        tuple(statement for statement in statements if statement[0] not in _DATES),
    )


def write_term(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    """Return a term as it stands in Turtle, with the project's prefixes."""
    if isinstance(term, ox.NamedNode):
        short = shorten_iri(term.value)
        return short if short != term.value else str(term)
    if isinstance(term, ox.Literal) and not term.language:
        datatype = shorten_iri(term.datatype.value)
        if datatype != "xsd:string":
            return f"{ox.Literal(term.value)}^^{datatype}"
    return str(term)


def _cluster(templates: dict[str, Template]) -> list[list[Template]]:
    """Part the records into clusters, each with wholes before parts, in the order of names."""
    leader = {name: name for name in templates}

    def lead(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for name, template in templates.items():
        for prop, value in template.statements:
            if prop in HANGS_ON and value in templates:
                leader[lead(name)] = lead(value)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(templates):
        members[lead(name)].append(name)
    clusters = []
    for names in members.values():
        ordered: dict[str, None] = {}
        for name in names:
            _visit(name, templates, ordered, frozenset())
        clusters.append([templates[name] for name in ordered])
    whole: list[list[Template]] = []
    for cluster in clusters:
        for at in range(0, len(cluster), MOST_IN_A_CLUSTER):
            whole.append(cluster[at : at + MOST_IN_A_CLUSTER])
    return [_without_broken_sums(cluster, templates) for cluster in whole]


def _without_broken_sums(cluster: list[Template], templates: dict[str, Template]) -> list[Template]:
    """Take the links of a sum out of a cluster that holds only some of its parts."""
    mine = {template.name for template in cluster}
    broken = {
        value
        for name, template in templates.items()
        for prop, value in template.statements
        if prop == "dip:isAddendOf" and (name in mine) != (value in mine)
    }
    if not broken:
        return cluster
    return [
        template._replace(
            statements=tuple(
                (prop, value)
                for prop, value in template.statements
                if prop != "dip:isAddendOf" or value not in broken
            )
        )
        for template in cluster
    ]


def _visit(
    name: str, templates: dict[str, Template], ordered: dict[str, None], open_: frozenset[str]
) -> None:
    if name in ordered or name in open_:
        return
    for prop, value in templates[name].statements:
        if prop in HANGS_ON and value in templates:
            _visit(value, templates, ordered, open_ | {name})
    ordered[name] = None
