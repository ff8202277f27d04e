"""Every query of the library on 10,000 synthetic events, on both engines, with the same rows.

rdflib may take hours for a query that joins much: each of its runs has a process of its own, which
is ended after :data:`MOST_S` seconds of processor time. That time is then a lower bound, and so is
the ratio. All times are of the processor, so that other work on the machine disturbs little.

rdflib holds the graph in memory, so ours is held there too (:meth:`KnowledgeGraph.in_memory`); the
same questions to the store on disk, which needs no loading, have rows of their own in the end.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, TypeVar

import pyoxigraph as ox
from rdflib import Dataset

import dipgraph
from benchmarks.measure import Row
from benchmarks.synthetic import open_large
from dipgraph import queries
from dipgraph.queries import QueryResult

EVENTS = int(os.environ.get("BENCH_EVENTS", "10000"))
MOST_S = float(os.environ.get("BENCH_RDFLIB_S", "60"))
MOST_RUNS, LEAST_S = 200, 0.2
T = TypeVar("T")


class Timed(NamedTuple):
    """One query: its rows, and the seconds that each way of asking takes."""

    name: str
    rows: int
    ours_s: float
    direct_s: float
    on_disk_s: float
    rdflib_s: float
    is_bound: bool
    same: bool


def run() -> list[Row]:
    """Measure each query; the first three rows sum up."""
    with open_large(EVENTS) as on_disk:
        kg = on_disk.in_memory()
        dataset = kg.graph
        names = sorted(kg.library.queries)
        timed = [_time_query(kg, on_disk, dataset, name) for name in names]
        triples = len(kg)
    size = f"{len(timed)} queries, {EVENTS:,} events, {triples:,} triples"
    ours = statistics.geometric_mean(one.ours_s for one in timed)
    rdflib = statistics.geometric_mean(one.rdflib_s for one in timed)
    direct = statistics.geometric_mean(one.direct_s for one in timed)
    disk = statistics.geometric_mean(one.on_disk_s for one in timed)
    same = all(one.same for one in timed)
    slow = sum(one.is_bound for one in timed)
    note = f"{size}; the same rows: {'yes' if same else 'NO'}; {slow} ended after {MOST_S:g} s"
    rows = [
        Row("library, geometric mean", note, ours, "rdflib", rdflib, "40x", rdflib >= 40 * ours),
        Row("library, overhead", size, ours, "engine alone", direct, "0.83x", ours <= 1.2 * direct),
        Row("library, store on disk", size, disk, "rdflib", rdflib, "40x", rdflib >= 40 * disk),
    ]
    for one in timed:
        told = "more than, rows not compared" if one.is_bound else "same rows"
        rows.append(
            Row(
                f"  {one.name}",
                f"{one.rows:,} rows; {told if one.same else 'OTHER ROWS'}; "
                f"on disk {1000 * one.on_disk_s:.1f} ms, {one.rdflib_s / one.on_disk_s:.0f}x",
                one.ours_s,
                "rdflib",
                one.rdflib_s,
                "10x",
                one.same and one.rdflib_s >= 10 * one.ours_s,
            )
        )
    return rows


def _time_query(
    kg: dipgraph.KnowledgeGraph, on_disk: dipgraph.KnowledgeGraph, dataset: Dataset, name: str
) -> Timed:
    print(f"    {name}", file=sys.stderr)
    query = kg.library.find(name)
    params: dict[str, Any] = {
        key: param.example
        for key, param in query.params.items()
        if param.required and param.default is None
    }
    text = queries.fill_in(query, params, kg.store)
    ours_s, result = _best(lambda: kg.query(name, **params))
    direct_s, _ = _best(lambda: _ask_directly(kg.store, text))
    on_disk_s, from_disk = _best(lambda: on_disk.query(name, **params))
    rdflib_s, digest = _time_rdflib(kg, dataset, query, params)
    rows = _digest(result)
    same = digest in (None, rows) and rows == _digest(from_disk)
    return Timed(name, len(result), ours_s, direct_s, on_disk_s, rdflib_s, digest is None, same)


def _ask_directly(store: ox.Store, text: str) -> list[object]:
    found = store.query(text)
    return [] if isinstance(found, ox.QueryBoolean) else [tuple(row) for row in found]


def _best(call: Callable[[], T]) -> tuple[float, T]:
    """Return the mean CPU time of some runs in seconds, and a result.

    Processor time and not the clock on the wall, so that other work on the machine disturbs
    little; enough runs for a counter that some systems advance only every few milliseconds.
    """
    result = call()  # reads what is on disk
    gc.disable()
    runs, start = 0, time.process_time()
    while runs < 1 or (runs < MOST_RUNS and time.process_time() - start < LEAST_S):
        result = call()
        runs += 1
    taken = time.process_time() - start
    gc.enable()
    return max(taken, 1e-4) / runs, result


def _digest(result: QueryResult) -> list[tuple[str, ...]]:
    """Return the rows in a form that does not depend on how an engine writes a number."""
    return sorted(tuple(_cell(value) for value in row) for row in result)


def _cell(value: object) -> str:
    return f"{float(value):g}" if isinstance(value, int | float) else str(value)


def _time_rdflib(
    kg: dipgraph.KnowledgeGraph, dataset: Dataset, query: queries.Query, params: dict[str, object]
) -> tuple[float, list[tuple[str, ...]] | None]:
    """Return seconds and rows; no rows if rdflib was ended before it had them."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(
        target=_ask_rdflib, args=(there, kg, dataset, query, params)
    )
    child.start()
    there.close()  # so that the end of the child is the end of what it says
    try:
        if not here.poll(50 * MOST_S):
            raise TimeoutError(f"{query.name}: rdflib gives no answer and takes no time")
        found: tuple[float, list[tuple[str, ...]] | None] = here.recv()
    except EOFError:
        found = (MOST_S, None)
    finally:
        child.kill()
        child.join()
    return found


def _ask_rdflib(
    pipe: Connection,
    kg: dipgraph.KnowledgeGraph,
    dataset: Dataset,
    query: queries.Query,
    params: dict[str, object],
) -> None:
    start = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(start + MOST_S), resource.RLIM_INFINITY))
    result = queries.run_query(kg.store, query, params, dataset)
    taken = time.process_time() - start
    pipe.send((taken, _digest(result)))
