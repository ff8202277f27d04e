"""Whether the evidence of an addition holds, and whether its figures still add up.

The checks are those of ``dipgraph check``, given only what the addition touches: its records, the
passages that they cite with the paragraphs around, the figures that are added up with its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from dipgraph import evidence, sums
from dipgraph.errors import Issue
from dipgraph.facts import DIP, TYPE, Facts
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.passages import check_passages
from dipgraph.readings import Readings
from dipgraph.report import Part
from dipgraph.sources import Texts
from dipgraph.validation.addition import Addition

_STATED_IN = ox.NamedNode(DIP + "isStatedIn")
_SOURCE = ox.NamedNode(PREFIXES["oa"] + "hasSource")
_PARAGRAPH = ox.NamedNode(DIP + "paragraph")
_PASSAGE = ox.NamedNode(DIP + "Passage")
_IS_A = ox.NamedNode(TYPE)
_ADDEND, _ABOVE, _BELOW = (
    ox.NamedNode(DIP + name) for name in ("isAddendOf", "hasNumerator", "hasDenominator")
)


def check_evidence_of(addition: Addition, texts: Path | None) -> tuple[Part, dict[str, int]]:
    """Hold the records of an addition against their passages.

    Returns the part of the report, and how many of the cited passages were verified, and so on.
    """
    cited: dict[str, None] = {}
    for iri in addition.records:
        for passage in addition.merged.objects(ox.NamedNode(iri), _STATED_IN):
            if isinstance(passage, ox.NamedNode):
                cited[passage.value] = None
    own = [s for s in addition.subjects if _is_passage(addition, s)]
    sources = _sources_of(addition, [*cited, *own])
    around = _paragraphs(addition, cited)
    facts = addition.facts_of([*addition.records, *cited, *around, *sources, *own])
    readings = Readings(facts, Texts(facts, texts))
    part = evidence.EvidenceCheck(facts, readings, addition.locations).run()
    # That a passage is described nowhere is told with a better guess among the other names.
    unknown = [f"it cites {shorten_iri(p)}," for p in cited if addition.is_unknown(p)]
    part.issues = [issue for issue in part.issues if not issue.fault.startswith((*unknown,))]
    for name in cited:
        outcome = readings.outcome.get(name)
        if outcome in ("changed", "outside", "moved"):
            part.issues.append(_changed(addition, name, outcome))
    return part, dict(Counter(readings.outcome[p] for p in cited if p in readings.outcome))


def check_passages_of(addition: Addition, texts: Path | None) -> Part | None:
    """Hold the passages that an addition describes against their texts; None if there are none.

    All passages of their sources are looked at, since they must tile the text together.
    """
    own = [iri for iri in addition.subjects if _is_passage(addition, iri)]
    if not own:
        return None
    sources = _sources_of(addition, own)
    everything = dict.fromkeys(own)
    for source in sources:
        for passage in addition.merged.subjects(_SOURCE, ox.NamedNode(source)):
            if isinstance(passage, ox.NamedNode):
                everything[passage.value] = None
    facts = addition.facts_of([*sources, *everything, *addition.records], with_actors=False)
    return check_passages(Readings(facts, Texts(facts, texts)), addition.locations)


def check_sums_of(addition: Addition) -> tuple[list[Issue], Part]:
    """Reckon the sums again that an addition touches; return what no longer adds up."""
    figures = _figures_with(addition)
    if not figures:
        return [], Part(sums.CHECK, 0, may_be_idle=True)
    after = sums.check_sums(addition.facts_of(figures, with_actors=False), addition.locations)
    old = Facts([*addition.ontology, *(q for iri in figures for q in _old_quads(addition, iri))])
    before = {
        (issue.record, issue.fault) for issue in sums.check_sums(old, addition.locations).issues
    }
    return [i for i in after.issues if (i.record, i.fault) not in before], after


def _old_quads(addition: Addition, iri: str) -> Iterable[ox.Quad]:
    stated = set(addition.stated)
    for quad in addition.quads_about(iri):
        if (quad.subject, quad.predicate, quad.object) not in stated:
            yield quad


def _figures_with(addition: Addition) -> list[str]:
    """Return the figures of the addition, and those that are added up or divided with them."""
    merged = addition.merged
    wanted: dict[ox.NamedNode, None] = {}
    roots: dict[ox.NamedNode, None] = {}
    for iri in addition.subjects:
        node = ox.NamedNode(iri)
        roots[node] = None
        for predicate in (_ADDEND,):
            roots.update((n, None) for n in merged.objects(node, predicate) if _named(n))  # type: ignore[misc]
        for predicate in (_ABOVE, _BELOW):
            roots.update((n, None) for n in merged.subjects(predicate, node) if _named(n))  # type: ignore[misc]
    for root in roots:
        parts = merged.subjects(_ADDEND, root)
        terms = [*merged.objects(root, _ABOVE), *merged.objects(root, _BELOW)]
        if parts or terms:
            wanted.update((n, None) for n in (root, *parts, *terms) if _named(n))  # type: ignore[misc]
    return [node.value for node in wanted]


def _named(term: object) -> bool:
    return isinstance(term, ox.NamedNode)


def _is_passage(addition: Addition, iri: str) -> bool:
    return _PASSAGE in addition.merged.objects(ox.NamedNode(iri), _IS_A)


def _sources_of(addition: Addition, cited: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for passage in cited:
        for source in addition.merged.objects(ox.NamedNode(passage), _SOURCE):
            if isinstance(source, ox.NamedNode):
                found[source.value] = None
    return list(found)


def _paragraphs(addition: Addition, cited: Iterable[str]) -> list[str]:
    """Return the passages of the paragraphs in which some passages stand."""
    found: dict[str, None] = {}
    asked: set[tuple[object, object]] = set()
    for iri in cited:
        node = ox.NamedNode(iri)
        for source in addition.merged.objects(node, _SOURCE):
            for number in addition.merged.objects(node, _PARAGRAPH):
                if (source, number) in asked or not isinstance(source, ox.NamedNode):
                    continue
                asked.add((source, number))
                # A source's folder is its graph: elsewhere its passages do not stand.
                quads = addition.store.quads_for_pattern(None, _PARAGRAPH, number, source)
                found.update((q.subject.value, None) for q in quads if _named(q.subject))  # type: ignore[union-attr]
                for fact in addition.stated:
                    if fact[1] == _PARAGRAPH and fact[2] == number and _named(fact[0]):
                        found[fact[0].value] = None  # type: ignore[union-attr]
    return list(found)


def _changed(addition: Addition, passage: str, outcome: str) -> Issue:
    what = {
        "changed": "its words are not those of its digest",
        "outside": "its place is outside the text",
        "moved": "its words stand elsewhere in the text now",
    }[outcome]
    users = [
        iri
        for iri in addition.records
        if ox.NamedNode(passage) in addition.merged.objects(ox.NamedNode(iri), _STATED_IN)
    ]
    return addition.locations.issue(
        users[0],
        f"{shorten_iri(passage)}, which it cites, does not hold: {what}.",
        "Restore the text, or cut it anew with `dipgraph source cut`.",
        evidence.CHECK,
        predicate=_STATED_IN.value,
    )
