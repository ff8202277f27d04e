"""Run the benchmarks and print a table; exit 1 if an aim is missed."""

from __future__ import annotations

import argparse
import ast
import importlib
import platform
import sys
from pathlib import Path

from benchmarks.measure import Row

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("[a-z]*.py") if path.stem != "measure")


def describe() -> str:
    """Return a line for each benchmark: the first of its module's text."""
    lines = []
    for name in NAMES:
        if not name.startswith("__"):
            text = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8")))
            lines.append(f"  {name:18}{(text or '').splitlines()[0]}")
    return "\n".join(lines)


def read_names(arguments: list[str]) -> list[str]:
    """Return the benchmarks that are asked for; ``--help`` says which there are."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure dipgraph beside its peers in one run; exit 1 if an aim is missed.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"{describe()}\n\n"
        "BENCH_KEEP=FOLDER keeps built graphs, BENCH_EVENTS and BENCH_RDFLIB_S set sizes and\n"
        "limits; aims and last ratios: benchmarks/README.md",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; all by default")
    named: list[str] = parser.parse_args(arguments).names
    return named


def describe_row(row: Row) -> str:
    """Return one or two lines: what was measured, both times, their ratio, the aim, the size."""
    times = f"{row.ours_s * 1000:10.1f} ms  {row.peer_s * 1000:10.1f} ms  {row.ratio:7.2f}x"
    aim = f"aim {row.wanted}: {'kept' if row.kept else 'MISSED'}" if row.wanted else ""
    told = f"{row.what:28}{times}  against {row.peer}  {aim}"
    return f"{told}\n{'':28}{row.size}" if row.size else told


def main(names: list[str]) -> int:
    """Run the named benchmarks, all by default; print each when it ends."""
    if unknown := [name for name in names if name not in NAMES]:
        print(
            f"there is no benchmark {unknown[0]!r}. There are: {', '.join(NAMES)}.", file=sys.stderr
        )
        return 2
    print(
        f"Python {platform.python_version()}, {platform.machine()}; medians of wall time, of "
        "processor time in queries and query_growth"
    )
    kept = True
    for name in names or NAMES:
        print(f"... {name}", file=sys.stderr)
        rows: list[Row] = importlib.import_module(f"benchmarks.{name}").run()
        for row in rows:
            print(describe_row(row), flush=True)
        kept = kept and all(row.kept for row in rows)
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main(read_names(sys.argv[1:])))
