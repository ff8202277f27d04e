"""Search and show from a cold start against ten lines that open the same store with pyoxigraph.

All are whole processes of the same interpreter, with compiled bytecode, on the same compiled store
and, for ours, the index of names beside it. The peer runs one query and prints its rows.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.measure import ROOT, Row
from benchmarks.query_cold_start import PARAMS, PEER, QUERY
from dipgraph.knowledge import load
from dipgraph.queries import fill_in

REPEATS = 15
COMMANDS = {
    "search, a name": ["search", "Turkiye"],
    "search, a slip": ["search", "aliev"],
    "show, an actor": ["show", "state:TUR"],
    "show, a record": ["show", "event:2024-08-22-signing-AZE-UZB-allied-relations-treaty"],
}


def run() -> list[Row]:
    """Measure each command beside the script, in turns."""
    kg = load(ROOT)
    place = kg.opened.place
    assert place, "no cache folder can be written"
    assert kg.search("Turkiye").total, "nothing to search in"
    with tempfile.TemporaryDirectory() as folder:
        peer, text = Path(folder, "peer.py"), Path(folder, "query.rq")
        peer.write_text(PEER, encoding="utf-8")
        text.write_text(fill_in(kg.library.find(QUERY), PARAMS, kg.store), encoding="utf-8")
        # An installed package has its bytecode; a checkout where none is written gets it here.
        settings = os.environ | {"PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode"))}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        ours = [
            [sys.executable, "-m", "dipgraph", "--data", str(ROOT), *words]
            for words in COMMANDS.values()
        ]
        commands = [[sys.executable, str(peer), str(Path(place, "db")), str(text)], *ours]
        taken: list[list[float]] = [[] for _ in commands]
        for turn in range(REPEATS + 1):
            for times, command in zip(taken, commands, strict=True):
                start = time.perf_counter()
                done = subprocess.run(command, check=True, capture_output=True, env=settings)
                assert done.stdout, command
                if turn:  # the first writes the bytecode
                    times.append(time.perf_counter() - start)
    peer_s, *ours_s = map(median, taken)
    names = kg.names.execute("SELECT count(*) FROM name").fetchone()[0]
    return [
        Row(
            name,
            f"{len(kg):,} triples, {names:,} names; takes {own_s / peer_s:.2f} times as long",
            own_s,
            "pyoxigraph, ten lines",
            peer_s,
            "at most 2x its time",
            own_s <= 2 * peer_s,
        )
        for name, own_s in zip(COMMANDS, ours_s, strict=True)
    ]
