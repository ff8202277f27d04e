"""Write anew what the tests expect of the data: rows of the queries, their index.

    python tests/accept.py [--only queries|readme|notebook]

Nothing here judges: read the diff. The rows are right because you say so.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import dipgraph
from documentation import ANY, ROOT, find_commands, run_command
from library_cases import (
    EXPECTED,
    EXPECTED_SMALL,
    Case,
    all_cases,
    all_small_cases,
    load_small,
    rows_of,
    write_rows,
)
from notebook_run import write_notebook

PARTS = ("queries", "readme", "notebook")


def write_index(kg: dipgraph.KnowledgeGraph) -> str:
    """Return the index of the queries, made from their front matter."""
    lines = [
        "# Questions",
        "",
        "One file, one question. `dipgraph query show NAME` explains one, `dipgraph query run",
        "NAME` asks it. How to write one:",
        "[docs/how-to/write-a-query.md](../docs/how-to/write-a-query.md).",
        "",
        "This index is made from the front matter of the files; a test compares it.",
        "",
    ]
    topic = ""
    for query in sorted(kg.library.queries.values(), key=lambda query: (query.topic, query.name)):
        if query.topic != topic:
            topic = query.topic
            lines += [f"## {topic}", ""]
        params = " ".join(
            f"`--{name}`" if param.required else f"[`--{name}`]"
            for name, param in query.params.items()
        )
        lines.append(f"* **{query.name}** {params + ': ' if params else ': '}{query.summary}.")
        following = [q for q in kg.library.queries.values() if q.topic == topic]
        if query is max(following, key=lambda q: q.name):
            lines.append("")
    return re.sub(r"\*\* : ", "**: ", "\n".join(lines).rstrip() + "\n")


def write_expected(kg: dipgraph.KnowledgeGraph, cases: list[Case], folder: Path) -> int:
    """Write the rows of all cases to a folder, drop what is left over, and return how many."""
    folder.mkdir(exist_ok=True)
    wanted = set()
    for case in cases:
        path = folder / f"{case.name}.csv"
        path.write_text(write_rows(rows_of(kg.query(case.query, **case.params))), encoding="utf-8")
        wanted.add(path)
    for path in set(folder.glob("*.csv")) - wanted:
        path.unlink()
    return len(wanted)


def accept_queries() -> int:
    """Write the expected rows and the index; return how many files of rows there are."""
    kg = dipgraph.load(ROOT)
    written = write_expected(kg, all_cases(kg), EXPECTED)
    written += write_expected(load_small(), all_small_cases(kg), EXPECTED_SMALL)
    (ROOT / "queries/README.md").write_text(write_index(kg), encoding="utf-8")
    return written


def accept_readme() -> None:
    """Write the output of the README's commands."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    for shown in find_commands(readme):
        if f"\n{ANY}\n" not in f"\n{shown.output}":
            printed = run_command(shown.command, ROOT.parent)
            old = f"$ {shown.command}\n{shown.output}"
            text = text.replace(old, f"$ {shown.command}\n{printed.rstrip()}\n")
    readme.write_text(text, encoding="utf-8")


def accept(parts: list[str]) -> None:
    """Write the parts that are named, all without a name."""
    told = []
    if not parts or "queries" in parts:
        told.append(f"{accept_queries()} files of rows, the index of queries")
    if not parts or "readme" in parts:
        accept_readme()
        told.append("README.md")
    if not parts or "notebook" in parts:
        write_notebook()
        told.append("the notebook")
    print(f"{', '.join(told)}: read the diff.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write anew what the tests expect of the data.")
    parser.add_argument("--only", action="append", default=[], choices=PARTS, help="default: all")
    accept(parser.parse_args().only)
