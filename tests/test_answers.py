"""What Python users ask: a wrong value is refused, never answered; answers show themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dipgraph.errors import InputError
from dipgraph.knowledge import KnowledgeGraph, load


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return load()


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (lambda kg: kg.search("TUR", year="x"), "year is a year of four digits"),
        (lambda kg: kg.search("TUR", limit=-1), "limit is a whole number"),
        (lambda kg: kg.show("TUR", limit=-1), "limit is a whole number"),
        (lambda kg: kg.show(792), "a name is text"),
        (lambda kg: kg.timeline("TUR", limit=-1), "limit is a whole number"),
        (lambda kg: kg.timeline("TUR", limit="5"), "limit is a whole number"),
        (lambda kg: kg.timeline(since="2023-02-30"), "since is a day"),
        (lambda kg: kg.brief("TUR", limit=-1), "limit is a whole number"),
        (lambda kg: kg.diff(2023, "twenty"), "year is a year of four digits"),
        (lambda kg: kg.why("TUR", None), "a name is text"),
    ],
)
def test_a_wrong_value_is_refused(
    kg: KnowledgeGraph, ask: Callable[[KnowledgeGraph], Any], fault: str
) -> None:
    with pytest.raises(InputError, match=fault):
        ask(kg)


def test_a_year_may_be_text_as_on_the_command_line(kg: KnowledgeGraph) -> None:
    text: Any = "2023"
    assert kg.diff(text, 2024).to_dict() == kg.diff(2023, 2024).to_dict()
    assert [h.iri for h in kg.search("Georgia", year=text)] == [
        h.iri for h in kg.search("Georgia", year=2023)
    ]
    assert kg.timeline("GEO", year=text).lines == kg.timeline("GEO", year=2023).lines != ()
    half = kg.timeline("GEO", since="2021-06-01", until="2021")
    assert 0 < half.total < kg.timeline("GEO").total


def test_an_answer_is_one_line_in_a_console_and_a_text_when_printed(kg: KnowledgeGraph) -> None:
    record = kg.show("event:2024-11-11-cop29")
    for answer, told in (
        (kg.show("TUR"), "<Dossier state:TUR (Türkiye): "),
        (record, "<Dossier event:2024-11-11-cop29: "),
        (kg.timeline("TUR", year=2023), "<Timeline Türkiye, 2023: "),
        (kg.brief("TUR"), "<Brief "),
        (kg.diff(2023, 2024), "<Diff "),
        (kg.why("AZE", "GEO"), "<Why "),
        (kg.search("aliev"), "<Found "),
    ):
        assert repr(answer).startswith(told)
        assert len(repr(answer).splitlines()) == 1
        assert len(repr(answer)) < 400
    assert str(record) == record.to_text()
    assert str(kg.timeline("TUR", year=2023)) == kg.timeline("TUR", year=2023).to_text()


def test_a_notebook_shows_what_was_found(kg: KnowledgeGraph) -> None:
    found = kg.search("aliev", limit=3)
    lines = found._repr_markdown_().splitlines()
    assert lines[0].startswith("| show | class | label |")
    assert [line.split(" | ")[0] for line in lines[2:5]] == [f"| {hit.name}" for hit in found]
    assert f"{found.total - 3} more" in lines[-1]
    assert "more" not in kg.search("aliev", limit=0)._repr_markdown_().splitlines()[-1]
    assert kg.search("qqqqwwww")._repr_markdown_() == "Nothing fits."
