"""The office in which the texts name a person.

A text gives a name in one sentence and leaves it out in the next: "President Aliyev visited", "the
President of the Republic visited". Records are of offices, and name a person only where the text
does. Who asks for a person must hear of the office, or takes a part for the whole.
"""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.lines import LineReader, Named
from dipgraph.namespaces import PREFIXES

_DIP = PREFIXES["dip"]
_DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_PERSON, _OFFICE = ox.NamedNode(_DIP + "Person"), ox.NamedNode(_DIP + "Office")
_INVOLVES, _NAMES = ox.NamedNode(_DIP + "involves"), ox.NamedNode(_DIP + "namesPerson")


class Acting(NamedTuple):
    """An office that stands beside a person's name.

    ``together`` is the number of records that have both, ``of_office`` of those that have the
    office at all.
    """

    person: Named
    office: Named
    together: int
    of_office: int

    def tell(self) -> str:
        """Return in a sentence what a search by the name passes over."""
        return (
            f"Texts do not always name {self.person.label}: {self.together:,} of the "
            f"{self.of_office:,} records in which {self.office.label} ({self.office.name}) takes "
            "part do."
        )

    def describe(self) -> dict[str, object]:
        """Return it as an object for JSON."""
        return {
            "name": self.office.name,
            "label": self.office.label,
            "records_with_person": self.together,
            "records": self.of_office,
        }


def find_acting(iri: str, reader: LineReader) -> Acting | None:
    """Return the office that goes with a person's name more than any other.

    It stands in at least half of the records that name the person; of several, the one in most of
    them, then the one that has fewest others: who meets the president of a state does not become
    its president. None if there is no such office, if it takes part in no other record, or if
    ``iri`` is no person.
    """
    store = reader.store
    person = ox.NamedNode(iri)
    if ox.Quad(person, _TYPE, _PERSON, _DEFAULT) not in store:
        return None
    naming = _records(store, _NAMES, person) | _records(store, _INVOLVES, person)
    beside: dict[ox.NamedNode, int] = {}
    for record in naming:
        for quad in store.quads_for_pattern(record, _INVOLVES, None, _DEFAULT):
            node = quad.object
            if isinstance(node, ox.NamedNode):
                beside[node] = beside.get(node, 0) + 1
    found: list[tuple[tuple[int, int, str], Acting]] = []
    for office, together in beside.items():
        if 2 * together < len(naming) or ox.Quad(office, _TYPE, _OFFICE, _DEFAULT) not in store:
            continue
        of_office = len(_records(store, _INVOLVES, office))
        acting = Acting(reader.named(iri), reader.named(office.value), together, of_office)
        found.append(((-together, of_office, office.value), acting))
    if not found:
        return None
    _, best = min(found)
    return best if best.of_office > best.together else None


def _records(store: ox.Store, predicate: ox.NamedNode, node: ox.NamedNode) -> set[ox.NamedNode]:
    pattern = store.quads_for_pattern(None, predicate, node, _DEFAULT)
    return {quad.subject for quad in pattern if isinstance(quad.subject, ox.NamedNode)}
