"""Records stand in order of time, no date is made finer, gaps in the sources are named."""

from __future__ import annotations

import calendar
import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dipgraph
from dipgraph import InputError, KnowledgeGraph
from dipgraph.cli import main
from dipgraph.lines import covered_years, order_key
from dipgraph.showing.timeline import find_no_source

DATED = """SELECT DISTINCT ?r {
  ?r a dip:Record ; dip:startDate ?s . OPTIONAL { ?r dip:endDate ?e }
  %s
  FILTER (?s <= "2023-12-31"^^xsd:date && COALESCE(?e, ?s) >= "2023-01-01"^^xsd:date) }"""
BELONGS = "dip:involves|dip:takesPlaceIn|dip:namesPerson|dip:isPartOf|dip:concerns"


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return dipgraph.load()


# --- order -----------------------------------------------------------------------------


LETTERS = {"Day": 10, "Month": 7, "Year": 4}


def asked(day: str) -> date:
    return date.fromisoformat(day)


def last_day(day: date, precision: str) -> str:
    """Return the last day on which something of that day may have begun."""
    if precision == "Day":
        return str(day)
    month = 12 if precision == "Year" else day.month
    return f"{day.year}-{month:02}-{calendar.monthrange(day.year, month)[1]}"


@pytest.mark.parametrize(
    ("since", "until"),
    [("2024-03-15", "2024-03-15"), ("2021-06-01", "2021-12-31"), ("2023-11-10", "2024-02-20")],
)
def test_what_may_lie_outside_a_period_stands_apart_from_what_lies_in_it(
    kg: KnowledgeGraph, since: str, until: str
) -> None:
    timeline = kg.timeline(since=asked(since), until=asked(until))
    certain: set[str] = set()
    doubtful: set[str] = set()
    for line in timeline.lines:
        assert line.start
        latest = last_day(line.start, line.precision)
        earliest = str(line.end or line.start)[: LETTERS[line.precision]]
        inside = line.precision == "Day" or (latest <= until and f"{earliest}-01-01"[:10] >= since)
        (certain if inside else doubtful).add(line.iri)
    assert certain == {i.iri for i in timeline.lines if not timeline.may_lie_outside(i)}
    assert len(doubtful) > 5
    assert f"{len(doubtful):,} of which may lie outside the period" in timeline.to_text(300)
    for text in (timeline.to_text(300), timeline.to_markdown(), timeline.to_html()):
        before, heading, after = text.partition("In the period or outside it")
        assert heading
        for line in timeline.lines:
            assert (line.name in after) == (line.iri in doubtful), line.name
            assert (line.name in before) == (line.iri in certain), line.name
    told = json.loads(json.dumps(timeline.to_dict()))["lines"]
    assert {line["record"] for line in told if line["may_lie_outside"]} == {
        line.name for line in timeline.lines if line.iri in doubtful
    }


def test_the_day_that_is_asked_for_is_not_buried(kg: KnowledgeGraph) -> None:
    day = date(2024, 3, 15)
    few = kg.timeline(since=day, until=day, limit=1)
    assert [line.name for line in few.lines] == ["event:2024-03-15-trilateral-AZE-TUR-GEO-baku"]
    assert few.total == kg.timeline(since=day, until=day).total > 100


def test_of_whole_years_nothing_lies_outside(kg: KnowledgeGraph) -> None:
    for period in ({"year": 2023}, {"since": "2021", "until": "2023"}, {}):
        timeline = kg.timeline(**period)
        assert timeline.lines
        assert not any(map(timeline.may_lie_outside, timeline.lines))
        assert "outside" not in timeline.to_text(300).splitlines()[1]
    assert kg.timeline("TUR", year=2023).to_text().startswith("Türkiye, 2023\n")


def test_what_has_no_day_stands_after_the_days_it_may_be() -> None:
    day, month, year = date(2024, 2, 29), date(2024, 2, 1), date(2024, 1, 1)
    keys = [
        order_key(date(2024, 2, 1), date(2024, 2, 1), "Day"),
        order_key(day, day, "Day"),
        order_key(month, day, "Month"),
        order_key(date(2024, 3, 1), date(2024, 3, 1), "Day"),
        order_key(date(2024, 12, 31), date(2024, 12, 31), "Day"),
        order_key(date(2024, 12, 1), date(2024, 12, 31), "Month"),
        order_key(year, date(2024, 12, 31), "Year"),
        order_key(date(2025, 1, 1), None, "Day"),
        order_key(None, None, "Day"),
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@given(st.dates(max_value=date(9999, 12, 31)), st.sampled_from(["Day", "Month", "Year"]))
def test_an_order_never_leaves_the_year_nor_goes_before_the_date(
    start: date, precision: str
) -> None:
    latest = order_key(start, None, precision)[0]
    assert latest >= start
    assert latest.year == start.year
    assert precision == "Year" or latest.month == start.month


def test_lines_stand_in_order_of_time(kg: KnowledgeGraph) -> None:
    lines = kg.timeline("state:TUR").lines
    assert len(lines) > 20
    assert [line.order for line in lines] == sorted(line.order for line in lines)
    years = [line.start.year for line in lines if line.start]
    assert years == sorted(years)
    assert len(years) == len(lines)


# --- which records ---------------------------------------------------------------------


def test_records_of_one_year_are_those_of_sparql(kg: KnowledgeGraph) -> None:
    every = kg.timeline(year=2023)
    assert {line.iri for line in every.lines} == {row.r for row in kg.query(DATED % "")}
    wanted = {row.r for row in kg.query(DATED % f"?r {BELONGS} state:TUR .")}
    assert {line.iri for line in kg.timeline("TUR", year=2023).lines} == wanted
    assert 0 < len(wanted) < len(every.lines)


def test_all_that_are_named_take_part(kg: KnowledgeGraph) -> None:
    one, other = kg.timeline("state:TUR"), kg.timeline("state:PAK")
    both = kg.timeline("state:PAK", "Türkiye")
    shared = {line.iri for line in one.lines} & {line.iri for line in other.lines}
    assert {line.iri for line in both.lines} == shared
    assert 0 < len(shared) < len(one.lines)


def test_class_and_kind_narrow(kg: KnowledgeGraph) -> None:
    visits = kg.timeline("state:TUR", cls="visit")
    assert visits.lines
    assert {line.class_.label for line in visits.lines} == {"Visit"}
    signed = kg.timeline("state:TUR", kind="signing")
    assert signed.lines
    assert {line.kind for line in signed.lines} == {"Signing"}
    assert not kg.timeline("state:TUR", cls="visit", kind="signing").lines


def test_records_without_a_date_are_counted_not_dated(kg: KnowledgeGraph) -> None:
    instruments = kg.timeline("state:TUR", cls="instrument")
    assert instruments.undated > 0
    assert all(line.start for line in instruments.lines)
    assert f"{instruments.undated} without a date left out" in instruments.to_text()


# --- gaps ------------------------------------------------------------------------------


def test_a_year_without_a_source_is_named(kg: KnowledgeGraph) -> None:
    covered = covered_years(kg.store)
    gap = next(y for y in range(covered[0], covered[-1]) if y not in covered)
    for timeline in (kg.timeline("state:TUR"), kg.timeline("state:TUR", year=gap)):
        assert timeline.no_source == ((gap, gap),)
        assert f"{gap}  no source" in timeline.to_text()
        assert f"## {gap}: no source" in timeline.to_markdown()
        assert "no source" in timeline.to_html()
    near = kg.timeline("state:TUR", year=covered[0])
    assert near.no_source == ()
    assert "no source" not in near.to_text()


@pytest.mark.parametrize(
    ("since", "until", "gaps"),
    [
        (None, None, ((2022, 2022),)),
        (date(2022, 1, 1), date(2022, 5, 1), ((2022, 2022),)),
        (date(2023, 1, 1), date(2024, 5, 1), ()),
        (date(2023, 1, 1), None, ()),
        (date(2018, 1, 1), date(2022, 5, 1), ((2018, 2019), (2022, 2022))),
        (date(2024, 1, 1), date(9999, 12, 31), ((2025, 9999),)),
        (date(2030, 1, 1), None, ((2030, 2030),)),
        (None, date(2010, 1, 1), ((2010, 2010),)),
    ],
)
def test_stretches_without_a_source(
    since: date | None, until: date | None, gaps: tuple[tuple[int, int], ...]
) -> None:
    assert find_no_source([2020, 2021, 2023, 2024], since, until) == gaps
    assert find_no_source([], since, until) == ()


# --- the command -----------------------------------------------------------------------


def test_formats_hold_the_same_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["timeline", "Slovakia"]
    assert main([*words, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    names = [line["record"] for line in told["lines"]]
    assert len(names) == told["records"] > 3
    assert main([*words, "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["record"] for row in rows] == names
    assert {row["precision"] for row in rows} <= {"day", "month", "year"}
    assert f"{len(names)} records" in err
    for form in ("text", "markdown", "html"):
        assert main([*words, "--format", form]) == 0
        page = capsys.readouterr().out.replace("\\", "")
        places = [page.index(name) for name in names]
        assert places == sorted(places)
        assert f"{len(names)} records" in page
    page_file = tmp_path / "page.html"
    assert main([*words, "--format", "html", "--out", str(page_file)]) == 0
    page = page_file.read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script" not in page


def test_a_date_without_a_day_is_marked_and_never_printed_as_one(kg: KnowledgeGraph) -> None:
    timeline = kg.timeline("state:BGR")
    coarse = [line for line in timeline.lines if line.precision == "Year"]
    assert coarse
    assert "(month and day not known)" in timeline.to_text()
    assert "-01-01" not in timeline.to_text() + timeline.to_markdown() + timeline.to_html()


def test_misuse_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (["--year", "2023", "--since", "2022"], "Leave out since and until"),
        (["--since", "2023-02-30"], "since is a day"),
        (["--since", "2023-13"], "a month like 2024-05"),
        (["--sinec", "2023"], "does not know '--sinec'. Did you mean --since?"),
        (["--sinec=2023"], "Did you mean --since?"),
        (["--zzz"], "does not know '--zzz'. See"),
        (["--limit", "-1"], "--limit is a whole number"),
        (["--since", "2024", "--until", "2023"], "ends (2023-12-31) before it begins"),
        (["--kind", "state vist"], "Did you mean state visit"),
        (["--class", "xyz"], "there is no class"),
        (["nosuchstate"], "nothing is named"),
    ):
        assert main(["timeline", *words]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert told in err
        assert len([line for line in err.splitlines() if not line.endswith("...")]) == 1
    with pytest.raises(InputError, match="year names the whole period"):
        dipgraph.load().timeline(year=2023, since=date(2023, 1, 1))


@pytest.mark.parametrize(
    ("month", "days"), [("2024-02", 29), ("2023-02", 28), ("2023-12", 31), ("2021-09", 30)]
)
def test_a_month_stands_for_its_days(kg: KnowledgeGraph, month: str, days: int) -> None:
    timeline = kg.timeline(since=month, until=month)
    assert timeline == kg.timeline(since=f"{month}-01", until=f"{month}-{days}")
    assert timeline.lines
    assert timeline.until == date.fromisoformat(f"{month}-{days}")


def test_no_record_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timeline", "--since", "1801", "--until", "1802"]) == 1
    assert "0 records; " in capsys.readouterr().out


def test_a_limit_shows_the_latest_and_says_so(kg: KnowledgeGraph, tmp_path: Path) -> None:
    every = kg.timeline("TUR")
    few = kg.timeline("TUR", limit=5)
    assert few.lines == every.lines[-5:]
    assert few.total == every.total == len(every.lines) > 5
    assert f"{every.total} records, the latest 5 shown" in few.to_text()
    assert few.to_dict()["left_out"] == every.total - 5
    assert kg.timeline("TUR", limit=10_000).lines == every.lines
    assert "shown" not in kg.timeline("TUR", limit=10_000).to_text().splitlines()[1]
    # A year without a source that lies before what is shown is no gap in it.
    years = [line[:4] for line in few.to_text(300).splitlines() if re.match(r"\d{4}", line)]
    assert years[0] == str(min(line.start.year for line in few.lines if line.start))


def test_every_format_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending, head in ((".md", "# Türkiye"), (".csv", "start,"), (".json", "{"), (".html", "<!")):
        file = tmp_path / f"t{ending}"
        assert main(["timeline", "TUR", "--limit", "4", "--out", str(file)]) == 0
        assert file.read_text(encoding="utf-8").startswith(head)
        assert str(file) in capsys.readouterr().out
