"""Values that make several rules speak up at once; only the fault itself is told of them.

A misspelt kind breaks what its shape asks of kinds, of schemes and of counts. Whoever reads that
mends three things where one is wrong.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from dipgraph.facts import DIP
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.shacl import Result
from dipgraph.shacl.literals import is_well_formed
from dipgraph.shacl.vocabulary import Term
from dipgraph.store import ONTOLOGY
from dipgraph.validation.addition import Addition

_TERMS = (DIP, PREFIXES["kind"])
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_RANGE = ox.NamedNode(PREFIXES["rdfs"] + "range")
_OBJECT_PROPERTY = ox.NamedNode(PREFIXES["owl"] + "ObjectProperty")
_STEP = re.compile(r"\(*<([^<>]+)>")


class Causes:
    """What is wrong with the values of an addition whatever the shapes say.

    Attributes
    ----------
    values
        For a node and a property, the values that are unknown or of the wrong sort, as shown.
    dates
        For a node, a literal that is ill-formed or of another datatype than its property takes:
        comparing it says nothing.
    """

    def __init__(self, addition: Addition) -> None:
        self._addition = addition
        self._takes_names: dict[ox.NamedNode, bool] = {}
        self._ranges: dict[ox.NamedNode, str] = {}
        self.values: dict[tuple[Term, str], dict[Term, str]] = {}
        self.dates: dict[Term, str] = {}
        for subject, predicate, value in addition.stated:
            if isinstance(value, ox.Literal):
                if self.takes_names(predicate):
                    self._note(subject, predicate, value, f'"{value.value}"')
                elif not self.fits(predicate, value):
                    self.dates[subject] = f'"{value.value}"'
            elif isinstance(value, ox.NamedNode) and predicate != _TYPE:
                is_term = value.value.startswith(_TERMS)
                if addition.is_unknown(value.value) or (is_term and value not in addition.merged):
                    self._note(subject, predicate, value, shorten_iri(value.value))

    def fits(self, predicate: ox.NamedNode, value: ox.Literal) -> bool:
        """Return whether a literal is well-formed and of the datatype that its property takes."""
        datatype = value.datatype.value
        wanted = self.range_of(predicate) or datatype
        return datatype == wanted and is_well_formed(value.value, datatype)

    def range_of(self, predicate: ox.NamedNode) -> str:
        """Return the datatype that the ontology asks of a property's values, "" if none."""
        known = self._ranges.get(predicate)
        if known is None:
            quads = self._addition.store.quads_for_pattern(predicate, _RANGE, None, ONTOLOGY)
            names = (q.object.value for q in quads if isinstance(q.object, ox.NamedNode))
            known = next((name for name in names if name.startswith(PREFIXES["xsd"])), "")
            self._ranges[predicate] = known
        return known

    def _note(self, subject: Term, predicate: ox.NamedNode, value: Term, shown: str) -> None:
        self.values.setdefault((subject, predicate.value), {})[value] = shown

    def takes_names(self, predicate: ox.NamedNode) -> bool:
        """Return whether a property of the ontology leads to nodes, never to texts."""
        known = self._takes_names.get(predicate)
        if known is None:
            quads = self._addition.store.quads_for_pattern(
                predicate, _TYPE, _OBJECT_PROPERTY, ONTOLOGY
            )
            known = self._takes_names[predicate] = any(True for _ in quads)
        return known

    def find(self, result: Result) -> str:
        """Return the value of which a result is a mere consequence, "" if there is none."""
        name = result.component.rpartition("#")[2]
        if name.startswith("LessThan") and result.focus_node in self.dates:
            return self.dates[result.focus_node]
        step = _STEP.match(result.path_text)
        wrong = self.values.get((result.focus_node, step[1]), {}) if step else {}
        if result.value is not None:  # another value may be wrong by itself
            return wrong.get(result.value, "")
        return next(iter(wrong.values()), "")
