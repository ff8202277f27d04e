"""Pages are whole, escaped, reproducible and small, and ask for nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dipgraph
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.layout import Box, shorten_text, text_width
from dipgraph.namespaces import expand_name
from dipgraph.pages.build import Page, build_page
from dipgraph.pages.html import dump_for_script
from dipgraph.resources import find_project
from dipgraph.telling import tell_date
from dipgraph.views import list_views
from page_reader import Reader
from project_copy import assert_one_line_fault, run_dipgraph
from view_project import HOSTILE, LONG, load_more, make_project

ROOT = Path(__file__).parent.parent
VIEWS = [view.name for view in list_views(find_project(ROOT))]
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load_more(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    return dipgraph.load()


@pytest.fixture(scope="module", params=VIEWS)
def page(request: pytest.FixtureRequest, kg: KnowledgeGraph) -> Page:
    return build_page(kg, request.param)


def test_page_asks_for_nothing(page: Page) -> None:
    reader = Reader(page.html)
    for tag, attributes in reader.elements:
        assert tag not in ("iframe", "object", "embed", "img", "base"), tag
        for name in ("src", "href", "action", "srcset", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith(("data:", "#")), (tag, value)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
    assert "@import" not in page.html
    assert "sourceMappingURL" not in page.html
    assert not re.search(r"url\(", page.html.partition("</style>")[0])


def test_policy_allows_its_own_scripts_and_no_others(page: Page) -> None:
    reader = Reader(page.html)
    policies = [
        a["content"] or ""
        for tag, a in reader.elements
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; ")
    assert "'unsafe-inline'" not in policies[0].partition("style-src")[0]
    scripts = [text for attributes, text in reader.scripts if "type" not in attributes]
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policies[0]


def test_licence_of_the_library_is_kept(page: Page) -> None:
    assert "vis.js is dual licensed" in page.html
    assert "@version 9.1" in page.html


def test_hostile_labels_are_text(kg: KnowledgeGraph) -> None:
    page = build_page(kg, "bilateral", 2031)
    reader = Reader(page.html)
    assert HOSTILE not in page.html
    assert len(reader.scripts) == 3
    assert not [tag for tag, _ in reader.elements if tag == "b"]
    labels = {record["l"] for record in reader.data["records"]}
    assert HOSTILE in labels
    assert LONG.strip() in {label.strip() for label in labels}
    assert HOSTILE in reader.words
    assert HOSTILE in {node["label"] for node in reader.data["nodes"]}


def test_script_data_cannot_end_its_element() -> None:
    value = {"k</script>": ["<!--", "&", "\u2028\u2029", '"', "\\", "ü", HOSTILE]}
    text = dump_for_script(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_page_counts_what_the_query_gives(kg: KnowledgeGraph) -> None:
    for view in ("bilateral", "multilateral", "offices", "agreements", "diplomatic-missions"):
        data = Reader(build_page(kg, view).html).data
        # Everything in this project involves the state that reports, or an organisation.
        rows = list(kg.query(view))
        if view == "bilateral":
            rows = [
                r for r in rows if "https://w3id.org/dipgraph/state/XRU" in (r["from"], r["to"])
            ]
        expected = {row.record for row in rows}
        shown = {expand_name(record["n"]) for record in data["records"]}
        assert shown == expected
        least = {"bilateral": 5, "multilateral": 5}.get(view, 0)
        assert data["counts"]["records"] == len(expected) > least


def test_table_has_the_same_content_as_the_drawing(page: Page) -> None:
    reader = Reader(page.html)
    rows = [int(a["data-record"] or "") for tag, a in reader.elements if "data-record" in a]
    assert set(rows) == set(range(len(reader.data["records"])))
    for record in reader.data["records"]:
        assert record["l"] in reader.words
        if page.view.dated:  # a table of reference has no passages
            assert record["p"], "no locator"
        for locator in record["p"]:
            assert re.fullmatch(r"xr-2031(-annex)?, lines? \d+(–\d+)?, characters \d+–\d+", locator)


def test_page_says_what_it_rests_on(page: Page) -> None:
    text = " ".join(Reader(page.html).words)
    assert f"queries/views/{page.view.name}.rq" in text
    assert re.search(r"data [0-9a-f]{12}", text)
    if page.view.dated:
        assert "one party’s account" in text
        assert "Ministry of External Affairs of Ruritania" in text
        assert "ties among others are known only where Ruritania took part" in text
    else:
        assert "Reference tables are the source" in text
    assert "{" not in page.heading
    assert "{" not in text.replace("{}", "")


@pytest.mark.parametrize("view", VIEWS)
def test_the_same_bytes_twice_and_small(real: KnowledgeGraph, view: str) -> None:
    one, other = build_page(real, view), build_page(real, view)
    assert one.html == other.html
    assert one.records >= 3
    assert len(one.html.encode()) < MOST_BYTES


def boxes_of(node: dict[str, Any]) -> list[Box]:
    mine, size = node["dip"], node["size"]
    x, y = node["x"] + mine["at"][0], node["y"] + mine["at"][1]
    width = min(mine["width"], text_width(mine["text"], mine["font"]))
    left = {"left": x, "right": x - width, "center": x - width / 2}[mine["align"]]
    label = Box(left, y - mine["font"] * 0.8, left + width, y + mine["font"] * 0.2)
    if mine["look"] not in ("disc", "mark"):
        return [label]
    disc = Box(node["x"] - size, node["y"] - size, node["x"] + size, node["y"] + size)
    return [label, disc]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("which", ["kg", "real"])
def test_labels_do_not_collide(view: str, which: str, request: pytest.FixtureRequest) -> None:
    data = Reader(build_page(request.getfixturevalue(which), view).html).data
    drawn = [node for node in data["nodes"] if node["dip"]["look"] != "dot"]
    for arrangement in data["arrangements"]:
        left, top, width, height = arrangement["box"]
        for node in drawn if arrangement["places"] else []:
            node["x"], node["y"] = arrangement["places"].get(node["id"], (node["x"], node["y"]))
        taken = [(node["id"], box) for node in drawn for box in boxes_of(node)]
        assert taken or view == "memberships"  # in the small project no two share a member
        for index, (one, box) in enumerate(taken):
            assert box.left >= left - 0.5 and box.right <= left + width + 0.5, one
            assert box.top >= top - 0.5 and box.bottom <= top + height + 0.5, one
            for other, taken_box in taken[index + 1 :]:
                assert one == other or not box.overlaps(taken_box), f"{one} and {other} collide"


def test_what_lies_beyond_the_calendar_says_when_it_is(real: KnowledgeGraph) -> None:
    nodes = Reader(build_page(real, "multilateral").html).data["nodes"]
    drawn = {node["id"]: node for node in nodes}
    rows = [row for row in real.query("multilateral") if row.start and row.start.year > 2024]
    assert rows
    edge = max(node["x"] for node in drawn.values() if node["dip"]["look"] == "mark")
    for row in rows:
        node = drawn[row.record]
        assert str(row.start.year) in node["dip"]["text"]
        assert node["x"] == edge


def test_heavier_partners_stand_nearer(real: KnowledgeGraph) -> None:
    data = Reader(build_page(real, "bilateral").html).data
    assert [a["id"] for a in data["arrangements"]] in (["number", "region"], ["region", "number"])
    discs = [node for node in data["nodes"] if node["dip"]["look"] == "disc"]

    def distance(node: dict[str, Any]) -> float:
        value: float = (node["x"] / 1.32) ** 2 + node["y"] ** 2
        return value

    most = max(discs, key=lambda node: len(node["dip"]["records"]))
    singles = [node for node in discs if len(node["dip"]["records"]) == 1]
    assert len(singles) > 5
    assert all(distance(most) < distance(node) for node in singles)


def test_a_state_can_be_named_where_no_source_says_whose_report_it_is(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    source = project / "data/sources/xr-2031/source.ttl"
    text = source.read_text(encoding="utf-8")
    assert "dip:isReportOf" in text
    source.write_text(text.replace("    dip:isReportOf state:XRU ;\n", ""), encoding="utf-8")
    silent = dipgraph.load(project, cache=False)
    for view in ("bilateral", "multilateral"):
        page = build_page(silent, view, state="XRU")
        assert page.records > 2
        assert "Ruritania" in page.heading


def test_a_filter_that_leaves_nothing_says_so(kg: KnowledgeGraph) -> None:
    for view in VIEWS:
        # What has no dates is asked for a state that is in no table.
        page = (
            build_page(kg, view, 1999)
            if view != "memberships"
            else build_page(kg, view, state="XSI")
        )
        assert (page.records, page.ties) == (0, 0)
        assert "No record in the data fits this choice." in " ".join(Reader(page.html).words)


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        ("2031-05-03", "2031-05-03", "Day", "3 May 2031"),
        ("2031-05-03", "2031-05-04", "Day", "3–4 May 2031"),
        ("2031-02-28", "2031-03-01", "Day", "28 February – 1 March 2031"),
        ("2031-12-31", "2032-01-01", "Day", "31 December 2031 – 1 January 2032"),
        ("2031-05-01", "2031-05-31", "Month", "May 2031"),
        ("2031-05-01", "2031-06-30", "Month", "May–June 2031"),
        ("2031-12-01", "2032-01-31", "Month", "December 2031 – January 2032"),
        ("2031-01-01", "2031-12-31", "Year", "2031"),
        ("2032-01-01", "2034-12-31", "Year", "2032–2034"),
        ("2032-01-01", None, "Year", "from 2032"),
        (None, None, "Day", "no date"),
    ],
)
def test_dates_in_words(start: str | None, end: str | None, precision: str, words: str) -> None:
    first = date.fromisoformat(start) if start else None
    last = date.fromisoformat(end) if end else None
    assert tell_date(first, last, precision) == words


def test_long_text_is_cut_to_its_width() -> None:
    assert shorten_text("Short", 100, 12) == "Short"
    cut = shorten_text(LONG, 100, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 100


# --- the command line --------------------------------------------------------------


def test_graph_writes_one_page_and_nothing_else(tmp_path: Path) -> None:
    project, cache = make_project(tmp_path), tmp_path / "cache"
    out = tmp_path / "out"
    out.mkdir()
    run = run_dipgraph(
        "graph", "bilateral", "--data", str(project), "--out", str(out / "b.html"), cache=cache
    )
    assert run.returncode == 0, run.stderr
    assert [path.name for path in out.iterdir()] == ["b.html"]
    assert "records" in run.stdout
    assert Reader((out / "b.html").read_text(encoding="utf-8")).data["records"]


def test_empty_choice_writes_a_page_and_a_note(tmp_path: Path) -> None:
    project, out = make_project(tmp_path), tmp_path / "n.html"
    run = run_dipgraph(
        *("graph", "multilateral", "--data", str(project), "--year", "1999", "--out", str(out)),
        cache=tmp_path / "cache",
    )
    assert run.returncode == 0
    assert "no record fits this choice" in run.stderr
    assert "No record in the data fits this choice." in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("graph", "bilatral"), "Did you mean bilateral"),
        (("graph", "bilateral", "--state", "Graustrak"), "Did you mean state:XGK"),
        (("graph", "bilateral", "--year", "soon"), "four digits"),
        (("graph", "bilateral", "--out", "missing/b.html"), "its folder does not exist"),
        (("graph", "bilateral", "--out", "taken"), "this is a folder"),
        (("graph", "bilateral", "--out", "b.docx"), "says no format"),
        (("render", "--out", "file"), "is a file"),
        (("render", "--out", "file/deeper"), "is a file"),
    ],
)
def test_misuse_is_one_line_and_writes_nothing(
    tmp_path: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, here = make_project(tmp_path), tmp_path / "here"
    (here / "taken").mkdir(parents=True)
    (here / "file").write_text("kept", encoding="utf-8")
    monkeypatch.chdir(here)
    run = run_dipgraph(*words, "--data", str(project), cache=tmp_path / "cache")
    # On a slow machine a line on what is being done may stand before the fault.
    told = [line for line in run.stderr.splitlines() if not line.endswith(" ...")]
    run.stderr = "\n".join(told)
    assert_one_line_fault(run, said)
    assert sorted(path.name for path in here.rglob("*")) == ["file", "taken"]
    assert (here / "file").read_text(encoding="utf-8") == "kept"


def test_render_writes_all_pages_and_their_list(tmp_path: Path) -> None:
    project, out = make_project(tmp_path), tmp_path / "all"
    run = run_dipgraph(
        "render", "--data", str(project), "--out", str(out), cache=tmp_path / "cache"
    )
    assert run.returncode == 0, run.stderr
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted(["index.html", *(f"{view}.html" for view in VIEWS)])
    reader = Reader((out / "index.html").read_text(encoding="utf-8"))
    links = [a["href"] for tag, a in reader.elements if tag == "a"]
    assert links == [f"{view}.html" for view in VIEWS]
    assert not reader.scripts


def test_pages_go_to_the_current_folder_outside_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, here = make_project(tmp_path), tmp_path / "elsewhere"
    here.mkdir()
    monkeypatch.chdir(here)
    run = run_dipgraph("graph", "bilateral", "--data", str(project), cache=tmp_path / "cache")
    assert run.returncode == 0, run.stderr
    assert [str(p.relative_to(here)) for p in here.rglob("*.html")] == [
        "visualizations/bilateral.html"
    ]
    assert not (project / "visualizations").exists()


def test_a_page_names_no_path_of_this_machine(tmp_path: Path) -> None:
    """A project that uses the carried queries lies elsewhere than they do."""
    from dipgraph.cli import main

    out = tmp_path / "page.html"
    small = str(Path(__file__).parent / "fixtures/ruritania")
    assert main(["--data", small, "graph", "bilateral", "--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    assert "queries/views/bilateral.rq" in text
    assert str(Path(__file__).parent.parent) not in text
