"""An actor is shown with what it did, a record with who, when, where and its passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import dipgraph
from dipgraph import KnowledgeGraph
from dipgraph.cli import main
from dipgraph.showing.dossier import ActorDossier, RecordDossier
from dipgraph.showing.dossier_text import write_markdown, write_text
from evidence_project import TEXT, EvidenceProject, build_project
from project_copy import RURITANIA, copy_project

INVOLVED = "SELECT DISTINCT ?r { ?r dip:involves|dip:takesPlaceIn|dip:namesPerson <%s> }"


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return dipgraph.load()


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def show_actor(kg: KnowledgeGraph, name: str, limit: int = 5) -> ActorDossier:
    dossier = kg.show(name, limit=limit)
    assert isinstance(dossier, ActorDossier)
    return dossier


def show_record(kg: KnowledgeGraph, name: str) -> RecordDossier:
    dossier = kg.show(name)
    assert isinstance(dossier, RecordDossier)
    return dossier


@pytest.mark.parametrize("name", ["state:TUR", "state:GEO", "place:shusha", "organisation:oic"])
def test_counts_of_an_actor_are_those_of_sparql(kg: KnowledgeGraph, name: str) -> None:
    dossier = show_actor(kg, name, limit=0)
    wanted = {row.r for row in kg.query(INVOLVED % dossier.node.iri)}
    shown = [line.iri for group in dossier.groups for line in group.lines]
    assert set(shown) == wanted
    assert len(shown) == len(wanted) == dossier.total == sum(g.total for g in dossier.groups) > 5
    for group in dossier.groups:
        assert group.total == sum(group.by_year.values()) == len(group.lines)
        assert {line.class_ for line in group.lines} == {group.class_}


def test_the_newest_come_first_and_the_limit_holds(kg: KnowledgeGraph) -> None:
    whole, few = show_actor(kg, "state:TUR", limit=0), show_actor(kg, "state:TUR", limit=2)
    for group, part in zip(whole.groups, few.groups, strict=True):
        assert part.lines == group.lines[:2]
        assert part.total == group.total
        years = [line.start.year if line.start else 0 for line in group.lines]
        assert years == sorted(years, reverse=True)
    text = few.to_text()
    assert "none covers 2022" in text
    assert "more; --limit shows more" in text
    assert "Türkiye  (state:TUR)" in text
    assert "also written" in text


def test_a_record_tells_roles_once_and_what_belongs_to_it(kg: KnowledgeGraph) -> None:
    signing = show_record(kg, "event:2024-08-22-signing-AZE-UZB-allied-relations-treaty")
    roles = [(role.role, role.node.name) for role in signing.line.roles]
    assert roles == [("has signatory", "state:AZE"), ("has signatory", "state:UZB")]
    told = {prop.label: prop.values for prop in signing.properties}
    assert set(told) == {"concerns", "is part of"}
    treaty = show_record(kg, "instrument:2024-08-22-AZE-UZB-allied-relations-treaty")
    assert [
        line.name for title, lines in treaty.related if title == "acts and steps on it"
        for line in lines
    ] == [signing.line.name]  # fmt: skip
    assert "Treaty on Allied Relations between" in treaty.to_text(400)


def test_a_date_is_told_no_finer_than_it_is_known(kg: KnowledgeGraph) -> None:
    visit = show_record(kg, "event:2023-visit-AZE-president-to-BGR")
    assert (visit.line.when, visit.line.precision) == ("2023", "Year")
    assert "2023 (known to the year)" in visit.to_text()
    assert "2023-01-01" not in visit.to_text() + visit.to_markdown()


def test_the_words_stand_beside_the_record_where_the_text_is_at_hand(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(project.root), "--sources", str(project.texts), "show"]
    assert main([*words, "2031-05-03-visit"]) == 0
    out = capsys.readouterr().out
    start, end = project.names["visit"].split(".")[1].split("-")
    out = " ".join(out.split())
    assert f"xr-2031.txt, line 3, characters {start}-{end}, paragraph 2 [verified]" in out
    assert "Count Vassily paid a" in " ".join(out.replace("|", " ").split())
    assert "has visitor" in out
    assert "Foreign Minister of Graustark (office:XGK-foreign-minister)" in out
    project.text_file.write_text(TEXT.replace("May", "Mai"), encoding="utf-8")
    assert main([*words, "2031-05-03-visit"]) == 1
    assert "THE WORDS HAVE CHANGED" in " ".join(capsys.readouterr().out.split())
    project.text_file.unlink()
    assert main([*words, "2031-05-03-visit"]) == 0
    assert "unverifiable: text not at hand" in " ".join(capsys.readouterr().out.split())


def test_show_and_cite_tell_the_same_of_a_passage(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(project.root), "--sources", str(project.texts)]
    assert main([*words, "show", "2031-05-03-visit", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert main([*words, "cite", "2031-05-03-visit", "--format", "json"]) == 0
    cited = json.loads(capsys.readouterr().out)[0]
    assert shown["passages"] == cited["passages"]
    assert shown["record"] == cited["record"]


def test_several_candidates_are_listed_with_exit_code_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", "baku", "declaration"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("instrument:") == 3
    told = [line for line in err.splitlines() if not line.endswith("...")]  # progress
    assert len(told) == 1


@pytest.mark.parametrize("width", [40, 60, 120])
def test_text_keeps_to_the_window(kg: KnowledgeGraph, width: int) -> None:
    names = ("state:GEO", "event:2024-11-11-cop29", "figure:2024-turnout-abroad")
    for name in names:
        for line in write_text(kg.show(name), width).splitlines():
            # A name or locator is one word, which is never broken.
            assert len(line) <= width or len(line.split()) <= 2


def test_text_of_the_data_is_no_markup_and_moves_no_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    root = copy_project(tmp_path)
    states = root / "data" / "registry" / "states.ttl"
    text = states.read_text(encoding="utf-8")
    evil = "Grau<b>*stark*</b>\\u001b[2J `x`"
    states.write_text(text.replace('"Graustark"', f'"{evil}"'), encoding="utf-8")
    kg = dipgraph.load(root)
    dossier = kg.show("state:XGK")
    assert "\x1b" not in write_text(dossier) + write_markdown(dossier)
    assert "<b>" not in write_markdown(dossier).replace("\\<b\\>", "")
    timeline = kg.timeline("state:XGK")
    assert timeline.lines
    assert "\x1b" not in timeline.to_text() + timeline.to_markdown()
    assert "<b>" not in timeline.to_html()


def test_every_actor_and_record_of_a_project_can_be_shown() -> None:
    kg = dipgraph.load(RURITANIA)
    names = [name for (name,) in kg.names.execute("SELECT iri FROM node")]
    assert len(names) > 40
    for name in names:
        dossier = kg.show(name)
        assert dossier.to_text() and dossier.to_markdown()
        assert json.dumps(dossier.to_dict())


@pytest.mark.parametrize("words", [["TUR", "GEO"], ["TUR GEO"], ["state:TUR", "Georgia"]])
def test_two_actors_are_not_looked_up_as_one_name(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", *words]) == 2
    out, told = capsys.readouterr()
    assert out == ""
    assert "names state:TUR and state:GEO" in told
    assert "dipgraph why state:TUR state:GEO" in told


@pytest.mark.parametrize(
    ("words", "head"),
    [(["New", "Zealand"], "New Zealand"), (["shusha", "declaration", "allied"], "Shusha Decl")],
)
def test_a_name_of_several_words_is_one_name(
    words: list[str], head: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["show", *words]) in (0, 2)
    captured = capsysbinary.readouterr()
    assert b"Show one of them" not in captured.err
    assert captured.out.decode().startswith(head) or b"fits" in captured.err


def test_who_asks_for_a_person_hears_of_the_office(kg: KnowledgeGraph) -> None:
    """A text gives the name in one sentence and the office alone in the next."""
    count = "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r dip:involves office:%s %s }"
    for person, office in (
        ("ilham-aliyev", "AZE-president"),
        ("nikol-pashinyan", "ARM-prime-minister"),  # stands beside the president of Azerbaijan, too
        ("jeyhun-bayramov", "AZE-foreign-minister"),
    ):
        dossier = show_actor(kg, f"person:{person}")
        every = kg.query(count % (office, ""))[0].n
        both = kg.query(count % (office, f"; dip:namesPerson person:{person}"))[0].n
        assert every > both > 2
        acting = dossier.acting
        assert acting
        assert (acting.office.name, acting.together, acting.of_office) == (
            f"office:{office}", both, every,
        )  # fmt: skip
        told = f": {both} of the {every} records in which {acting.office.label} (office:{office})"
        for text in (write_text(dossier, 2000), write_markdown(dossier)):
            assert told in text.replace("\\", "")
        assert dossier.to_dict()["office"] == acting.describe()
    for name in ("heydar-aliyev", "antony-blinken"):  # of no office; of one that has no more
        assert show_actor(kg, f"person:{name}").acting is None
    assert show_actor(kg, "state:TUR").acting is None


def test_one_is_not_told_as_many(kg: KnowledgeGraph) -> None:
    query = (
        "SELECT ?p (COUNT(DISTINCT ?r) AS ?n) { ?p a dip:Place . ?r dip:takesPlaceIn ?p } "
        "GROUP BY ?p ORDER BY ?n ?p"
    )
    place = kg.query(query)[0]
    assert place.n == 1
    assert "1 record that takes place in it, newest first" in write_text(kg.show(place.p), 300)
    assert "27 records that take place in it, newest first; 1 more speaks of it" in write_text(
        kg.show("place:baku"), 300
    )
