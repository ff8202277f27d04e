"""Texts are read safely, cut into sentences that tile them, and searched forgivingly."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph.cli import main
from dipgraph.errors import SourceError
from dipgraph.sources import describe_source, read_text, write_passages
from dipgraph.text.cut import cut_text
from dipgraph.text.digest import digest_words
from dipgraph.text.search import find_sentences
from evidence_project import TEXT, build_project

ROOT = Path(__file__).parent.parent
REAL_TEXTS = ROOT.parent / "shared" / "sources"
CUT_SOURCES = sorted(
    path.parent
    for kind in ("sources", "uncurated")
    for path in (ROOT / "data" / kind).glob("*/passages.ttl")
)


def words_of(text: str) -> list[str]:
    return [" ".join(text[p.start : p.end].split()) for p in cut_text(text)]


# --- the cut ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One came. Two left.", ["One came.", "Two left."]),
        ("H.E. Mr. A. Rassendyll came. He left.", ["H.E. Mr. A. Rassendyll came.", "He left."]),
        ("Decree No. 23 was signed. It holds.", ["Decree No. 23 was signed.", "It holds."]),
        ("Lt. Gen. Sapt met St. Ivo envoys.", ["Lt. Gen. Sapt met St. Ivo envoys."]),
        ("It was signed on 8 May. Talks went on.", ["It was signed on 8 May.", "Talks went on."]),
        (
            "The 3<sup>rd</sup> forum. **Bold** came.",
            ["The 3<sup>rd</sup> forum.", "**Bold** came."],
        ),
        (
            "Energy, transport etc. were named. Good.",
            ["Energy, transport etc. were named.", "Good."],
        ),
        ('He said: "We go. Now." They went.', None),
        (
            "These were held – i) a talk in A; ii) a walk in B; and iii) a run in C.",
            [
                "These were held –",
                "i) a talk in A;",
                "ii) a walk in B;",
                "and iii) a run in C.",
            ],
        ),
    ],
)
def test_sentences_are_cut_where_a_reader_would(text: str, sentences: list[str] | None) -> None:
    if sentences is not None:
        assert words_of(text) == sentences
    assert " ".join(words_of(text)) == text


def test_a_sentence_broken_over_a_page_is_one_passage_of_the_paragraph_where_it_began() -> None:
    long = "On 27 August, after many days of talks about rivers and their banks, " * 3 + "a Joint"
    text = f"{long}\n\nDeclaration was signed. More followed.\n\nNext paragraph."
    first, second, third = cut_text(text)
    assert text[first.start : first.end].endswith("Joint\n\nDeclaration was signed.")
    assert (first.first_line, first.last_line, first.paragraph) == (1, 3, 1)
    assert (second.first_line, second.paragraph) == (3, 1)
    assert (third.first_line, third.paragraph) == (5, 2)


def test_a_heading_is_a_passage_and_joins_nothing() -> None:
    text = "# Head\n\nnot a heading but a sentence.\n\nHead without mark\n\nA sentence."
    assert words_of(text) == [
        "# Head",
        "not a heading but a sentence.",
        "Head without mark",
        "A sentence.",
    ]


def test_one_paragraph_a_line_is_understood() -> None:
    text = "Title\nOne came. Two left.\nHeading\nThree stayed."
    assert [p.paragraph for p in cut_text(text)] == [1, 2, 2, 3, 4]


@given(
    st.lists(
        st.sampled_from(
            'Talks| |\n|\n\n|. |No. |3|Mr. |"|**|<sup>|</sup>|# |May|; |ii) |ü|(|)|? |etc. |\t|'
            "\u00a0|U.S. |–|…".split("|")
        ),
        max_size=60,
    ).map("".join)
    | st.text(max_size=200)
)
@settings(max_examples=300, deadline=None)
def test_the_cut_tiles_the_text(text: str) -> None:
    at = 0
    paragraph = 0
    for passage in cut_text(text):
        assert at <= passage.start < passage.end <= len(text)
        assert not text[at : passage.start].strip()
        words = text[passage.start : passage.end]
        assert words == words.strip()
        assert passage.first_line == text.count("\n", 0, passage.start) + 1
        assert passage.last_line == text.count("\n", 0, passage.end) + 1
        assert passage.paragraph in (paragraph, paragraph + 1)
        at, paragraph = passage.end, passage.paragraph
    assert not text[at:].strip()


@given(st.text(), st.lists(st.sampled_from([" ", "\n", "\t", "\u00a0", "\n\n"]), min_size=1))
def test_the_digest_is_unaffected_by_white_space(text: str, breaks: list[str]) -> None:
    spread = "".join(breaks).join(text.split(" "))
    assert digest_words(spread) == digest_words(text)
    assert digest_words(f"\n {text} ") == digest_words(text)
    assert re.fullmatch("[0-9a-f]{16}", digest_words(text))


@pytest.mark.parametrize("other", ["the visit.", "The visit", "The vísit.", "[The] visit."])
def test_the_digest_changes_with_any_letter_or_sign(other: str) -> None:
    assert digest_words(other) != digest_words("The visit.")


# --- the committed cuts ------------------------------------------------------------------


@pytest.mark.parametrize("folder", CUT_SOURCES, ids=lambda folder: folder.name)
def test_the_committed_cut_is_in_order_and_names_what_it_says(folder: Path) -> None:
    text = (folder / "passages.ttl").read_text(encoding="utf-8")
    names = [
        (int(start), int(end))
        for start, end in re.findall(rf"^passage:{folder.name}\.(\d+)-(\d+)$", text, re.M)
    ]
    assert len(names) > 20
    assert names == sorted(names)
    assert all(low[1] <= high[0] for low, high in pairwise(names))
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == 8 * len(names)


@pytest.mark.parametrize("folder", CUT_SOURCES, ids=lambda folder: folder.name)
def test_the_committed_cut_tiles_the_real_text(folder: Path) -> None:
    if not REAL_TEXTS.is_dir():
        pytest.skip("../shared/sources is not there: the source texts are not part of the project")
    text = read_text(REAL_TEXTS / f"{folder.name}.txt")
    registered = (folder / "source.ttl").read_text(encoding="utf-8")
    assert f'dip:sha256 "{text.sha256}"' in registered
    assert f"dip:lineCount {text.line_count} ." in registered
    assert (folder / "passages.ttl").read_text(encoding="utf-8") == write_passages(
        folder.name, cut_text(text.text)
    )


# --- reading -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x00\x01PNG", "not a text"),
        ("Besøg i Strelsau".encode("latin-1"), ":1: not UTF-8"),
        (b"fine\nfine\n\xff\xfe", ":3: not UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=re.escape(fault)):
        read_text(path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="this is a folder"):
        read_text(tmp_path)
    with pytest.raises(SourceError, match="no such file"):
        read_text(tmp_path / "none.txt")


def test_positions_count_the_characters_of_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "crlf.txt"
    path.write_bytes("Ä first.\r\nA second.\r\n".encode())
    text = read_text(path)
    assert text.words_between(10, 19) == "A second."
    assert text.line_count == 2
    assert text.words_between(10, 10) is None
    assert text.words_between(10, 99) is None
    assert text.words_between(-3, 5) is None


def test_registering_a_text_gives_turtle(tmp_path: Path) -> None:
    path = tmp_path / 'a "b".txt'
    path.write_text("One. Two.", encoding="utf-8")
    turtle = describe_source("ab", read_text(path), 2031)
    values = {q.object.value for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert {'a "b".txt', "2031", "1", read_text(path).sha256} <= values


# --- finding -----------------------------------------------------------------------------

SENTENCES = {
    "a": "The 3<sup>rd</sup> Rivers' Forum was held in Strelsau.",
    "b": "On 7 August, a “Joint Declaration” was\n\nsigned with **Graustark**.",
    "c": "A treaty was signed with Graustark.",
}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("the 3rd rivers forum", ["a"]),
        ('"joint declaration" was signed with graustark', ["b"]),
        ("was signed with graus", ["b", "c"]),
        ("Joint Declraation signed Graustrak", ["b"]),
        ("held Strelsau forum", ["a"]),
        ("nothing of the kind whatsoever", []),
        ("", []),
        ("?!", []),
    ],
)
def test_a_sentence_is_found_by_words_as_people_type_them(wanted: str, found: list[str]) -> None:
    hits = find_sentences(SENTENCES, wanted)
    assert [hit.key for hit in hits][: len(found) or 1] == found


def test_find_passage_prints_locator_words_and_what_accounts_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = build_project(tmp_path)
    places = ["--data", str(tmp_path), "--sources", str(project.texts)]
    assert main([*places, "find-passage", "xr-2031", "working", "visit", "to"]) == 0
    out = capsys.readouterr().out
    assert f"passage:{project.names['visit']}  xr-2031.txt, line 3, paragraph 2" in out
    assert "cited by event:2031-05-03-visit" in out
    assert main([*places, "find-passage", "xr-2031", "continued to grow"]) == 0
    out = capsys.readouterr().out
    assert "set aside: General statement" in out
    assert "set aside: Repetition" in out
    assert main([*places, "find-passage", "all", "dragons"]) == 1
    assert "no sentence fits" in capsys.readouterr().out
    assert main([*places, "find-passage", "xr-2013", "visit"]) == 2
    assert "Did you mean xr-2031?" in capsys.readouterr().err


def test_find_passage_without_a_text_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_project(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    places = ["--data", str(tmp_path), "--sources", str(tmp_path / "elsewhere")]
    assert main([*places, "find-passage", "xr-2031", "visit"]) == 2
    error = capsys.readouterr().err
    assert "not at hand" in error
    assert "--sources" in error
    assert "Traceback" not in error


def test_source_cut_prints_what_the_project_keeps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = build_project(tmp_path)
    assert main(["source", "cut", str(project.text_file)]) == 0
    assert capsys.readouterr().out == (project.folder / "passages.ttl").read_text(encoding="utf-8")
    assert main(["source", "cut", str(project.text_file), "--words"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(cut_text(TEXT))
    assert main(["source", "cut", str(project.text_file), "--id", "no good"]) == 2
    assert "cannot name a source" in capsys.readouterr().err
    assert main(["source", "cut", str(tmp_path)]) == 2
    assert "this is a folder" in capsys.readouterr().err


def test_a_source_may_have_another_name_than_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dipgraph.cli import main

    text = tmp_path / "year.txt"
    text.write_text("Ruritania met Graustark.\n", encoding="utf-8")
    assert main(["source", "new", str(text), "--id", "xr-2032", "--year", "2032"]) == 0
    out = capsys.readouterr().out
    assert "source:xr-2032" in out
    assert '"year.txt"' in out
    assert main(["source", "cut", str(text), "--id", "xr-2032"]) == 0
    assert "passage:xr-2032.0-24" in capsys.readouterr().out
