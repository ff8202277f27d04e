"""Two years compared: held equal to queries and to the measures of networks, holes refused."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

from dipgraph.briefing.diff import Diff
from dipgraph.briefing.diff_contents import CHANGES, tell_change
from dipgraph.errors import InputError
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.namespaces import PREFIXES
from project_copy import RURITANIA, assert_one_line_fault, copy_project, run_dipgraph
from view_project import HOSTILE, quote

_HEAD = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n"
    for name in (
        "dip", "dcterms", "event", "figure", "kind", "oa", "office", "organisation", "passage",
        "rdfs", "source", "state", "tenure", "xsd",
    )
)  # fmt: skip
_YEAR = """
    dip:startDate "2032-01-01"^^xsd:date ; dip:endDate "2032-12-31"^^xsd:date ;
    dip:datePrecision dip:Year ; dip:isStatedIn passage:xr-2032.0-20 .
"""
_LAST_DAY = _YEAR.replace("2032-01-01", "2032-12-31").replace("dip:Year", "dip:Day")
_NEXT = f"""
source:xr-2032 a dip:Source ; dcterms:title "Next year"@en ; dip:isReportOf state:XRU ;
    dip:coversYear 2032 ; dip:fileName "xr-2032.txt" .
passage:xr-2032.0-20 a dip:Passage ; oa:hasSource source:xr-2032 ; oa:start 0 ; oa:end 20 ;
    dip:firstLine 1 ; dip:lastLine 1 ; dip:paragraph 1 ; dip:digest "0000000000000000" .
state:XHO a dip:State ; rdfs:label {quote(HOSTILE)}@en .
event:next-visit a dip:Visit ; dip:hasKind kind:visit ; rdfs:label "A visit"@en ;
    dip:hasVisitor state:XHO ; dip:isHostedBy state:XRU ;{_LAST_DAY}
event:next-aid a dip:AidAct ; dip:hasKind kind:humanitarian-aid ; rdfs:label "More aid"@en ;
    dip:hasDonor state:XRU ; dip:hasRecipient state:XGK ;{_YEAR}
tenure:next a dip:Tenure ; rdfs:label "Ruritania chairs the River League in 2032"@en ;
    dip:hasKind kind:chairmanship ; dip:hasHolder state:XRU ;
    dip:isTenureIn organisation:river-league ;{_YEAR}
figure:2032-documents a dip:Figure ; rdfs:label "Documents that Ruritania signed in 2032: 100"@en ;
    dip:hasMeasure kind:measure-documents-signed ; dip:value 100.0 ; dip:hasUnit kind:unit-count ;
    dip:hasBound kind:more-than ; dip:hasScope kind:scope-in-period ;{_YEAR}
figure:2032-documents-to-date a dip:Figure ; rdfs:label "Documents to date: 900"@en ;
    dip:hasMeasure kind:measure-documents-signed ; dip:value 900.0 ; dip:hasUnit kind:unit-count ;
    dip:hasScope kind:scope-to-date ;{_YEAR}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("diff"))
    folder = project / "data/sources/xr-2032"
    folder.mkdir()
    (folder / "all.ttl").write_text(_HEAD + _NEXT, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def small(project: Path) -> Diff:
    return load(project, cache=False).diff(2031, 2032)


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    return load()


@pytest.fixture(scope="module")
def years(real: KnowledgeGraph) -> Diff:
    return real.diff(2023, 2024)


def test_partners_of_the_fictional_years(small: Diff) -> None:
    found = {(c.node.name, c.kind): (c.before, c.after, c.change) for c in small.partners}
    assert found["state:XHO", "Visits and meetings"] == (0, 1, "gained")
    assert found["state:XGK", "Aid and persons"] == (2, 1, "fallen")
    assert found["state:XGK", "Missions"][2] == "lost"
    visits = next(c for c in small.classes if c.node.name == "dip:Visit")
    assert visits.after_records == (PREFIXES["event"] + "next-visit",)  # on the last of its days


def test_tenures_aid_and_figures_of_the_fictional_years(small: Diff) -> None:
    assert [line.name for line in small.began] == ["tenure:next"]
    assert small.ended == ()
    assert small.undated_tenures >= 1
    (aid,) = small.aid
    assert (aid.node.name, aid.before, aid.after, aid.change) == ("state:XGK", 1, 1, "kept")
    (figure,) = small.figures
    assert [str(v) for v in figure.values] == ["204", "100"]
    assert figure.bounds[0] == ""
    assert figure.bounds[1]
    # Two addends of the first year, and what is to date in the second, are no counterparts.
    assert small.single_figures == 3


def test_turned_round_is_refused_and_so_is_a_year_without_a_source(real: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match=r"2024 comes after 2023\. Exchange them"):
        real.diff(2024, 2023)
    with pytest.raises(InputError, match="2023 is given twice"):
        real.diff(2023, 2023)
    for pair in ((2022, 2023), (2021, 2022), (1999, 2023)):
        with pytest.raises(InputError, match=r"no source covers .*no zero.*2020, 2021, 2023, 2024"):
            real.diff(*pair)
    with pytest.raises(InputError, match="year of four digits"):
        real.diff(23, 2024)


def test_a_hole_between_the_years_is_named(real: KnowledgeGraph, years: Diff) -> None:
    assert "no source covers 2022" in real.diff(2021, 2023).to_text().replace("\n", " ")
    assert "no source covers" not in years.to_text().replace("\n", " ")


def test_the_texts_are_said_to_differ(years: Diff) -> None:
    text = years.to_text().replace("\n", " ")
    assert "The texts differ in length" in text
    assert "214 passages in mfa-2023" in text
    assert f"{years.records[1]:,} records" in text


def test_partners_agree_with_the_network_of_the_view(real: KnowledgeGraph, years: Diff) -> None:
    from dipgraph.network.change import compare_networks

    networks = [real.network("bilateral", year=year) for year in (2023, 2024)]
    home = years.account.reporting[0].iri
    expected = {
        next(end for end in (row["one"], row["other"]) if end != home): (
            row["before"], row["after"], row["change"],
        )
        for row in compare_networks(*networks)
        if home in (row["one"], row["other"])
    }  # fmt: skip
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for change in years.partners:  # each record is of one family, so the families add up
        before[change.node.iri] += change.before
        after[change.node.iri] += change.after
    assert len(expected) > 50
    assert {
        node: (before[node], after[node], tell_change(before[node], after[node]))
        for node in before.keys() | after.keys()
    } == expected


@pytest.mark.parametrize("side", [0, 1])
def test_classes_and_organisations_agree_with_sparql(
    real: KnowledgeGraph, years: Diff, side: int
) -> None:
    year = (2023, 2024)[side]
    touches = (
        "?r dip:startDate ?s . OPTIONAL { ?r dip:endDate ?e } "
        f"FILTER (YEAR(?s) <= {year} && YEAR(COALESCE(?e, ?s)) >= {year})"
    )
    rows = real.query(f"SELECT (COUNT(DISTINCT ?r) AS ?n) {{ ?r a dip:Visit . {touches} }}")
    visits = next(c for c in years.classes if c.node.name == "dip:Visit")
    assert (visits.before, visits.after)[side] == rows[0].n > 0
    rows = real.query(
        "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r dip:involves organisation:nam ; a dip:Record . "
        f"{touches} }}"
    )
    nam = next(c for c in years.organisations if c.node.name == "organisation:nam")
    assert (nam.before, nam.after)[side] == rows[0].n > 0


def test_tenures_hold_on_one_side_only(years: Diff) -> None:
    assert years.began
    assert years.ended
    for line in years.began:
        assert line.start is not None
        assert line.start.year == 2024
    for line in years.ended:
        assert line.end is not None
        assert line.end.year == 2023


def test_missions_and_figures_of_the_real_years(real: KnowledgeGraph, years: Diff) -> None:
    assert {line.name for line in years.missions} >= {
        "event:2024-07-15-resumption-of-AZE-embassy-in-IRN",
        "event:2023-03-29-opening-of-AZE-embassy-in-ISR",
    }
    documents = next(p for p in years.figures if p.measure.name == "kind:measure-documents-signed")
    assert [int(v) for v in documents.values] == [161, 204]
    for pair in years.figures:
        for line, year in ((pair.before, 2023), (pair.after, 2024)):
            assert line.start is not None
            assert line.start.year == year


def test_figures_of_other_scope_are_not_put_side_by_side(small: Diff) -> None:
    names = {name for p in small.figures for name in (p.before.name, p.after.name)}
    assert names == {"figure:2031-documents", "figure:2032-documents"}


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(0, 1, "gained"), (1, 0, "lost"), (1, 2, "grown"), (2, 1, "fallen"), (3, 3, "kept")],
)
def test_change_is_told(before: int, after: int, change: str) -> None:
    assert tell_change(before, after) == change
    assert change in CHANGES


def test_formats_hold_the_same_and_hostile_labels_act_nowhere(small: Diff) -> None:
    page = small.to_html()
    assert "<script" not in page
    assert "&lt;/script&gt;" in page
    for text in (page, small.to_text(60), small.to_markdown()):
        assert "\u202e" not in text
        assert "2031" in text
    described = json.loads(json.dumps(small.to_dict()))
    assert len(described["partners"]) == len(small.partners)


def test_command_gives_each_format(project: Path, tmp_path: Path) -> None:
    def run(*words: str):  # type: ignore[no-untyped-def]
        return run_dipgraph("--data", str(project), "diff", *words, cache=tmp_path)

    text = run("2031", "2032")
    assert text.returncode == 0, text.stderr
    assert text.stdout.startswith("2031 and 2032\n")
    cut = run("2031", "2032", "--limit", "1").stdout
    assert " more" in cut
    table = run("2031", "2032", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert {row["of"] for row in rows} == {
        "partners", "organisations", "aid", "records", "tenure", "mission act", "figure",
    }  # fmt: skip
    for row in rows:
        if row["of"] in ("partners", "organisations", "aid", "records"):
            assert len(row["before_records"].split()) == int(row["before"])
            assert len(row["after_records"].split()) == int(row["after"])
    assert "differ in length" in table.stderr
    found = json.loads(run("2031", "2032", "--format", "json").stdout)
    assert found["records"]["after"] == 5
    assert_one_line_fault(run("2031", "2033"), "no source covers 2033")
    assert_one_line_fault(run("2031", "now"), "four digits")
    assert_one_line_fault(
        run_dipgraph("--data", str(RURITANIA), "diff", "2031", "2032", cache=tmp_path),
        "no source covers 2032",
    )


def test_who_was_gained_and_lost_is_named_although_the_table_is_cut(real: KnowledgeGraph) -> None:
    diff = real.diff(2023, 2024)
    before = {change.node.label for change in diff.partners if change.before_records}
    after = {change.node.label for change in diff.partners if change.after_records}
    text = diff.sheet(15).to_text(10_000)
    lines = {line.partition(": ")[0]: line.partition(": ")[2] for line in text.splitlines()}
    for change, wanted in (("Gained", after - before), ("Lost", before - after)):
        assert len(wanted) > 10
        assert lines[change].removesuffix(".").split(", ") == sorted(wanted)
        assert f"{len(wanted)} {change.upper()}" in text
    assert "\nGained: " not in diff.sheet(0).to_text(10_000)  # the table has them all
