"""Every sentence is cited, set aside for one good reason, or told to be open."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dipgraph.check import check
from dipgraph.cli import main
from dipgraph.coverage import measure_coverage
from dipgraph.facts import Facts
from evidence_project import TEXT, EvidenceProject, build_project


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def places(project: EvidenceProject) -> list[str]:
    return ["--data", str(project.root), "--sources", str(project.texts)]


def test_the_counts_add_up(project: EvidenceProject) -> None:
    (coverage,) = measure_coverage(Facts.of_store(project.load().store))
    assert coverage.states == {"cited": 4, "set aside": 3}
    assert sum(coverage.reasons.values()) == 3
    assert coverage.open == []
    assert coverage.share == 1


def test_an_open_sentence_is_listed_with_locator_and_words(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.edit("set-aside.ttl", "passage:{growth} dip:isSetAsideAs kind:set-aside-general .", "")
    project.edit("set-aside.ttl", "    dip:isSetAsideAs kind:set-aside-repeats ;\n", "")
    project.edit(
        "set-aside.ttl", "dip:repeats passage:{growth}", "dip:isSetAsideAs kind:set-aside-general"
    )
    assert main([*places(project), "coverage"]) == 1
    out = capsys.readouterr().out
    assert "7 sentences: 4 cited, 2 set aside" in out
    assert "1 open; 85.7 % accounted for" in out
    assert f"passage:{project.names['growth']}  xr-2031.txt, line 3" in out
    assert "Relations with neighbours continued to grow." in out
    part = check(project.load(), only=["coverage"]).part("coverage")
    assert [issue.record for issue in part.issues] == ["source:xr-2031"]
    assert "1 sentence neither cited nor set aside" in part.issues[0].fault


def test_full_coverage_is_success_and_json_says_the_same(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*places(project), "coverage", "xr-2031", "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["sentences"] == 7
    assert told["share"] == 1
    assert told["set_aside"]["kind:set-aside-heading"] == 1
    assert told["open"] == []


def test_a_source_without_passages_is_no_success(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("passages", "records", "figures", "set-aside"):
        (project.folder / f"{name}.ttl").unlink()
    assert main([*places(project), "coverage"]) == 2
    assert "no sentence to account for" in capsys.readouterr().err
    report = check(project.load(), only=["coverage", "passages"])
    assert not report.ok
    assert report.idle == ["passages", "coverage"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("passage:{growth} dip:is", "passage:{visit} dip:is", "set aside and cited by event:"),
        ("set-aside-heading", "set-aside-headings", "is no reason to set a sentence aside"),
        ("set-aside-heading", "flag-garbled", "is no reason to set a sentence aside"),
        (
            "kind:set-aside-general",
            "kind:set-aside-general , kind:set-aside-opinion",
            "set aside for 2 reasons",
        ),
        (" ;\n    dip:repeats passage:{growth}", "", "repeats a passage that it does not name"),
        ("dip:repeats passage:{growth}", "dip:repeats passage:{again}", "it repeats itself"),
        ("dip:repeats passage:{growth}", "dip:repeats passage:x.1-2", "which is no passage"),
        ("set-aside-repeats", "set-aside-general", "dip:repeats stands beside another reason"),
        ("passage:{heading} dip:", "passage:xr-2031.0-9 dip:", "this is no passage of a source"),
        ("set-aside-general", "set-aside-repeats", "which is itself a repetition"),
    ],
)
def test_a_slip_in_the_ledger_is_found(
    project: EvidenceProject, old: str, new: str, fault: str
) -> None:
    project.edit("set-aside.ttl", old, new)
    issues = check(project.load(), only=["ledger"]).issues
    found = [issue for issue in issues if fault in issue.fault]
    assert found, [issue.fault for issue in issues]
    assert found[0].file == "data/sources/xr-2031/set-aside.ttl"
    assert found[0].line > 0


def test_a_sound_ledger_is_counted(project: EvidenceProject) -> None:
    part = check(project.load(), only=["ledger"]).part("ledger")
    assert part.issues == []
    assert part.checked == 3


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given]


def test_the_page_draws_every_sentence_and_asks_for_nothing(project: EvidenceProject) -> None:
    file = project.root / "page.html"
    assert main([*places(project), "coverage", "xr-2031", "--html", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert "script" not in page.tags
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert text.count('class="s cited"') == 4 + 1  # and the legend
    assert text.count('class="s aside"') == 3 + 1
    assert "event:2031-05-03-visit" in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert not [path for path in project.root.iterdir() if path.name.startswith(".page")]
    main([*places(project), "coverage", "xr-2031", "--html", str(file)])
    assert file.read_text(encoding="utf-8") == text


def test_the_page_escapes_text_and_labels(tmp_path: Path) -> None:
    wild = TEXT.replace("Relations with", '<script>alert("1")</script> & with', 1)
    project = build_project(tmp_path, wild)
    project.edit("records.ttl", "Second Rivers Forum", "<img src=x onerror=alert(1)> Forum")
    file = project.root / "page.html"
    main([*places(project), "coverage", "xr-2031", "--html", str(file)])
    text = file.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert "&lt;img src=x" in text


def test_the_page_is_made_only_where_the_text_is_and_for_one_source(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project.root / "page.html"
    assert main([*places(project), "coverage", "--html", str(project.root)]) == 2
    assert "this is a folder" in capsys.readouterr().err
    assert main([*places(project), "coverage", "--html", str(project.root / "no" / "x.html")]) == 2
    assert "its folder does not exist" in capsys.readouterr().err
    project.text_file.unlink()
    assert main([*places(project), "coverage", "--html", str(file)]) == 2
    assert re.search("not at hand.*--sources", capsys.readouterr().err)
    assert not file.exists()
