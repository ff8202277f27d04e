"""Lay two compared years out as a sheet, as rows, or as an object for JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from dipgraph.briefing.blocks import Block, Heading, Item, Items, Paragraph, Table, item_of
from dipgraph.briefing.diff_contents import (
    CHANGES,
    Change,
    DiffContents,
    count_changes,
    largest_first,
    tell_change,
)
from dipgraph.briefing.figures import FigurePair
from dipgraph.briefing.sheet import Sheet
from dipgraph.lines import Line, Named
from dipgraph.namespaces import shorten_iri
from dipgraph.report import count_of
from dipgraph.showing.dossier_text import describe_line

COLUMNS = (
    "of", "what", "name", "kind", "before", "after", "change", "before_records", "after_records",
)  # fmt: skip
_LIMIT_HINT = "--limit 0 shows all, --format csv every record"


def lay_out(diff: DiffContents, limit: int) -> Sheet:
    """Return two compared years as a sheet; at most ``limit`` rows of a table, 0 for all."""
    return Sheet(f"{diff.first} and {diff.second}", tuple(_blocks(diff, limit)))


def _blocks(diff: DiffContents, limit: int) -> Iterator[Block]:
    yield Paragraph(tell_warning(diff), warning=True)
    sums = _by_node(diff.partners)
    yield Heading(f"Partners: {_tell(sums)}")
    yield Paragraph(
        "Records that tie a partner and few others to the reporting state, all kinds of tie "
        "together, then by kind. A record that is planned counts as well."
    )
    table = _table("partner", sums, diff, limit)
    yield table
    if len(table.rows) < len(sums):
        for what in ("gained", "lost"):
            names = [change.node.label for change in sums if change.change == what]
            if names:
                yield Paragraph(f"{what.capitalize()}: {', '.join(sorted(names))}.")
    by_kind: defaultdict[str, list[Change]] = defaultdict(list)
    for change in diff.partners:
        by_kind[change.kind].append(change)
    yield Table(
        ("kind of tie", str(diff.first), str(diff.second), *CHANGES[:-1]),
        tuple(_kind_row(kind, changes) for kind, changes in sorted(by_kind.items())),
    )
    yield Heading(f"Organisations: {_tell(diff.organisations)}")
    yield _table("organisation", diff.organisations, diff, limit)
    for title, lines in (
        (f"Tenures that hold in {diff.second} and did not in {diff.first}", diff.began),
        (f"Tenures that held in {diff.first} and no longer in {diff.second}", diff.ended),
    ):
        yield Heading(f"{title}: {len(lines):,}")
        yield from _items(lines, limit)
    if diff.undated_tenures:
        yield Paragraph(
            f"{count_of(diff.undated_tenures, 'tenure')} of which the texts tell no date "
            "can stand on neither side."
        )
    yield Heading(f"Acts on missions: {len(diff.missions):,}")
    yield from _items(diff.missions, limit)
    yield Heading(f"Aid, by recipient: {_tell(diff.aid)}")
    yield _table("recipient", diff.aid, diff, limit)
    yield Heading(f"Figures that can be compared: {len(diff.figures):,}")
    yield Paragraph(
        "The same measure, unit, scope, period and thing counted in both years; read both lines, "
        "since a word may have been used more widely in one of them. "
        f"{count_of(diff.single_figures, 'other figure')} of the two years cannot be put side by "
        f"side: {diff.project.command('query run figures --year', str(diff.first))} lists those of "
        f"{diff.first}, and so for {diff.second}."
    )
    if diff.figures:
        yield Items(tuple(_figure_item(pair, diff) for pair in diff.figures))
    yield Heading("Records by class")
    yield _table("class", diff.classes, diff, 0)


def tell_warning(diff: DiffContents) -> str:
    """Return what must be known before two years are compared."""
    told = []
    for year, records in zip((diff.first, diff.second), diff.records, strict=True):
        sources = diff.account.of_year(year)
        passages = sum(source.passages for source in sources)
        names = " and ".join(source.node.name.partition(":")[2] for source in sources)
        told.append(
            f"{year}: {count_of(passages, 'passage')} in {names}, {count_of(records, 'record')}"
        )
    gap = [y for y in range(diff.first + 1, diff.second) if y not in diff.account.covered]
    hole = f" Between them no source covers {', '.join(map(str, gap))}." if gap else ""
    return (
        f"The texts differ in length and in what they tell ({'; '.join(told)}): a difference of "
        "records need not be one of events. What is gained here was not told before, what is lost "
        f"is not told any more.{hole}"
    )


def _by_node(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes with all kinds of one node together."""
    before: defaultdict[Named, set[str]] = defaultdict(set)
    after: defaultdict[Named, set[str]] = defaultdict(set)
    for change in changes:
        before[change.node].update(change.before_records)
        after[change.node].update(change.after_records)
    found = [
        Change("partners", node, "", tuple(sorted(before[node])), tuple(sorted(after[node])))
        for node in before.keys() | after.keys()
    ]
    return largest_first(found)


def _tell(changes: Sequence[Change]) -> str:
    count = count_changes(changes)
    return ", ".join(f"{count[name]:,} {name}" for name in CHANGES if count[name]) or "none"


def _kind_row(kind: str, changes: Sequence[Change]) -> tuple[str | int, ...]:
    count = count_changes(changes)
    before = {record for change in changes for record in change.before_records}
    after = {record for change in changes for record in change.after_records}
    return (kind, len(before), len(after), *(count[name] for name in CHANGES[:-1]))


def _table(what: str, changes: Sequence[Change], diff: DiffContents, limit: int) -> Table:
    moved = [change for change in changes if change.change != "kept" or not limit]
    shown = moved[:limit] if limit else moved
    same = len(changes) - len(moved)
    left = len(moved) - len(shown)
    told = [f"{left:,} more"] if left else []
    told += [f"{same:,} the same in both"] if same else []
    return Table(
        (what, str(diff.first), str(diff.second), "change", "name"),
        tuple((c.node.label, c.before, c.after, c.change, c.node.name) for c in shown),
        f"{', '.join(told)}; {_LIMIT_HINT}" if told else "",
    )


def _items(lines: Sequence[Line], limit: int) -> Iterator[Block]:
    shown = lines[:limit] if limit else lines
    left = len(lines) - len(shown)
    if lines:
        yield Items(tuple(map(item_of, shown)), f"{left:,} more; {_LIMIT_HINT}" if left else "")


def _figure_item(pair: FigurePair, diff: DiffContents) -> Item:
    of = f" ({', '.join(pair.of)})" if pair.of else ""
    before, after = map(_bounded, pair.values, pair.bounds)
    change = tell_change(float(pair.values[0]), float(pair.values[1]))
    return Item(
        "",
        f"{pair.measure.label}{of}: {diff.first}: {before}, {diff.second}: {after}; {change}",
        f"{pair.before.name} and {pair.after.name}",
        "; ".join(str(at) for line in (pair.before, pair.after) for at in line.locators),
        kind=f"{pair.unit}, {pair.scope}".lower(),
        notes=(pair.before.label, pair.after.label),
    )


def _bounded(value: Decimal, bound: str) -> str:
    return f"{bound.lower()} {value:,f}".strip() if bound else f"{value:,f}"


# --- rows and JSON -----------------------------------------------------------------------


def make_rows(diff: DiffContents) -> Iterator[tuple[str | int | None, ...]]:
    """Yield the cells of :data:`COLUMNS`; records are names parted by spaces."""
    for change in (*diff.partners, *diff.organisations, *diff.aid, *diff.classes):
        yield (
            change.of,
            change.node.label,
            change.node.name,
            change.kind or None,
            change.before,
            change.after,
            change.change,
            " ".join(map(shorten_iri, change.before_records)) or None,
            " ".join(map(shorten_iri, change.after_records)) or None,
        )
    for of, lines in (("tenure", diff.began), ("tenure", diff.ended)):
        for line in lines:
            is_new = lines is diff.began
            yield (
                of, line.label, line.name, line.kind, int(not is_new), int(is_new),
                "gained" if is_new else "lost",
                None if is_new else line.name, line.name if is_new else None,
            )  # fmt: skip
    for line in diff.missions:
        touches = [
            bool(line.start and line.start.year <= year <= (line.end or line.start).year)
            for year in (diff.first, diff.second)
        ]
        yield (
            "mission act", line.label, line.name, line.kind, *map(int, touches), None,
            line.name if touches[0] else None, line.name if touches[1] else None,
        )  # fmt: skip
    for pair in diff.figures:
        yield (
            "figure",
            ", ".join((pair.measure.label, *pair.of)),
            pair.measure.name,
            f"{pair.unit}, {pair.scope}",
            _bounded(pair.values[0], pair.bounds[0]),
            _bounded(pair.values[1], pair.bounds[1]),
            tell_change(float(pair.values[0]), float(pair.values[1])),
            pair.before.name,
            pair.after.name,
        )


def describe(diff: DiffContents) -> dict[str, object]:
    """Return two compared years for JSON."""
    return {
        "first": diff.first,
        "second": diff.second,
        "warning": tell_warning(diff),
        "account": diff.account.to_dict(),
        "records": {"before": diff.records[0], "after": diff.records[1]},
        **{
            name: list(map(_describe_change, changes))
            for name, changes in (
                ("partners", diff.partners),
                ("organisations", diff.organisations),
                ("aid", diff.aid),
                ("classes", diff.classes),
            )
        },
        "tenures_began": list(map(describe_line, diff.began)),
        "tenures_ended": list(map(describe_line, diff.ended)),
        "tenures_undated": diff.undated_tenures,
        "mission_acts": list(map(describe_line, diff.missions)),
        "figures": [
            {
                "measure": pair.measure.name,
                "label": pair.measure.label,
                "of": list(pair.of),
                "unit": pair.unit,
                "scope": pair.scope,
                "before": {"value": str(pair.values[0]), "bound": pair.bounds[0] or None}
                | {"figure": pair.before.name},
                "after": {"value": str(pair.values[1]), "bound": pair.bounds[1] or None}
                | {"figure": pair.after.name},
                "change": tell_change(float(pair.values[0]), float(pair.values[1])),
            }
            for pair in diff.figures
        ],
        "figures_not_compared": diff.single_figures,
    }


def _describe_change(change: Change) -> dict[str, object]:
    return {
        "name": change.node.name,
        "label": change.node.label,
        "kind": change.kind or None,
        "before": change.before,
        "after": change.after,
        "change": change.change,
        "before_records": list(map(shorten_iri, change.before_records)),
        "after_records": list(map(shorten_iri, change.after_records)),
    }
