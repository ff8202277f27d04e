"""Names in any spelling lead to what they mean: the index, the search, the choice of one."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dipgraph
from dipgraph import DipgraphError, InputError, KnowledgeGraph
from dipgraph.cli import main
from dipgraph.finding.fold import fold_spellings
from dipgraph.finding.naming import find_node
from dipgraph.finding.search import LONGEST, NEAR, read_words, search
from dipgraph.finding.vocabulary import find_class, find_kind
from project_copy import RURITANIA

STATE = "https://w3id.org/dipgraph/state/"


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return dipgraph.load()


@pytest.fixture(scope="module")
def ruritania(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    os.environ.setdefault("DIPGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
    return dipgraph.load(RURITANIA)


# --- folding ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Türkiye", "TURKIYE"),
        ("TÜRKİYE", "turkiye"),
        ("Şuşa", "Shusha"),
        ("Əliyev", "Aliyev"),
        ("Ağdam", "Aghdam"),
        ("Erdoğan", "Erdogan"),
        ("Côte d'Ivoire", "cote d ivoire"),
        ("Алиев", "Aliev"),
        ("Tür\u200fki\u200dye\u0007", "Turkiye"),
        ("Tu\u0308rkiye", "Türkiye"),
    ],
)
def test_spellings_of_one_name_share_a_form(one: str, other: str) -> None:
    assert set(fold_spellings(one)) & set(fold_spellings(other))


@given(st.text(max_size=60))
def test_folded_forms_are_plain_words(text: str) -> None:
    for form in fold_spellings(text):
        assert form
        assert form == " ".join(form.split())
        assert form.replace(" ", "").isalnum()
        assert form.isascii()
        assert form in fold_spellings(form)


# --- search on the real graph ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "least"),
    [
        ("Turkiye", "state:TUR", 99),
        ("Türkiye", "state:TUR", 100),
        ("turkey", "state:TUR", 99),
        ("TUR", "state:TUR", 100),
        ("unesco", "organisation:unesco", 99),
        ("Şuşa", "place:shusha", 100),
        ("minister foreign Georgia", "office:GEO-foreign-minister", NEAR),
        ("aliev", "person:ilham-aliyev", 1),
        ("Əliyev", "person:ilham-aliyev", NEAR),
        ("Azerbiajan", "state:AZE", 1),
        ("Azərbaycan", "state:AZE", 1),
        ("Kazakstan", "state:KAZ", 1),
    ],
)
def test_a_name_leads_to_its_thing_first(
    kg: KnowledgeGraph, text: str, name: str, least: int
) -> None:
    found = kg.search(text)
    assert found[0].name == name
    assert found[0].fit >= least
    assert found.total >= len(found) >= 1


def test_parts_of_a_title_in_any_order_find_the_instrument(kg: KnowledgeGraph) -> None:
    found = kg.search("uzbekistan relations allied treaty", cls="instrument")
    assert found[0].name == "instrument:2024-08-22-AZE-UZB-allied-relations-treaty"
    assert all(hit.name.startswith("instrument:") for hit in found)


def test_another_spelling_that_fits_is_shown(kg: KnowledgeGraph) -> None:
    assert kg.search("Turkey")[0].also == "Turkey"
    assert kg.search("Türkiye")[0].also == ""
    assert kg.search("Alivev", cls="person")[0].also == "Ilham Alivev"


def test_what_fits_exactly_stands_over_what_is_near(kg: KnowledgeGraph) -> None:
    for text in ("Shusha Declaration", "Georgia", "Baku", "visit Georgia"):
        found = kg.search(text, limit=0)
        fits = [hit.fit for hit in found]
        assert fits == sorted(fits, reverse=True)
        assert fits[0] >= NEAR
    slips = kg.search("shusha declaraton")
    assert slips.total
    assert all(hit.fit < NEAR for hit in slips)


def test_class_year_and_limit_narrow_a_search(kg: KnowledgeGraph) -> None:
    every = kg.search("Georgia", limit=0)
    visits = kg.search("Georgia", cls="Visit", limit=0)
    year = kg.search("Georgia", cls="visit", year=2021, limit=0)
    assert 0 < year.total < visits.total < every.total
    assert {hit.iri for hit in year} < {hit.iri for hit in visits}
    assert all(hit.start and hit.end and hit.start.year <= 2021 <= hit.end.year for hit in year)
    few = kg.search("Georgia", limit=3)
    assert len(few) == 3
    assert few.total == every.total == len(every)
    assert [hit.iri for hit in few] == [hit.iri for hit in every][:3]


def test_a_broader_class_takes_what_lies_below_it(kg: KnowledgeGraph) -> None:
    actors = {hit.name.partition(":")[0] for hit in kg.search("Georgia", cls="actor", limit=0)}
    assert {"state", "office"} <= actors
    assert "event" not in actors
    with pytest.raises(InputError, match="Did you mean instrument"):
        kg.search("treaty", cls="instrumnt")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered_or_refused_in_one_line(kg: KnowledgeGraph, text: str) -> None:
    try:
        found = search(kg.names, text, limit=5)
    except DipgraphError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert len(found) <= 5
        assert found.total >= len(found)
        assert all(1 <= hit.fit <= 100 for hit in found)


@pytest.mark.parametrize(
    "text",
    [
        '" OR 1=1 --',
        "NEAR(a b)",
        "turkey*",
        "main:x",
        "} DELETE {?s ?p ?o}",
        "<script>",
        "a^2",
        "-",
    ],
)
def test_syntax_of_query_languages_is_no_syntax_here(kg: KnowledgeGraph, text: str) -> None:
    before = kg.names.execute("SELECT count(*) FROM node").fetchone()
    try:
        kg.search(text)
    except InputError as error:
        assert "no letter or digit" in str(error)
    assert kg.names.execute("SELECT count(*) FROM node").fetchone() == before


def test_no_name_and_too_long_a_name_are_refused(kg: KnowledgeGraph) -> None:
    for text in ("", "  ", "\u200f\x07", "!?", "x" * 10_000, "x " * LONGEST):
        with pytest.raises(InputError) as fault:
            kg.search(text)
        assert len(str(fault.value)) < 300
        with pytest.raises(InputError) as fault:
            kg.show(text)
        assert len(str(fault.value)) < 300


# --- one node for a name ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("TUR", "state/TUR"),
        ("state:TUR", "state/TUR"),
        ("<https://w3id.org/dipgraph/state/TUR>", "state/TUR"),
        ("republic of turkey", "state/TUR"),
        ("Portugal", "state/PRT"),  # not the place of that name
        ("foreign minister of Georgia", "office/GEO-foreign-minister"),
        ("pashinyan", "person/nikol-pashinyan"),  # and not one of the records beside his name
        ("2024-08-22-signing-AZE-UZB-allied-relations-treaty", None),
    ],
)
def test_a_name_in_use_is_one_node(kg: KnowledgeGraph, name: str, iri: str | None) -> None:
    found = find_node(name, kg.opened, kg.names)
    assert found == f"https://w3id.org/dipgraph/{iri or 'event/' + name}"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("NAM", "2 things are named 'NAM': organisation:nam (Non-Aligned Movement); state:NAM"),
        ("baku declaration", "3 things are named"),
        ("aliyev", "person:ilham-aliyev (Ilham Aliyev); person:heydar-aliyev (Heydar Aliyev)"),
        ("aliev", "Did you mean person:ilham-aliyev (Ilham Aliyev)"),
        ("state:TURR", "Did you mean state:TUR"),
        ("event:2024-08-22-signing-AZE-UZB-allied-relation-treaty", "relations-treaty?"),
        ("kind:visit", "no actor, place or record"),
        ("visits Azerbaijan", "Name one of them"),
        ("qqqqwwwwxxxx", "nothing is named"),
        ("foo:bar\x1b[2J", "nothing is named 'foo:bar\\x1b[2J'"),
    ],
)
def test_a_doubtful_name_is_answered_with_a_choice(
    kg: KnowledgeGraph, name: str, told: str
) -> None:
    with pytest.raises(InputError) as fault:
        kg.show(name)
    assert told in str(fault.value)
    assert len(str(fault.value).splitlines()) == 1
    assert str(fault.value).isprintable()


def test_classes_and_kinds_are_found_by_any_name(kg: KnowledgeGraph) -> None:
    for name in ("visit", "Visits", "dip:Visit", "https://w3id.org/dipgraph/ontology#Visit"):
        assert find_class(kg.store, name).endswith("#Visit")
    for name in ("state visit", "State-visit", "kind:state-visit"):
        assert find_kind(kg.store, name).endswith("/kind/state-visit")
    with pytest.raises(InputError, match="Did you mean state visit"):
        find_kind(kg.store, "state vist")


def test_records_are_found_by_their_kind_though_their_label_does_not_say_it(
    kg: KnowledgeGraph,
) -> None:
    rows = kg.query("SELECT ?r ?l { ?r dip:hasKind kind:trilateral-meeting ; rdfs:label ?l }")
    assert any("rilateral meeting" not in row.l for row in rows)
    found = {hit.iri for hit in kg.search("trilateral meeting", limit=0)}
    assert {row.r for row in rows} <= found
    assert len(rows) > 5


def test_a_plural_finds_what_is_told_of_one(kg: KnowledgeGraph) -> None:
    one, many = kg.search("president COP29", limit=0), kg.search("presidents COP29", limit=0)
    assert {hit.iri for hit in one} == {hit.iri for hit in many}
    assert len(many) == 5  # the text names five presidents
    assert all(hit.fit >= NEAR for hit in many)
    assert "treat" not in {form for word in read_words("treaties") for form in word}
    assert read_words("congress iris")[0] == {"congress": 1.0}


def test_words_side_by_side_as_typed_come_first(kg: KnowledgeGraph) -> None:
    labels = [hit.label for hit in kg.search("state visit")]
    told = ["state visit" in label.lower() for label in labels]
    assert told.count(True) == 3
    assert told == sorted(told, reverse=True)
    assert any("Head of state" in label for label in labels)


def test_names_can_be_searched_from_another_thread(kg: KnowledgeGraph) -> None:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(kg.search, ["Turkiye", "aliev"] * 4))
    assert [hits[0].name for hits in found] == ["state:TUR", "person:ilham-aliyev"] * 4


# --- the command -----------------------------------------------------------------------


def test_search_prints_what_show_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Turkey", "--limit", "2"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0].split() == [
        "show", "class", "label", "date", "records", "also", "written"
    ]  # fmt: skip
    assert out.splitlines()[2].startswith("state:TUR")
    assert "2 shown, " in err
    assert main(["search", "Turkey", "--limit", "2", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["shown"] == 2 < told["total"]
    assert told["hits"][0]["also_written"] == "Turkey"
    assert main(["search", "aliev", "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("name,class,label,start,end,precision,records,also_written,fit\r\n")
    assert "nothing is written 'aliev'" in err


def test_a_narrow_window_cuts_no_name_off(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["search", "Shusha declaration", "--limit", "5"]
    assert main(words) == 0
    table = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in table[2:]]
    assert len(names) == 5
    for width in (50, 500):
        monkeypatch.setattr("dipgraph.cli.search.terminal_width", lambda: width)  # noqa: B023
        assert main(words) == 0
        out = capsys.readouterr().out
        assert [word for word in out.split() if word in names] == names
        assert all(len(line) <= width or len(line.split()) < 4 for line in out.splitlines())


def test_search_without_a_hit_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "qqqqwwwwxxxx"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "nothing fits 'qqqqwwwwxxxx'" in err
    assert main(["search", "treaty", "--year", "24"]) == 2
    assert "--year is a year of four digits" in capsys.readouterr().err
    assert main(["search", "treaty", "--limit", "-1"]) == 2
    assert "--limit" in capsys.readouterr().err
