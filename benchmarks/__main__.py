"""Run the benchmarks and print a table; exit 1 if an aim is missed."""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path

from benchmarks.measure import Row

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("[a-z]*.py") if path.stem != "measure")


def main(names: list[str]) -> int:
    """Run the named benchmarks, all by default."""
    if unknown := [name for name in names if name not in NAMES]:
        print(
            f"there is no benchmark {unknown[0]!r}. There are: {', '.join(NAMES)}.", file=sys.stderr
        )
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}; wall time, medians")
    rows: list[Row] = []
    for name in names or NAMES:
        print(f"... {name}", file=sys.stderr)
        rows += importlib.import_module(f"benchmarks.{name}").run()
    for row in rows:
        times = f"{row.ours_s * 1000:10.1f} ms  {row.peer_s * 1000:10.1f} ms  {row.ratio:7.2f}x"
        aim = f"aim {row.wanted}: {'kept' if row.kept else 'MISSED'}" if row.wanted else ""
        print(f"{row.what:28}{times}  against {row.peer}  {aim}")
        if row.size:
            print(f"{'':28}{row.size}")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
