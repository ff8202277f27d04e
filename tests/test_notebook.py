"""The notebook is executed anew, and prints what it shows; no words of the sources are in it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from dipgraph.knowledge import load
from dipgraph.resources import find_project, find_texts_folder
from notebook_run import ROOT, execute, read_notebook, texts_of

WORDS_IN_A_ROW = 12


@pytest.fixture(scope="module")
def shown() -> Any:
    return read_notebook()


def test_each_cell_gives_what_the_notebook_shows(shown: Any, tmp_path: Path) -> None:
    fresh = execute(shown, tmp_path)
    compared = 0
    for number, (old, new) in enumerate(zip(shown.cells, fresh.cells, strict=True)):
        if old.cell_type != "code":
            continue
        assert texts_of(old) == texts_of(new), (
            f"cell {number} gives something else; `python tests/notebook_run.py` writes it anew"
        )
        assert old.execution_count == new.execution_count
        compared += bool(texts_of(old))
    assert compared >= 12


def test_it_shows_what_it_is_to_show(shown: Any) -> None:
    code = "\n".join(cell.source for cell in shown.cells if cell.cell_type == "code")
    for call in ("load()", ".query(", "to_pandas()", "to_polars()", ".search(", ".brief(", ".why("):
        assert call in code
    assert ".network(" in code
    html = [
        output.data["text/html"]
        for cell in shown.cells
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    assert len(html) >= 5
    assert not any(o.output_type == "error" for c in shown.cells for o in c.get("outputs", ()))


def test_no_path_of_a_machine_and_no_words_of_the_sources_are_in_it(shown: Any) -> None:
    outputs = json.dumps([cell.get("outputs", []) for cell in shown.cells], ensure_ascii=False)
    assert str(ROOT) not in outputs
    assert "/home/" not in outputs
    folder = find_texts_folder(find_project(ROOT))
    if folder is None:
        pytest.skip("the source texts are not at hand (DIPGRAPH_SOURCES)")
    told = _runs(outputs)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    assert texts
    # Official titles are names and may be as long as they are.
    rows = load().query("SELECT ?title { ?any dip:title ?title }")
    titles = {run for row in rows for run in _runs(row.title)}
    assert titles
    shared = {run for text in texts for run in _runs(text)} & told - titles
    assert shared == set()


def _runs(text: str) -> set[str]:
    words = "".join(char if char.isalnum() else " " for char in text.casefold()).split()
    size = WORDS_IN_A_ROW
    return {" ".join(words[at : at + size]) for at in range(len(words) - size + 1)}


def test_the_comparison_can_fail(shown: Any) -> None:
    cell = next(c for c in shown.cells if c.cell_type == "code" and texts_of(c))
    before = texts_of(cell)
    assert before
    changed = deepcopy(cell)
    changed.outputs[0].data["text/plain"] = "another"
    assert texts_of(changed) != before
