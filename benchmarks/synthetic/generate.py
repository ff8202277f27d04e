"""Copy the clusters of a corpus into new sources: other actors, other days, other words."""

from __future__ import annotations

import calendar
import random
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from benchmarks.synthetic.model import HANGS_ON, Model, Statement, Template
from dipgraph.namespaces import PREFIXES, expand_name

Block = tuple[str, list[Statement]]
"""A subject with what is stated of it, all in prefixed names as they stand in Turtle."""

SEED = 2031
EVENTS_A_SOURCE = 250
MOST_SOURCES = 160
YEARS = 40

_RECENT = 40  # how far back a loose link reaches
_SUMS = {"dip:isAddendOf", "dip:hasNumerator", "dip:hasDenominator", "dip:isConversionOf"}
_RECORDS = ("event", "instrument", "tenure", "mission", "case", "programme", "heritage")
_RECORD_PREFIXES = tuple(f"{name}:" for name in (*_RECORDS, "figure", "claim"))
_ASIDE = ("heading", "opinion", "general", "repeats")
_WORDS = (
    "trade energy transport water culture education science health tourism customs air rail "
    "border youth heritage investment standards training statistics agriculture media climate"
).split()


class Source(NamedTuple):
    """A synthetic text: its identifier, the year it covers, and its number of events."""

    name: str
    year: int
    events: int


def plan_sources(model: Model, events: int) -> list[Source]:
    """Divide a number of events among sources: at most 160, over up to 40 years.

    The first bear the names and years of the corpus's texts, so that the examples of the library's
    queries find them.
    """
    named = [(name, year) for year in sorted(model.sources)[::-1] for name in model.sources[year]]
    count = max(len(named), min(MOST_SOURCES, events // EVENTS_A_SOURCE))
    for at in range(count - len(named)):
        year = model.last_year - at % YEARS
        named.append((f"synthetic-{year}-{at // YEARS + 1}", year))
    share, rest = divmod(events, count)
    return [Source(name, year, share + (at < rest)) for at, (name, year) in enumerate(named)]


def iter_sources(
    model: Model, events: int, seed: int = SEED
) -> Iterator[tuple[Source, Iterator[Block]]]:
    """Yield each source with its blocks, which are made while they are read."""
    for source in plan_sources(model, events):
        yield source, iter_blocks(model, source, seed)


def iter_blocks(model: Model, source: Source, seed: int = SEED) -> Iterator[Block]:
    """Yield a source, its passages and its records; a block leads only to blocks before it."""
    return Writer(model, source, seed).blocks()


def iter_quads(model: Model, events: int, seed: int = SEED) -> Iterator[ox.Quad]:
    """Yield the quads of all sources, each in the graph ``source:NAME`` of its source."""
    for source, blocks in iter_sources(model, events, seed):
        yield from quads_of(blocks, ox.NamedNode(f"{PREFIXES['source']}{source.name}"))


def quads_of(blocks: Iterator[Block], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    """Turn blocks into the quads of one named graph."""
    for subject, predicate, value in triples_of(blocks):
        yield ox.Quad(subject, predicate, value, graph)


def triples_of(
    blocks: Iterator[Block],
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """Turn blocks into triples."""
    for subject, statements in blocks:
        node = ox.NamedNode(expand_name(subject) or subject)
        for prop, value in statements:
            yield node, _property(prop), read_term(value)


@lru_cache(maxsize=1024)
def _property(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["rdf"] + "type" if name == "a" else expand_name(name) or name)


@lru_cache(maxsize=65536)
def read_term(text: str) -> ox.NamedNode | ox.Literal:
    """Turn what :func:`benchmarks.synthetic.model.write_term` writes back into a term."""
    if text[0] != '"':
        return ox.NamedNode(text[1:-1] if text[0] == "<" else expand_name(text) or text)
    end = text.rindex('"')
    words, rest = text[1:end].replace('\\"', '"').replace("\\\\", "\\"), text[end + 1 :]
    if rest.startswith("@"):
        return ox.Literal(words, language=rest[1:])
    if rest:
        return ox.Literal(words, datatype=ox.NamedNode(expand_name(rest[2:]) or rest[2:]))
    return ox.Literal(words)


class Copy(NamedTuple):
    """What one copy of a cluster has drawn."""

    bound: dict[str, str]
    passages: dict[str, str]
    offset_days: int
    factor: int


class Writer:
    """Writes one source. Everything that is drawn comes from one generator of its own."""

    def __init__(self, model: Model, source: Source, seed: int = SEED) -> None:
        self.model, self.source = model, source
        self.random = random.Random(f"{seed} {source.name}")
        self.templates = {t.name: t for cluster in model.clusters for t in cluster}
        self.recent: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=_RECENT))
        self.passages: deque[str] = deque(maxlen=_RECENT)
        self.count = self.events = self.cursor = self.line = 0

    def blocks(self) -> Iterator[Block]:
        """Yield the source, then copies of clusters until it has its events."""
        yield self.describe_source()
        while self.events < self.source.events:
            deck = list(self.model.clusters)
            self.random.shuffle(deck)
            for cluster in deck:
                if self.events >= self.source.events:
                    break
                yield from self.copy(cluster)

    def describe_source(self) -> Block:
        """Return the block of the source itself."""
        name, year = self.source.name, self.source.year
        return f"source:{name}", [
            ("a", "dip:Source"),
            ("dcterms:title", f'"Synthetic press release {name}"@en'),
            ("dcterms:publisher", '"Synthetic ministry"@en'),
            ("dcterms:language", '"en"'),
            ("dip:isReportOf", self.model.home),
            ("dip:coversYear", f'"{year}"^^xsd:integer'),
            ("dip:fileName", f'"{name}.txt"'),
            ("dip:sha256", f'"{self.random.getrandbits(256):064x}"'),
        ]

    def copy(self, cluster: tuple[Template, ...]) -> Iterator[Block]:
        """Yield the records of one copy, their new passages first."""
        drawn = Copy({}, {}, self.random.randrange(365), self.random.randint(1, 9))
        for template in cluster:
            if template.name in drawn.bound:
                continue  # made already, for one that must have it
            if template.is_event and self.events >= self.source.events:
                continue
            yield from self.record(template, drawn)

    def record(self, template: Template, drawn: Copy) -> Iterator[Block]:
        """Yield one record, after what it needs."""
        self.count += 1
        self.events += template.is_event
        start, end = self._dates(template, drawn)
        name = self._name(template, start)
        statements: list[Statement] = []
        for prop, value in template.statements:
            if prop == "dip:isStatedIn":
                yield from self._passage(value, drawn)
                value = drawn.passages[value]
            elif prop == "dip:concerns" and self._is_wanting(value, drawn):
                yield from self.record(self.templates[value], drawn)
                value = drawn.bound[value]
            elif value.startswith('"'):
                value = self._literal(template, prop, value, drawn)
            else:
                value = self._node(prop, value, drawn)
            if value and (prop, value) not in statements:
                statements.append((prop, value))
        drawn.bound[template.name] = name
        self._mend(template, statements, drawn)
        statements[1:1] = [("rdfs:label", self._label(statements, start))]
        if start:
            statements.append(("dip:startDate", f'"{start}"^^xsd:date'))
        if end:
            statements.append(("dip:endDate", f'"{end}"^^xsd:date'))
        if template.precision:
            statements.append(("dip:datePrecision", template.precision))
        self.recent[template.cls].append(name)
        yield name, statements

    def _is_wanting(self, value: str, drawn: Copy) -> bool:
        target = self.templates.get(value)
        return target is not None and not target.is_event and value not in drawn.bound

    # --- names, dates, words ---------------------------------------------------------------

    def _name(self, template: Template, start: date | None) -> str:
        kind = next((value for prop, value in template.statements if prop == "dip:hasKind"), "")
        words = [kind.partition(":")[2] or template.cls.partition(":")[2].lower()]
        if start and template.precision:
            words.insert(
                0, str(start)[: {"dip:Day": 10, "dip:Month": 7}.get(template.precision, 4)]
            )
        prefix = template.name.partition(":")[0]
        return (
            f"{prefix}:{'-'.join(words)}-{self.source.name.removeprefix('synthetic-')}-{self.count}"
        )

    def _dates(self, template: Template, drawn: Copy) -> tuple[date | None, date | None]:
        shift = self.source.year - template.year
        start, end = template.start, template.end
        if template.precision == "dip:Day" and start and start.year == template.year:
            at = (start.timetuple().tm_yday + drawn.offset_days) % 365
            moved = date(self.source.year, 1, 1) + timedelta(days=at)
            return moved, moved + (end - start) if end else None
        if template.precision == "dip:Month" and start and start.year == template.year:
            months = (end.year - start.year) * 12 + end.month - start.month if end else 0
            first = (start.month - 1 + drawn.offset_days // 31) % 12
            last = first + months
            year, month = self.source.year + last // 12, last % 12 + 1
            until = date(year, month, calendar.monthrange(year, month)[1])
            return date(self.source.year, first + 1, 1), until if end else None
        return _shift(start, shift), _shift(end, shift, to_last=template.precision == "dip:Month")

    def _literal(self, template: Template, prop: str, value: str, drawn: Copy) -> str:
        one, other = self.random.choice(_WORDS), self.random.choice(_WORDS)
        if prop == "rdfs:label":
            return ""  # made at the end, from who takes part
        if prop == "dip:title":
            return f'"Synthetic paper {self.count} on {one} and {other}"'
        if prop in ("dip:theme", "skos:altLabel"):
            tag = value[value.rindex('"') + 1 :]
            return f'"Synthetic words on {one} and {other}"{tag}'
        if prop == "skos:editorialNote":
            return f'"Synthetic note on {one}: nothing here is stated by any text."@en'
        if prop in ("dip:amount", "dip:value") and not _is_percentage(template):
            return f'"{Decimal(value.split(chr(34))[1]) * drawn.factor}"^^xsd:decimal'
        if prop == "dip:ordinal":
            return f'"{self.random.randint(1, 60)}"^^xsd:integer'
        if prop == "dip:personCount":
            return f'"{self.random.randint(1, 900)}"^^xsd:integer'
        return value

    def _label(self, statements: list[Statement], start: date | None) -> str:
        values = dict(reversed(statements))
        kind = self.model.kind_labels.get(values.get("dip:hasKind", ""), "")
        words = kind or values["a"].removeprefix("dip:")
        named = [self.model.actors[v].label for _, v in statements if v in self.model.actors]
        who = ", ".join(dict.fromkeys(named[:3]))
        # Names stand in quotation marks: some hold words that a label of ours may not use.
        text = f"{words}: “{who[:120]}”" if who else words
        when = f" ({start.year})" if start else ""
        text = text.replace("\\", "").replace('"', "")[:150]
        return f'"{text}{when}, synthetic {self.count}"@en'

    # --- whom and what a record leads to ---------------------------------------------------

    def _node(self, prop: str, value: str, drawn: Copy) -> str:
        """Return what stands in a copy for a node of the corpus, empty if nothing can."""
        if value in drawn.bound:
            return drawn.bound[value]
        if value in self.model.actors:
            drawn.bound[value] = self._actor(value, drawn)
            return drawn.bound[value]
        if value.startswith(_RECORD_PREFIXES):
            if prop in _SUMS or value not in self.templates:
                return ""
            ready = self.recent.get(self.templates[value].cls)
            if ready:
                return self.random.choice(ready)
            return self._state(drawn) if prop == "dip:isAbout" else ""
        return value

    def _actor(self, value: str, drawn: Copy) -> str:
        if value == self.model.home:
            return value
        pool = self.model.pools[self.model.actors[value].group]
        taken = set(drawn.bound.values())
        for _ in range(20):
            # The square of an even number: a few actors are named often, most seldom.
            found = pool[int(len(pool) * self.random.random() ** 2)]
            if found not in taken:
                return found
        left = [actor for actor in pool if actor not in taken]
        return left[0] if left else value

    def _state(self, drawn: Copy) -> str:
        return self._actor(self.model.pools["State", "", False][0], drawn)

    def _mend(self, template: Template, statements: list[Statement], drawn: Copy) -> None:
        """Keep what a class must hold where a loose link could not be drawn."""
        told = {prop for prop, _ in statements}
        if template.cls in ("dip:Claim", "dip:Decision") and "dip:isAbout" not in told:
            statements.append(("dip:isAbout", self._state(drawn)))
        if template.cls == "dip:Gathering" and "dip:title" not in told:
            title = f'"Synthetic meeting {self.count} on {self.random.choice(_WORDS)}"'
            if not any(value in self.model.actors for _, value in statements):
                statements.append(("dip:title", title))
        if "dip:hasNumerator" in told and "dip:hasDenominator" not in told:
            statements[:] = [s for s in statements if s[0] != "dip:hasNumerator"]
        if template.cls == "dip:Visit":
            hosts = [value for prop, value in statements if prop == "dip:isHostedBy"]
            for at, (prop, value) in enumerate(statements):
                if prop == "dip:hasVisitor" and self.model.actors[value].of in hosts:
                    pool = self.model.pools[self.model.actors[value].group]
                    others = [name for name in pool if self.model.actors[name].of not in hosts]
                    statements[at] = (prop, self.random.choice(others))

    # --- passages --------------------------------------------------------------------------

    def _passage(self, value: str, drawn: Copy) -> Iterator[Block]:
        if value in drawn.passages:
            return
        if self.passages and self.random.random() > self.model.new_passage:
            drawn.passages[value] = self.random.choice(self.passages)
            return
        name, block = self._describe_passage()
        drawn.passages[value] = name
        self.passages.append(name)
        yield name, block
        if self.random.random() < self.model.set_aside:
            aside, block = self._describe_passage()
            reason = self.random.choice(_ASIDE)
            block.append(("dip:isSetAsideAs", f"kind:set-aside-{reason}"))
            if reason == "repeats":
                block.append(("dip:repeats", name))
            yield aside, block

    def _describe_passage(self) -> tuple[str, list[Statement]]:
        length = self.random.randint(60, 320)
        start, end = self.cursor, self.cursor + length
        self.cursor, self.line = end + 1, self.line + 2
        numbers = (
            ("oa:start", start),
            ("oa:end", end),
            ("dip:firstLine", self.line),
            ("dip:lastLine", self.line),
            ("dip:paragraph", self.line // 2),
        )
        return f"passage:{self.source.name}.{start}-{end}", [
            ("a", "dip:Passage"),
            ("oa:hasSource", f"source:{self.source.name}"),
            *((prop, f'"{number}"^^xsd:integer') for prop, number in numbers),
            ("dip:digest", f'"{self.random.getrandbits(64):016x}"'),
        ]


def _is_percentage(template: Template) -> bool:
    told = dict(template.statements)
    return "dip:hasNumerator" in told or "percent" in told.get("dip:hasUnit", "")


def _shift(day: date | None, years: int, *, to_last: bool = False) -> date | None:
    if day is None:
        return None
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    is_last = to_last and day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, day.month, last if is_last else min(day.day, last))


assert {"dip:concerns", "dip:isPartOf", *_SUMS} <= HANGS_ON
