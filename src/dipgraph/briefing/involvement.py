"""How a record involves an actor: the chain of statements that ``dip:involves`` was derived from.

Which properties lie below it, and which chains lead to it, is read from the axioms of the ontology,
as :mod:`dipgraph.rules` follows them. A person whom a record names takes part as well, in an office
(``dip:namesPerson``), although ``dip:involves`` does not say so.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.lines import LineReader, Named
from dipgraph.namespaces import PREFIXES
from dipgraph.rules import read_axioms

INVOLVES = PREFIXES["dip"] + "involves"
NAMES = PREFIXES["dip"] + "namesPerson"
_TYPE = PREFIXES["rdf"] + "type"
_DEFAULT = ox.DefaultGraph()


class Step(NamedTuple):
    """One statement of a chain: the property with its label, and the node that it leads to."""

    property: str
    label: str
    node: Named


class Chain(NamedTuple):
    """The statements from a record to an actor, one after the other.

    ``own`` tells that the first one leads to the actor at once: it takes part itself. ``through``
    holds the labels of the links between, such as "concerns" and "is office of".
    """

    steps: tuple[Step, ...]
    through: tuple[str, ...]

    @property
    def own(self) -> bool:
        """True if the record names the actor itself."""
        return len(self.steps) == 1

    def tell(self) -> str:
        """Return the chain in words."""
        if self.own:
            return f"itself ({self.steps[0].label})"
        told = ""
        named = False  # whether a role has named somebody yet
        for step in self.steps:
            if named:
                told += f", which {step.label} {step.node.label}"
            elif step.label in self.through:
                told += f"{', which' if told else 'the record'} {step.label} {step.node.label}"
            else:
                joint = ", in which " if told else "through "
                part = " takes part" if told else ""
                told += f"{joint}{step.node.label}{part} ({step.label})"
                named = True
        return told


class Involvement:
    """Finds chains and reach in a store that :mod:`dipgraph.store` has filled."""

    def __init__(self, reader: LineReader) -> None:
        self.reader = reader
        self.store = reader.store
        axioms = read_axioms(self.store)
        self._roles = {
            node.value
            for node, above in axioms.broader_properties.items()
            if any(up.value == INVOLVES for up in above)
        } | {NAMES}
        # involves o q: from who is involved on to another; q o involves: from the record on.
        self._onward: set[str] = set()
        self._before: set[str] = set()
        for first, second, result in axioms.chains:
            if result.value == INVOLVES:
                if first.value == INVOLVES:
                    self._onward.add(second.value)
                else:
                    self._before.add(first.value)
        self._reach: dict[str, frozenset[str]] = {}

    def involves(self, actor: str) -> set[str]:
        """Return the records that involve an actor, or name a person."""
        return {*self.subjects(INVOLVES, actor), *self.subjects(NAMES, actor)}

    def subjects(self, predicate: str, node: str) -> list[str]:
        """Return the IRIs from which a property leads to a node, sorted."""
        pattern = self.store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(node), _DEFAULT
        )
        return sorted(q.subject.value for q in pattern if isinstance(q.subject, ox.NamedNode))

    def objects(self, node: str, predicate: str) -> list[str]:
        """Return the IRIs that a property leads to from a node, sorted."""
        pattern = self.store.quads_for_pattern(
            ox.NamedNode(node), ox.NamedNode(predicate), None, _DEFAULT
        )
        return sorted(q.object.value for q in pattern if isinstance(q.object, ox.NamedNode))

    def is_a(self, node: str, cls: str) -> bool:
        """Tell whether a node has a class, stated or derived."""
        return cls in self.objects(node, _TYPE)

    def reach(self, actor: str) -> frozenset[str]:
        """Return an actor and all that it acts for, such as the state of an office."""
        if actor not in self._reach:
            found, ahead = {actor}, [actor]
            while ahead:
                here = ahead.pop()
                for predicate in self._onward:
                    for node in self.objects(here, predicate):
                        if node not in found:
                            found.add(node)
                            ahead.append(node)
            self._reach[actor] = frozenset(found)
        return self._reach[actor]

    def own(self, actor: str) -> set[str]:
        """Return an actor and all that act for it: its offices, its organs and theirs."""
        found, ahead = {actor}, [actor]
        while ahead:
            here = ahead.pop()
            for predicate in self._onward:
                for node in self.subjects(predicate, here):
                    if node not in found:
                        found.add(node)
                        ahead.append(node)
        return found

    def states_of(self, actor: str) -> list[str]:
        """Return the states among what an actor acts for, sorted."""
        state = PREFIXES["dip"] + "State"
        return sorted(node for node in self.reach(actor) if self.is_a(node, state))

    def explain(self, record: str, actor: str) -> list[Chain]:
        """Return the shortest chains from a record to an actor, one for each narrowest role.

        A chain that names the actor itself makes longer ones needless. Empty if the record does
        not involve it.
        """
        found: list[Chain] = []
        # A place in the search: the node, whether it is still a record, and the steps so far.
        ahead: deque[tuple[str, bool, tuple[Step, ...], tuple[str, ...]]] = deque()
        ahead.append((record, True, (), ()))
        seen: set[tuple[str, bool, int]] = set()
        length = 0
        while ahead:
            node, is_record, steps, through = ahead.popleft()
            if found and len(steps) >= length:
                continue
            for step, stays, link in self._next(node, is_record):
                path = (*steps, step)
                links = (*through, step.label) if link else through
                if step.node.iri == actor and not stays:
                    found.append(Chain(path, links))
                    length = len(path)
                elif (step.node.iri, stays, len(path)) not in seen and len(path) < 6:
                    seen.add((step.node.iri, stays, len(path)))
                    ahead.append((step.node.iri, stays, path, links))
        return found

    def _next(self, node: str, is_record: bool) -> list[tuple[Step, bool, bool]]:
        """Return the steps on from a node, whether each reaches a record, whether it is a link."""
        reader = self.reader
        values = reader.values(node)
        steps: list[tuple[Step, bool, bool]] = []
        if not is_record:
            for predicate in sorted(self._onward & values.keys()):
                label = reader.labels(predicate)
                for other in values[predicate]:
                    steps.append((Step(predicate, label, reader.named(other)), False, True))
            return steps
        for role in reader.roles(values):
            if role.property in self._roles:
                steps.append((Step(role.property, role.role, role.node), False, False))
        for predicate in sorted(self._before & values.keys()):
            label = reader.labels(predicate)
            for other in values[predicate]:
                steps.append((Step(predicate, label, reader.named(other)), True, True))
        return steps
