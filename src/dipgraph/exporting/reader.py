"""Read cells for tables from the stated triples: names, codes, dates, locators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from dipgraph.exporting.selection import Part
from dipgraph.facts import DIP, RDFS, SKOS, STATED_IN, TYPE, Facts
from dipgraph.namespaces import PREFIXES, shorten_iri

_WD, _GEONAMES = PREFIXES["wd"], PREFIXES["geonames"]
_NOT_ROLES = {DIP + "involves"}


class Reader:
    """The stated triples of a part, asked for by the words of the ontology.

    Parameters
    ----------
    facts
        What the files of the project state.
    part
        What is exported; of other things names are told, and no rows.
    """

    def __init__(self, facts: Facts, part: Part) -> None:
        self.facts = facts
        self.part = part
        self._graphs = {graph.value for graph in part.graphs}
        self._labels: dict[str, str] = {}
        self._states: dict[str, str | None] = {}

    # --- which rows -----------------------------------------------------------------

    def subjects_of(self, cls: str) -> list[str]:
        """Return the subjects of a class that are exported, sorted by IRI."""
        return sorted(s for s in self._by_class.get(DIP + cls, ()) if self._is_exported(s))

    def _is_exported(self, subject: str) -> bool:
        if self.part.kept is not None and subject not in self.part.kept:
            return False
        return bool(self._graphs & self.facts.graphs_of.get(subject, set()))

    @cached_property
    def _by_class(self) -> dict[str, list[str]]:
        broader: dict[str, set[str]] = {}
        found: defaultdict[str, list[str]] = defaultdict(list)
        for subject in self.facts.subjects():
            classes: set[str] = set()
            for narrow in self.facts.nodes(subject, TYPE):
                if narrow not in broader:
                    broader[narrow] = self._all_above(narrow)
                classes |= broader[narrow]
            for cls in classes:
                found[cls].append(subject)
        return dict(found)

    def _all_above(self, cls: str) -> set[str]:
        reached, ahead = {cls}, [cls]
        while ahead:
            for above in self.facts.nodes(ahead.pop(), RDFS + "subClassOf"):
                if above not in reached:
                    reached.add(above)
                    ahead.append(above)
        return reached

    @cached_property
    def roles(self) -> list[str]:
        """The properties that lead from a record to who takes part, sorted."""
        above: dict[str, list[str]] = {
            subject: up
            for subject in self.facts.subjects()
            if (up := self.facts.nodes(subject, RDFS + "subPropertyOf"))
        }
        found = set(_NOT_ROLES)
        while True:
            more = {name for name, up in above.items() if found & set(up)} - found
            if not more:
                return sorted((found - _NOT_ROLES) | {DIP + "namesPerson"})
            found |= more

    @cached_property
    def acts_on(self) -> dict[str, list[str]]:
        """For each matter, the events that concern it, in order of time."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record in self.facts.records:
            for matter in self.facts.nodes(record, DIP + "concerns"):
                found[matter].append(record)
        return {matter: sorted(acts, key=self.when) for matter, acts in found.items()}

    # --- cells ----------------------------------------------------------------------

    def label(self, iri: str) -> str:
        """Return the preferred label of a node, or its short name."""
        if iri not in self._labels:
            self._labels[iri] = self.facts.label(iri)
        return self._labels[iri]

    def when(self, record: str) -> tuple[str, str]:
        """Return the place of a record in time: its start, undated last, then its name."""
        days = self.facts.texts(record, DIP + "startDate")
        return (min(days) if days else "~", record)

    def ids(self, subject: str, *names: str) -> list[str]:
        """Return the short names of the nodes that properties of ours lead to, sorted."""
        return [shorten_iri(iri) for iri in self._nodes(subject, names)]

    def names(self, subject: str, *names: str) -> list[str]:
        """Return the labels of the nodes that properties of ours lead to, in the same order."""
        return [self.label(iri) for iri in self._nodes(subject, names)]

    def _nodes(self, subject: str, names: Iterable[str]) -> list[str]:
        found: set[str] = set()
        for name in names:
            found.update(self.facts.nodes(subject, DIP + name))
        return sorted(found)

    def one_name(self, subject: str, name: str) -> str | None:
        """Return the label of the first node that a property of ours leads to."""
        return next(iter(self.names(subject, name)), None)

    def text(self, subject: str, iri: str) -> str | None:
        """Return the literals of a property, parted by semicolons; None without any."""
        return "; ".join(sorted(self.facts.texts(subject, iri))) or None

    def own_text(self, subject: str, name: str) -> str | None:
        """Return the literals of a property of ours, as :meth:`text` does."""
        return self.text(subject, DIP + name)

    def whole(self, subject: str, iri: str) -> int | None:
        """Return the first literal of a property as a whole number."""
        value = self.facts.number(subject, iri)
        return int(value) if value is not None and value == int(value) else None

    def flag(self, subject: str, name: str) -> bool | None:
        """Return a boolean of ours; None where it is not stated."""
        texts = self.facts.texts(subject, DIP + name)
        return (
            {"true": True, "1": True, "false": False, "0": False}.get(texts[0]) if texts else None
        )

    def class_name(self, subject: str) -> str | None:
        """Return the label of the class that is stated, such as "Act of aid"."""
        classes = [c for c in self.facts.nodes(subject, TYPE) if c.startswith(DIP)]
        return self.label(min(classes)) if classes else None

    def titles(self, subject: str, iri: str) -> list[str]:
        """Return the titles, or else labels, of what a property leads to, sorted."""
        title = PREFIXES["dcterms"] + "title"
        nodes = self.facts.nodes(subject, iri)
        return sorted(self.text(node, title) or self.facts.label(node) for node in nodes)

    def other_names(self, subject: str) -> list[str]:
        """Return the other spellings and names, sorted; slips of the texts are left out."""
        return sorted(self.facts.texts(subject, SKOS + "altLabel"))

    def note(self, subject: str) -> str | None:
        """Return the curators' remarks."""
        return " ".join(sorted(self.facts.texts(subject, SKOS + "editorialNote"))) or None

    def match(self, subject: str, register: str) -> str | None:
        """Return the identifier in another register: "wikidata" or "geonames"."""
        space = _WD if register == "wikidata" else _GEONAMES
        found = [
            iri.removeprefix(space).rstrip("/")
            for iri in self.facts.nodes(subject, SKOS + "exactMatch")
            if iri.startswith(space)
        ]
        return min(found, default=None)

    # --- states ---------------------------------------------------------------------

    def state_of(self, actor: str) -> str | None:
        """Return the state that an actor is or belongs to, or that a place lies in."""
        if actor not in self._states:
            self._states[actor] = self._find_state(actor)
        return self._states[actor]

    def _find_state(self, actor: str) -> str | None:
        seen, ahead = {actor}, [actor]
        while ahead:
            here = ahead.pop(0)
            if DIP + "State" in self.facts.nodes(here, TYPE):
                return here
            for above in self._nodes(here, ("isOfficeOf", "isOrganOf", "liesIn")):
                if above not in seen:
                    seen.add(above)
                    ahead.append(above)
        return None

    def state_cell(self, actor: str, name: str) -> str | None:
        """Return a property of ours of an actor's state, or its label for the name "label"."""
        state = self.state_of(actor)
        if state is None:
            return None
        return self.label(state) if name == "label" else self.own_text(state, name)

    # --- evidence -------------------------------------------------------------------

    def passages(self, record: str) -> list[str]:
        """Return the IRIs of the passages that a record rests on, in the order of the texts."""
        cited, order = self.facts.nodes(record, STATED_IN), self._order
        return sorted(cited, key=lambda iri: (order.get(iri, len(order)), iri))

    @cached_property
    def _order(self) -> dict[str, int]:
        return {iri: number for number, iri in enumerate(self.facts.passages)}

    def passage_ids(self, record: str) -> list[str]:
        """Return the short names of the passages that a record rests on."""
        return [shorten_iri(iri) for iri in self.passages(record)]

    def source_of(self, passage: str) -> str | None:
        """Return the short name of the source that a passage stands in."""
        known = self.facts.passages.get(passage)
        return shorten_iri(known.source) if known is not None and known.source else None

    def sources(self, record: str) -> list[str]:
        """Return the short names of the sources that state a record."""
        known = self.facts.passages
        found = (known[iri].source for iri in self.passages(record) if iri in known)
        return list(dict.fromkeys(shorten_iri(source) for source in found if source))

    def locators(self, record: str) -> list[str]:
        """Return the places of a record in the texts: file, lines and characters (RFC 5147)."""
        found = []
        for iri in self.passages(record):
            passage = self.facts.passages.get(iri)
            if passage is None:
                continue
            files = self.facts.texts(passage.source or "", DIP + "fileName")
            first, last = passage.first_line, passage.last_line
            lines = f"line {first}" if first == last else f"lines {first}-{last}"
            found.append(
                f"{files[0] if files else '?'} {lines}, char={passage.start},{passage.end}"
            )
        return found
