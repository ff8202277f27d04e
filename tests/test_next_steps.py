"""A command that dipgraph prints answers about the graph that was asked, when it is pasted."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import dipgraph
from dipgraph.cli import main
from dipgraph.resources import find_project
from project_copy import ROOT, RURITANIA

COMMAND = re.compile(r"dipgraph --data '.+?' \w+(?: state:\w+| --accept| list\b)*")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A project of another ministry, in a folder whose name a shell would split."""
    shutil.copytree(RURITANIA, tmp_path / "their data")
    monkeypatch.chdir(tmp_path)
    return "their data"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["show", "XRU", "XGK"], ["why state:XRU state:XGK", "timeline state:XRU state:XGK"]),
        (["query", "run", "zzz"], ["query list"]),
        (["check"], ["check --accept"]),
    ],
    ids=lambda words: " ".join(words),
)
def test_a_command_that_is_printed_can_be_pasted(
    home: str, capsys: pytest.CaptureFixture[str], asked: list[str], told: list[str]
) -> None:
    main(["--data", home, *asked])
    out, err = capsys.readouterr()
    printed = [shlex.split(command) for command in COMMAND.findall(out + err)]
    expected = [["dipgraph", "--data", home, *words.split()] for words in told]
    assert printed == expected, out + err
    for words in printed:
        assert main(words[1:]) == 0
        assert capsys.readouterr().out
    assert (Path(home) / "data/summary.csv").exists() == (asked == ["check"])


def test_the_foot_of_a_brief_and_of_a_comparison_can_be_pasted(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kg = dipgraph.load(home, cache=False)
    brief = kg.brief("XGK", limit=1, year=2031)
    told = re.search(r"(dipgraph .*?--rest) lists", brief.to_markdown().replace("\\", ""))
    assert told
    words = shlex.split(told[1])
    assert words[:3] == ["dipgraph", "--data", home]
    assert main(words[1:]) == 0
    assert capsys.readouterr().out == brief.left_out().to_text()
    assert "dipgraph --data 'their data' cite opens a place" in brief.to_text(2000)
    diff = dipgraph.load(ROOT).diff(2023, 2024).to_text(2000)
    asked = re.search(r"(dipgraph --data .*?) lists those of 2023", diff)
    assert asked
    assert main(shlex.split(asked[1])[1:]) == 0
    assert "figure:2023-missions-total" in capsys.readouterr().out


def test_open_sentences_are_listed_of_the_project_that_was_checked(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = next(Path(home).rglob("set-aside.ttl"))
    ledger.unlink()
    assert main(["check", "--data", home, "--sources", f"{home}/texts"]) == 1
    out = capsys.readouterr().out
    command = re.search(r"List them with `(.+?)`", out)
    assert command, out
    words = shlex.split(command[1])
    assert words == [
        "dipgraph", "--data", home, "--sources", f"{home}/texts", "coverage", "--open",
    ]  # fmt: skip
    main(words[1:])
    assert "RURITANIA: THE YEAR ABROAD" in capsys.readouterr().out


def test_a_graph_that_python_loaded_prints_its_folder_too(home: str) -> None:
    with pytest.raises(dipgraph.QueryError) as caught:
        dipgraph.load(home, cache=False).query("zzz")
    assert f"dipgraph --data {shlex.quote(home)} query list" in str(caught.value)


def test_nothing_is_added_where_no_folder_was_named() -> None:
    assert find_project().command("show", "a b", "Türkiye") == "dipgraph show 'a b' Türkiye"
    assert find_project(None, "texts").command("check") == "dipgraph --sources texts check"
