"""Whose account a store holds: publishers, the states they report of, years covered and not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.briefing.period import Period, runs_of, tell_years
from dipgraph.lines import LineReader, Named, covered_years
from dipgraph.namespaces import PREFIXES
from dipgraph.report import count_of, names_of
from dipgraph.showing.timeline import find_no_source

_DIP, _DCTERMS, _OA = PREFIXES["dip"], PREFIXES["dcterms"], PREFIXES["oa"]
_DEFAULT = ox.DefaultGraph()


class SourceTold(NamedTuple):
    """A source text: title, publisher, the years it covers, and how many passages it has."""

    node: Named
    publisher: str
    reporting: tuple[Named, ...]
    years: tuple[int, ...]
    passages: int


class Account(NamedTuple):
    """The sources of a store, those first that cover the oldest years.

    ``covered`` are the years that some source covers, ``no_source`` first and last of each
    stretch of the period that none covers; ``period`` is the one that was asked for.
    """

    sources: tuple[SourceTold, ...]
    covered: tuple[int, ...]
    no_source: tuple[tuple[int, int], ...]
    period: Period = Period()

    @property
    def tellers(self) -> tuple[SourceTold, ...]:
        """The sources that cover a year of the period."""
        return tuple(s for s in self.sources if any(map(self.period.touches, s.years)))

    @property
    def reporting(self) -> tuple[Named, ...]:
        """The states whose doings the sources report, the commonest first."""
        nodes = [state for source in self.sources for state in source.reporting]
        return tuple(sorted(set(nodes), key=lambda node: (-nodes.count(node), node.iri)))

    def of_year(self, year: int) -> tuple[SourceTold, ...]:
        """Return the sources that cover a year."""
        return tuple(source for source in self.sources if year in source.years)

    def tell(self) -> str:
        """Return in a sentence or two who tells of the period, and which years nobody covers."""
        gap = tell_years(self.no_source)
        if not self.tellers:
            return f"No source covers {gap or 'this period'}, which is a hole and not a zero."
        publishers = list(dict.fromkeys(s.publisher for s in self.tellers if s.publisher))
        who = names_of(publishers) or count_of(len(self.tellers), "source")
        years = runs_of([year for year in self.covered if self.period.touches(year)])
        told = f"As told by: {who}. Sources cover {tell_years(years)}"
        return f"{told}; none covers {gap}, which is a hole and not a zero." if gap else f"{told}."

    def to_dict(self) -> dict[str, object]:
        """Return it as an object for JSON."""
        return {
            "sources": [
                {
                    "name": source.node.name,
                    "title": source.node.label,
                    "publisher": source.publisher,
                    "report_of": [state.name for state in source.reporting],
                    "years": list(source.years),
                    "covers_period": source in self.tellers,
                    "passages": source.passages,
                }
                for source in self.sources
            ],
            "covered_years": list(self.covered),
            "no_source": [{"from": first, "to": last} for first, last in self.no_source],
        }


def read_account(reader: LineReader, period: Period) -> Account:
    """Return the sources of a reader's store, and what they cover of a period."""
    store = reader.store
    source = ox.NamedNode(_DIP + "Source")
    rdf_type = ox.NamedNode(PREFIXES["rdf"] + "type")
    found = []
    for quad in store.quads_for_pattern(None, rdf_type, source, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode):
            found.append(_read_source(quad.subject.value, reader))
    found.sort(key=lambda told: (told.years, told.node.iri))
    covered = covered_years(store)
    gaps = find_no_source(covered, period.since, period.until)
    return Account(tuple(found), tuple(sorted(set(covered))), gaps, period)


def _read_source(iri: str, reader: LineReader) -> SourceTold:
    values = reader.values(iri)

    def texts(predicate: str) -> Sequence[str]:
        return values.get(predicate, ())

    years = {int(text) for text in texts(_DIP + "coversYear") if text.isascii() and text.isdigit()}
    passages = reader.store.quads_for_pattern(
        None, ox.NamedNode(_OA + "hasSource"), ox.NamedNode(iri), _DEFAULT
    )
    return SourceTold(
        node=reader.named(iri),
        publisher="; ".join(texts(_DCTERMS + "publisher")),
        reporting=tuple(map(reader.named, texts(_DIP + "isReportOf"))),
        years=tuple(sorted(years)),
        passages=sum(1 for _ in passages),
    )
