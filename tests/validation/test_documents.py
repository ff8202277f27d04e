"""What is read and what is refused: formats, limits, hostile files."""

from __future__ import annotations

import io
import json
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph.cli import main
from dipgraph.errors import DipgraphError, InputError
from dipgraph.namespaces import PREFIXES
from dipgraph.validation import read_documents
from dipgraph.validation.documents import CONTEXT, INPUT_FORMATS, MAX_BLANK
from dipgraph.validation.lines import Lines
from validation.additions import GOOD, HEAD, document, validated

EVENT = PREFIXES["event"] + "2031-06-21-meeting-zenda"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_every_format_gives_the_same_triples(tmp_path: Path) -> None:
    import pyoxigraph as ox

    quads = document(GOOD).quads
    wanted = {str(quad.triple) for quad in quads}
    names = [written(tmp_path, "a.ttl", HEAD + GOOD), written(tmp_path, "b.trig", HEAD + GOOD)]
    for name, kind in (("c.nt", "ntriples"), ("d.nq", "nquads"), ("e.jsonld", "jsonld")):
        path = tmp_path / name
        triples = [quad.triple for quad in quads] if kind == "ntriples" else quads
        ox.serialize(triples, output=path, format=INPUT_FORMATS[kind])
        names.append(str(path))
    read = read_documents(names)
    assert [{str(quad.triple) for quad in each.quads} for each in read] == [wanted] * 5
    assert [each.lines.find(EVENT) > 0 for each in read] == [True] * 5


def test_json_ld_may_use_the_bundled_context_or_its_own(tmp_path: Path) -> None:
    node = {"@id": "event:x", "@type": "dip:Meeting", "rdfs:label": "x"}
    name = written(tmp_path, "a.jsonld", json.dumps({"@context": CONTEXT, **node}))
    own = written(
        tmp_path,
        "b.json",
        json.dumps({"@context": [CONTEXT, {"l": "rdfs:label"}], "@id": "event:x", "l": "x"}),
    )
    for each in read_documents([name, own]):
        assert any(quad.subject.value == PREFIXES["event"] + "x" for quad in each.quads)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "a.jsonld",
            '{"@context": "https://schema.org/", "name": "x"}',
            "would have to be fetched",
        ),
        (
            "a.jsonld",
            '{"@graph": [{"@context": ["http://e/c"], "n": 1}]}',
            "would have to be fetch",
        ),
        ("a.jsonld", '{"@context": {"@import": "http://e/c"}}', "would have to be fetched"),
        ("a.jsonld", '{"@id": \n "x', "a.jsonld:2:"),
        ("a.jsonld", "[" * 20_000 + "]" * 20_000, "nested too deeply"),
        ("a.rdf", '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "RDF/XML is not read"),
        ("a.csv", "a,b", "says no RDF format"),
        ("a.ttl", "<http://e/a> <http://e/p> .", "a.ttl:1:"),
        ("a.ttl", "\n\nevent:x a dip:Visit .", "a.ttl:3:"),
        ("a.ttl", "# nothing\n", "holds no statement"),
        ("a.nt", "<http://e/a> <http://e/p> <http://e/b> .\n<x> .", "a.nt:2:"),
        ("missing.ttl", None, "no such file"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, name: str, text: str | None, words: str
) -> None:
    path = str(tmp_path / name) if text is None else written(tmp_path, name, text)
    with pytest.raises(DipgraphError) as caught:
        read_documents([path])
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.ttl"
    with path.open("wb") as file:
        file.truncate(2**27)  # holes take no room
    with pytest.raises(InputError, match=r"larger than 50 MiB.*--max-size"):
        read_documents([str(path)])


def test_standard_input_is_read_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO((HEAD + GOOD).encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    (read,) = read_documents(["-"])
    assert read.shown == "standard input" and len(read.quads) == 10
    Stdin.buffer = io.BytesIO(b"#" * 2**20)
    with pytest.raises(InputError, match="larger than"):
        read_documents(["-"], max_size_mib=0.5)


def test_of_many_nodes_without_a_name_the_first_are_enough() -> None:
    lines = "[] <http://e/p> [] .\n" * 30_000
    read = document(lines)
    assert read.is_cut and len(read.quads) == MAX_BLANK
    outcome = validated(lines + GOOD)
    fault = outcome.findings[0].fault
    assert fault.startswith("more than 1,000 triples with a node without a name")
    assert fault.endswith("the rest of the file was not read.")


def test_a_list_ten_thousand_deep_is_refused_without_a_hitch() -> None:
    outcome = validated(f"event:x a dip:Visit ; dip:isPartOf {'(' * 10_000}{')' * 10_000} .")
    assert not outcome.ok and any("without a name" in f.fault for f in outcome.findings)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x"
    for suffix in (".ttl", ".nq", ".jsonld"):
        file = path.with_suffix(suffix)
        file.write_bytes(raw)
        try:
            read_documents([str(file)])
        except DipgraphError as error:
            assert "\n" not in str(error)


# --- lines ------------------------------------------------------------------------------


def test_lines_of_blocks_and_of_their_properties() -> None:
    text = (
        "@prefix e: <http://e/> .\n@prefix : <http://d/> .\n# e:c a e:No .\ne:a a e:T ;\n"
        '    e:p """long\ne:b e:q 1 .\n""" ;\n    e:q e:z .\n\n<http://e/b> e:p 2 ; # why .\n'
        "    e:q 3 .\n:c\n    a e:T .\ne:a e:later 1 ."
    )
    lines = Lines(text)
    assert lines.find("http://e/a") == 4 and lines.find("http://e/a", "http://e/q") == 8
    assert lines.find("http://e/b") == 10 and lines.find("http://e/b", "http://e/q") == 11
    assert lines.find("http://d/c") == 12
    assert lines.find("http://e/z") == lines.find("http://e/c") == 0
    assert lines.find_word("http://e/a", ["e:nowhere", "e:z"]) == 8
    assert lines.find("http://e/a", "http://e/none") == 4


# --- the command line ---------------------------------------------------------------------

RURITANIA = str(Path(__file__).parents[1] / "fixtures" / "ruritania")


def run(*words: str) -> int:
    return main(["validate", "--data", RURITANIA, *words])


def test_the_command_gives_0_1_and_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DIPGRAPH_SOURCES", RURITANIA + "/texts")
    good = written(tmp_path, "good.ttl", HEAD + GOOD)
    assert run(good) == 0
    assert "0 violations" in capsys.readouterr().out
    bad = written(tmp_path, "bad.ttl", HEAD + GOOD.replace("state:XGK ,", "state:XGG ,"))
    assert run(bad, "--max-findings", "1") == 1
    out = capsys.readouterr().out
    assert "Did you mean state:XGK" in out and "1 more violation follows" in out
    for words, fault in (
        ((str(tmp_path / "none.ttl"),), "there is no such file"),
        ((good, "--ontology", good), "--ontology goes with --shapes"),
        (("-", "-"), "given twice"),
        ((good, "--max-size", "-1"), "--max-size must be"),
        ((good, "--max-size", "nan"), "--max-size must be"),
        ((good, "--fromat", "json"), "does not know"),
    ):
        assert run(*words) == 2
        captured = capsys.readouterr()
        assert fault in captured.err and captured.err.count("\n") == 1 and not captured.out


def test_the_same_from_python(tmp_path: Path) -> None:
    from validation.additions import ruritania

    outcome = ruritania().validate(written(tmp_path, "new.ttl", HEAD + GOOD))
    assert outcome.ok and outcome.counts["records"] == 1
    with pytest.raises(InputError, match="no such file"):
        ruritania().validate(tmp_path / "none.ttl")
