"""The documentation is true: its commands print what it shows, its paths exist."""

import re
from pathlib import Path

import pytest

from dipgraph.resources import find_project, find_texts_folder
from documentation import ANY, DOCUMENTS, ROOT, Shown, agrees, find_commands, run_command

SHOWN = [shown for document in DOCUMENTS for shown in find_commands(document)]
PATHS = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"{shown.document}:{shown.line}")
def test_command_prints_what_the_document_shows(shown: Shown, tmp_path: Path) -> None:
    if shown.needs_texts and find_texts_folder(find_project(ROOT)) is None:
        pytest.skip("the source texts are not at hand (DIPGRAPH_SOURCES)")
    printed = run_command(shown.command, tmp_path)
    assert agrees(shown.output, printed), f"{shown.command} prints:\n{printed}"


def test_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_readme_shows_commands() -> None:
    assert sum(shown.document == "README.md" for shown in SHOWN) >= 4


def test_comparison_can_fail() -> None:
    assert agrees("a\nb\n", "a\nb\n")
    assert not agrees("a\nb\n", "a\nc\n")
    assert not agrees("a\n", "a\nb\n")
    assert agrees(f"a\n{ANY}\nd\n", "a\nb\nc\nd\n")
    assert not agrees(f"a\n{ANY}\nd\n", "a\nb\nc\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in PATHS.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_command_stands_in_the_readme() -> None:
    from dipgraph.cli.commands import COMMANDS

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"dipgraph {name}" not in text] == []
