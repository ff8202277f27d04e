"""What ontology and shapes say of a class: which properties it takes, and what each may hold.

Nothing is known here of any class or property: another ontology with other shapes gives other
answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.facts import DIP, SKOS, TYPE
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.resources import Project
from dipgraph.shacl import DataGraph
from dipgraph.shacl.vocabulary import RDFS, Term, sh
from dipgraph.shapes import load_shape_quads
from dipgraph.spelling import fold_label, suggest
from dipgraph.store import ONTOLOGY

_IN_SCHEME = SKOS + "inScheme"
_KIND = DIP + "hasKind"
_PARTICIPANT = DIP + "hasParticipant"
_MOST_INSTANCES = 1_000
"""So many records of a class are looked through for the properties that they use."""


@dataclass
class PropertyRule:
    """What the shapes say of one property of a class.

    ``least`` and ``most`` count values (``most`` 0 is any number); ``messages`` say what to
    write; ``options`` are the values of a closed list, ``classes`` the classes that are accepted
    (all IRIs); ``datatype`` is an IRI or "".
    """

    iri: str
    least: int = 0
    most: int = 0
    name: str = ""
    datatype: str = ""
    messages: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)


@dataclass
class ClassRules:
    """What is said of a class and those above it.

    ``one_of`` are groups of properties of which at least one is needed, with the message;
    ``checks`` are rules that look at more than one property; ``namespace`` is where its names
    stand, ``name_rule`` says how they are made; ``also_used`` are other properties that records
    of this class use.
    """

    iri: str
    label: str
    definition: str
    properties: dict[str, PropertyRule]
    one_of: list[tuple[list[str], str]]
    checks: list[str]
    namespace: str
    name_rule: str
    also_used: list[str]


class Vocabulary:
    """Ontology and shapes of a project, asked for what a template needs."""

    def __init__(self, project: Project, store: ox.Store) -> None:
        self.store = store
        self._shapes = DataGraph(load_shape_quads(project))

    # --- the ontology ----------------------------------------------------------------

    def _values(self, subject: str, predicate: str) -> list[str]:
        pattern = self.store.quads_for_pattern(
            ox.NamedNode(subject), ox.NamedNode(predicate), None, ONTOLOGY
        )
        return [q.object.value for q in pattern if not isinstance(q.object, ox.Triple)]

    def _subjects(self, predicate: str, value: str) -> list[str]:
        pattern = self.store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(value), ONTOLOGY
        )
        return sorted(q.subject.value for q in pattern if isinstance(q.subject, ox.NamedNode))

    def text(self, iri: str, predicate: str) -> str:
        """Return what the ontology says of a term, "" if nothing."""
        return next(iter(self._values(iri, predicate)), "")

    def label(self, iri: str) -> str:
        """Return the label of a term, else its short name."""
        return self.text(iri, RDFS + "label") or shorten_iri(iri)

    def definition(self, iri: str) -> str:
        """Return the definition of a term."""
        return self.text(iri, SKOS + "definition")

    def example(self, iri: str) -> str:
        """Return the first example of a term that is no negative one."""
        examples = sorted(self._values(iri, SKOS + "example"))
        return next((e for e in examples if not e.startswith("Negative")), "")

    def broader(self, iri: str, predicate: str = RDFS + "subClassOf") -> list[str]:
        """Return a term and all that are above it."""
        found = {iri: None}
        ahead = [iri]
        while ahead:
            for up in self._values(ahead.pop(), predicate):
                if up not in found and not up.startswith("_:"):
                    found[up] = None
                    ahead.append(up)
        return list(found)

    def is_role(self, iri: str) -> bool:
        """Tell whether a property says who takes part."""
        return _PARTICIPANT in self.broader(iri, RDFS + "subPropertyOf")

    # --- finding a class or a kind by its name -------------------------------------------

    @cached_property
    def classes(self) -> list[str]:
        """The classes that shapes speak of, and those above them."""
        targets = (t for t in self._shapes.objects_of(sh("targetClass")))
        names = {t.value for t in targets if isinstance(t, ox.NamedNode)}
        return sorted({up for name in names for up in self.broader(name) if up.startswith(DIP)})

    def narrower(self, cls: str) -> list[str]:
        """Return the classes below a class that have none below themselves."""
        below = [c for c in self.classes if cls in self.broader(c)]
        return [c for c in below if not any(c != o and c in self.broader(o) for o in self.classes)]

    @cached_property
    def _class_names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for iri in self.classes:
            local = iri.removeprefix(DIP)
            spaced = "".join(f" {char}" if char.isupper() else char for char in local)
            for name in (local, spaced, self.label(iri)):
                found.setdefault(fold_label(name), iri)
        return found

    def find_class(self, word: str) -> str | None:
        """Return the class that a word names: its name, its label, in any case."""
        return self._class_names.get(fold_label(word.removeprefix("dip:")))

    def kinds_of(self, cls: str) -> list[str]:
        """Return the kinds that a class may have; none if it takes no kind of its own."""
        for scheme in self._schemes_of(cls):
            return self._subjects(_IN_SCHEME, scheme)
        return []

    def _schemes_of(self, cls: str) -> Iterator[str]:
        for shape in self._property_shapes(cls):
            if self._path(shape) == [_KIND, _IN_SCHEME]:
                for value in self._shapes.objects(shape, sh("hasValue")):
                    if isinstance(value, ox.NamedNode):
                        yield value.value

    def find_kind(self, word: str, cls: str | None = None) -> tuple[str, str]:
        """Return the kind that a word names, and the class that it is a kind of.

        Raises
        ------
        InputError
            If there is no such kind, or more than one.
        """
        wanted = fold_label(word.removeprefix("kind:"))
        every = self.narrower(cls) if cls else [c for c in self.classes if self.kinds_of(c)]
        names: dict[str, list[tuple[str, str]]] = {}
        for owner in every:
            for kind in self.kinds_of(owner):
                local = shorten_iri(kind).partition(":")[2]
                for name in {fold_label(local), fold_label(self.label(kind))}:
                    names.setdefault(name, []).append((kind, owner))
        found = names.get(wanted, [])
        if len(found) == 1:
            return found[0]
        if found:
            told = " or ".join(f"{shorten_iri(owner)} ({shorten_iri(k)})" for k, owner in found)
            raise InputError(f"{word!r} is a kind of more than one class: {told}. Name the class.")
        near = suggest(wanted, names)
        if not near and cls:
            some = ", ".join(self.label(k).lower() for k in self.kinds_of(every[0])[:12])
            near = f" Some kinds: {some}." if some else ""
        of = f" of {self.label(cls).lower()}" if cls else ""
        raise InputError(f"there is no kind {word!r}{of}.{near}")

    def spaces_of(self, cls: str) -> set[str]:
        """Return the namespaces in which the instances of a class have their names."""
        found: set[str] = set()
        for narrow in self.narrower(cls):
            rules = ClassRules(narrow, "", "", {}, [], [], "", "", [])
            for node in self._node_shapes(narrow):
                self._read_name(node, rules)
            found.add(rules.namespace)
        return found - {""}

    # --- the shapes ----------------------------------------------------------------------

    def rules_of(self, cls: str) -> ClassRules:
        """Return everything that shapes and ontology say of a class."""
        rules = ClassRules(cls, self.label(cls), self.definition(cls), {}, [], [], "", "", [])
        for node in self._node_shapes(cls):
            self._read_name(node, rules)
            for constraint in self._shapes.objects(node, sh("sparql")):
                rules.checks += self._texts(constraint, RDFS + "comment")
        for shape in self._property_shapes(cls):
            self._read_property(shape, rules)
        kind = rules.properties.get(_KIND)
        if kind is not None:
            kind.options = self.kinds_of(cls) or kind.options
        used = self._used_by(cls) - rules.properties.keys() - {TYPE}
        rules.also_used = sorted(used)
        return rules

    def _node_shapes(self, cls: str) -> list[Term]:
        found: dict[Term, None] = {}
        for name in self.broader(cls):
            for node in self._shapes.subjects(sh("targetClass"), ox.NamedNode(name)):
                found[node] = None
        return list(found)

    def _property_shapes(self, cls: str) -> list[Term]:
        return [
            shape
            for node in self._node_shapes(cls)
            for shape in self._shapes.objects(node, sh("property"))
        ]

    def _texts(self, node: Term, predicate: str) -> list[str]:
        values = self._shapes.objects(node, ox.NamedNode(predicate))
        return [value.value for value in values if isinstance(value, ox.Literal)]

    def _path(self, shape: Term) -> list[str]:
        """Return a path of one or more steps; empty if it is of another form."""
        for path in self._shapes.objects(shape, sh("path")):
            steps = [path] if isinstance(path, ox.NamedNode) else self._shapes.read_list(path)
            if steps and all(isinstance(step, ox.NamedNode) for step in steps):
                return [step.value for step in steps if isinstance(step, ox.NamedNode)]
        return []

    def _read_property(self, shape: Term, rules: ClassRules) -> None:
        graph = self._shapes
        messages = self._texts(shape, sh("message").value)
        steps = self._path(shape)
        if not steps:
            for path in graph.objects(shape, sh("path")):
                for either in graph.objects(path, sh("alternativePath")):
                    names = _names(graph.read_list(either) or ())
                    rules.one_of.append((names, " ".join(messages)))
            return
        rule = rules.properties.setdefault(steps[0], PropertyRule(steps[0]))
        rule.messages += [text for text in messages if text not in rule.messages]
        if len(steps) > 1:
            schemes = [*graph.objects(shape, sh("hasValue")), *self._list(shape, "in")]
            if steps[1:] == [_IN_SCHEME]:
                for scheme in schemes:
                    if isinstance(scheme, ox.NamedNode):
                        rule.options += self._subjects(_IN_SCHEME, scheme.value)
                        # To be in the scheme there must be a value.
                        rule.least = max(rule.least, int(bool(self._has(shape, "hasValue"))))
            return
        names = self._texts(shape, sh("name").value)
        rule.name = rule.name or next(iter(names), "")
        rule.least = max(rule.least, self._number(shape, "minCount"))
        rule.most = rule.most or self._number(shape, "maxCount")
        for value in graph.objects(shape, sh("datatype")):
            rule.datatype = value.value if isinstance(value, ox.NamedNode) else ""
        rule.options += _names(self._list(shape, "in"))
        alternatives = [shape, *self._list(shape, "or")]
        for node in alternatives:
            rule.classes += _names(graph.objects(node, sh("class")))

    def _has(self, shape: Term, parameter: str) -> bool:
        return bool(self._shapes.objects(shape, sh(parameter)))

    def _list(self, shape: Term, parameter: str) -> list[Term]:
        found: list[Term] = []
        for head in self._shapes.objects(shape, sh(parameter)):
            found += self._shapes.read_list(head) or ()
        return found

    def _number(self, shape: Term, parameter: str) -> int:
        for value in self._shapes.objects(shape, sh(parameter)):
            if isinstance(value, ox.Literal) and value.value.isdigit():
                return int(value.value)
        return 0

    def _read_name(self, node: Term, rules: ClassRules) -> None:
        for pattern in self._texts(node, sh("pattern").value):
            plain = pattern.replace("\\", "").removeprefix("^")
            spaces = [space for space in PREFIXES.values() if plain.startswith(space)]
            if spaces:
                rules.namespace = max(spaces, key=len)
                rules.name_rule = " ".join(self._texts(node, sh("message").value))

    def _used_by(self, cls: str) -> set[str]:
        found: set[str] = set()
        pattern = self.store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(cls))
        for place, quad in enumerate(pattern):
            if place >= _MOST_INSTANCES:
                break
            if quad.graph_name == ox.DefaultGraph() or not isinstance(quad.subject, ox.NamedNode):
                continue
            stated = self.store.quads_for_pattern(quad.subject, None, None, quad.graph_name)
            found.update(q.predicate.value for q in stated)
        return found


def _names(terms: Iterable[Term]) -> list[str]:
    return [term.value for term in terms if isinstance(term, ox.NamedNode)]
