"""How each query of the library grows from 10,000 to 100,000 synthetic events.

The peer column holds the time at 100,000 events, so that the ratio is the growth: 10x is linear.
Kept are the queries that take less than two seconds at 100,000 events, and those that must return
a large share of the graph: at least one row for every ten events.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from benchmarks.measure import Row
from benchmarks.synthetic import open_large
from dipgraph.knowledge import KnowledgeGraph

SMALL = int(os.environ.get("BENCH_EVENTS", "10000"))
LARGE = 10 * SMALL
MOST_S = 2.0


def run() -> list[Row]:
    """Measure each query on both graphs, with only what it requires."""
    small, large = _measure(SMALL), _measure(LARGE)
    rows = []
    for name, (small_s, few) in small.items():
        large_s, many = large[name]
        told = f"{few:,} rows, then {many:,}"
        kept = large_s < MOST_S or many * 10 >= LARGE
        rows.append(Row(f"  {name}", told, small_s, f"{LARGE:,} events", large_s, "2 s", kept))
    return rows


def _measure(events: int) -> dict[str, tuple[float, int]]:
    print(f"    building {events:,} events", file=sys.stderr)
    with open_large(events) as kg:
        return {name: _time(kg, name) for name in sorted(kg.library.queries)}


def _time(kg: KnowledgeGraph, name: str) -> tuple[float, int]:
    """Return the processor time of the shorter of two runs in seconds, and the number of rows."""
    params: dict[str, Any] = {
        key: param.example
        for key, param in kg.library.find(name).params.items()
        if param.required and param.default is None
    }
    taken = []
    for _ in range(2):
        start = time.process_time()
        rows = len(kg.query(name, **params))
        taken.append(time.process_time() - start)
    least = max(min(taken), 0.002)  # what the counter can tell apart
    print(f"    {name}: {least:.2f} s, {rows} rows", file=sys.stderr)
    return least, rows
