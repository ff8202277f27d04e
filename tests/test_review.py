"""The page for a second reader: each sentence beside the records that rest on it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from chromium import Chromium, find_chromium
from dipgraph.cli import main
from dipgraph.facts import Facts
from dipgraph.review_page import describe_dates
from evidence_project import TEXT, EvidenceProject, build_project


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def run(project: EvidenceProject, *words: str) -> int:
    places = ["--data", str(project.root), "--sources", str(project.texts)]
    return main([*places, "review", *words])


def draw(project: EvidenceProject, *words: str) -> str:
    file = project.root / "review.html"
    assert run(project, *words, "--html", str(file)) == 0
    return file.read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a browser makes of the page: its tags, links and text by section."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sections: list[str] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given]
        if tag == "section":
            self.sections.append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "section"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.sections[-1] += f" {data.strip()}"


def test_each_sentence_stands_beside_its_records(project: EvidenceProject) -> None:
    page = Page(draw(project, "xr-2031"))
    assert len(page.sections) == 7
    heading, growth, visit, forum, treaty, figures, again = page.sections
    assert "Set aside: heading." in heading
    assert "Relations with neighbours continued to grow." in growth
    assert "Count Vassily paid a working visit to Strelsau on 3-4 May" in visit
    for told in (
        "Foreign Minister of Graustark visits Strelsau",
        "Visit: Working visit · 3 May 2031 – 4 May 2031",
        "event:2031-05-03-visit",
        "has visitor Foreign Minister of Graustark",
        "is hosted by Ruritania (meant, not named)",
        "line 3",
    ):
        assert told in " ".join(visit.split()), told
    assert "June 2031" in forum
    assert treaty.count("also rests on") == 0
    assert "instrument:2031-border-treaty" in treaty
    assert "event:2031-08-07-signing" in treaty
    assert figures.count("has measure") == 6
    assert "value 1,200" in " ".join(figures.split())
    assert "Set aside: repetition sentence 2" in again


def test_flags_confidence_and_notes_are_shown(project: EvidenceProject) -> None:
    project.add(
        "records.ttl",
        "event:2031-05-03-visit dip:hasFlag kind:flag-garbled ; "
        "dip:hasConfidence kind:confidence-low ; "
        'skos:editorialNote "A <script>alert(1)</script> & more."@en .\n',
    )
    html = draw(project, "2031")
    visit = Page(html).sections[2]
    for told in ("Garbled sentence", "Low confidence", "A <script>alert(1)</script> & more."):
        assert told in visit
    assert "script" not in Page(html).tags


def test_the_page_asks_for_nothing_and_its_links_lead_somewhere(project: EvidenceProject) -> None:
    project.add("records.ttl", "event:2031-06-rivers-forum dip:isStatedIn passage:{visit} .\n")
    page = Page(draw(project, "xr-2031"))
    assert page.links
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "also rests on" in page.sections[2]


def test_a_hostile_text_is_escaped(tmp_path: Path) -> None:
    text = TEXT.replace("a working visit", 'a "><script>x</script><b onclick=y> working visit')
    project = build_project(tmp_path / "hostile", text)
    html = draw(project, "xr-2031")
    assert "script" not in Page(html).tags
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_only_open_sentences_are_shown_when_asked(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No sentence is to be shown." in draw(project, "xr-2031", "--only-open")
    project.edit("set-aside.ttl", "passage:{heading} dip:isSetAsideAs kind:set-aside-heading .", "")
    (section,) = Page(draw(project, "xr-2031", "--only-open")).sections
    assert "Open: no record cites it" in section
    assert "RURITANIA" in section
    assert "1 sentence, 0 records" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["event:2031-08-07-signing", "2031-08-07-signing"])
def test_one_record_is_shown_with_its_sentences(project: EvidenceProject, name: str) -> None:
    html = draw(project, "xr-2031", "--record", name)
    (section,) = Page(html).sections
    assert "was signed between" in section
    assert html.count('<article class="asked">') == 1


def test_words_that_have_changed_are_not_shown_as_evidence(project: EvidenceProject) -> None:
    text = project.text_file.read_text(encoding="utf-8")
    project.text_file.write_text(text.replace("3-4 May", "5-6 May"), encoding="utf-8")
    visit = Page(draw(project, "xr-2031")).sections[2]
    assert "not those that were registered" in visit
    assert "5-6 May" not in visit


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["2030"], "no source covers 2030. Years covered: 2031."),
        (["xr-2013"], "Did you mean xr-2031?"),
        (["xr-2031", "--record", "event:2031-08-07-sining"], "event:2031-08-07-signing?"),
        (["xr-2031", "--record", "2031-08-07-signing", "--only-open"], "exclude each other"),
    ],
)
def test_a_slip_on_the_command_line_is_told(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str], words: list[str], fault: str
) -> None:
    file = project.root / "review.html"
    assert run(project, *words, "--html", str(file)) == 2
    assert fault in capsys.readouterr().err
    assert not file.exists()


def test_without_the_text_there_is_no_page(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.text_file.unlink()
    file = project.root / "review.html"
    assert run(project, "xr-2031", "--html", str(file)) == 2
    assert "its text is not at hand" in capsys.readouterr().err
    assert not file.exists()


def test_dates_are_no_finer_than_the_source(project: EvidenceProject) -> None:
    project.edit(
        "records.ttl",
        'dip:startDate "2031-06-01"^^xsd:date ;',
        'dip:startDate "2031-04-01"^^xsd:date ;',
    )
    facts = Facts.of_store(project.load().store)
    space = "https://w3id.org/dipgraph/"
    for name, told in (
        ("event/2031-05-03-visit", "3 May 2031 – 4 May 2031"),
        ("event/2031-08-07-signing", "7 August 2031"),
        ("event/2031-06-rivers-forum", "April 2031 – June 2031"),
        ("figure/2031-missions", "2031"),
        ("instrument/2031-border-treaty", ""),
    ):
        assert describe_dates(facts, space + name) == told


@pytest.mark.slow
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on the search path")
def test_a_browser_shows_the_page_without_a_request(project: EvidenceProject) -> None:
    draw(project, "xr-2031")
    file = project.root / "review.html"
    with Chromium(1280, 900) as browser:
        browser.open(file, "true")
        assert browser.requests == [file.as_uri()]
        assert browser.messages == []
        colours = {}
        for scheme in ("light", "dark"):
            browser.prefer(scheme)
            colours[scheme] = browser.evaluate("getComputedStyle(document.body).backgroundColor")
        assert colours == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}
        # The records stand beside their sentence, not below it; below it on a small screen.
        beside = "(({top}) => top)(document.querySelector('article').getBoundingClientRect())"
        says = beside.replace("article", "section:has(article) .says")
        assert browser.evaluate(f"{beside} < {says} + 30")
        browser.resize(400, 800, mobile=True)
        assert browser.evaluate(f"{beside} > {says} + 30")
        assert browser.evaluate("document.documentElement.scrollWidth <= 400")
