"""``dipgraph discrepancies``: every slip of the sources that the data know of."""

from __future__ import annotations

import argparse

from dipgraph.cli.opening import open_evidence
from dipgraph.cli.tables import (
    Name,
    add_list_options,
    locator_cells,
    locator_objects,
    print_json,
    print_rows,
    sources_of,
)
from dipgraph.discrepancies import (
    Slip,
    UnequalSum,
    count_slips,
    find_slips,
    find_unequal_sums,
)
from dipgraph.namespaces import shorten_iri
from dipgraph.report import count_of

_COLUMNS = ("slip", "record", "label", "note", "source", "lines", "characters")
_SUM = "Sum does not add up"
_UNSEEN = "no flag: correct the figures, or state dip:hasFlag and why"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_list_options(parser)
    parser.epilog = (
        "Exit code 1 if a sum does not add up and no figure of it has a flag; "
        "slips that are flagged are no failure."
    )


def run(args: argparse.Namespace) -> int:
    """Print slips and unequal sums, and how many there are of each kind."""
    opening = open_evidence(args)
    sources = sources_of(args.source, opening)
    slips = find_slips(opening.facts, opening.readings, sources)
    sums = find_unequal_sums(opening.facts, opening.locations, sources)
    unseen = sum(not unequal.flags for unequal in sums)
    counts = dict(sorted(count_slips(slips).items(), key=lambda item: (-item[1], item[0])))
    if args.format == "json":
        print_json(
            {
                "slips": [_describe(slip) for slip in slips],
                "sums": [_describe_sum(unequal) for unequal in sums],
                "counts": counts,
                "sums_without_flag": unseen,
            }
        )
        return 1 if unseen else 0
    print_rows(_COLUMNS, [*map(_row, slips), *map(_sum_row, sums)], args.format)
    if args.format != "csv":
        told = ", ".join(f"{number:,} {kind.lower()}" for kind, number in counts.items())
        where = count_of(len(sources), "source")
        print(f"\n{count_of(len(slips), 'slip')} in {where}: {told or 'none'}")
        print(f"{count_of(len(sums), 'sum does', 'sums do')} not add up, {unseen:,} without a flag")
    return 1 if unseen else 0


def _row(slip: Slip) -> tuple[str, ...]:
    return (slip.kind, Name(slip.record), slip.label, slip.note, *locator_cells(slip.passages))


def _sum_row(unequal: UnequalSum) -> tuple[str, ...]:
    flags = ", ".join(flag.lower() for flag in unequal.flags)
    note = f"{unequal.reckoning.rstrip('.')} ({flags or _UNSEEN})"
    place = locator_cells(unequal.passages)
    return (_SUM, Name(unequal.figure), unequal.label, note, *place)


def _describe(slip: Slip) -> dict[str, object]:
    return {
        "slip": slip.kind,
        "record": shorten_iri(slip.record),
        "label": slip.label,
        "note": slip.note,
        "passages": locator_objects(slip.passages),
    }


def _describe_sum(unequal: UnequalSum) -> dict[str, object]:
    return {
        "figure": shorten_iri(unequal.figure),
        "label": unequal.label,
        "reckoning": unequal.reckoning,
        "flags": list(unequal.flags),
        "passages": locator_objects(unequal.passages),
    }
