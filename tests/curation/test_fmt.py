"""Canonical order of Turtle: meaning, comments and spelling stay, whatever the text looks like."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph.curation.blocks import RDF_TYPE
from dipgraph.curation.formatting import format_text
from dipgraph.curation.order import Layout, read_layout
from dipgraph.curation.tokens import tokenize
from dipgraph.errors import DataError, InputError, SyntaxFault
from dipgraph.namespaces import PREFIXES
from dipgraph.turtle import parse_text
from project_copy import ROOT, assert_one_line_fault, copy_project, run_dipgraph

LAYOUT = read_layout()
HEAD = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n"
    for name in ("dip", "event", "passage", "rdfs", "skos", "xsd")
)


def fmt(text: str) -> str:
    return format_text(text, "f.ttl", LAYOUT)


def comments(text: str) -> Counter[str]:
    return Counter(t.text for t in tokenize(text, "f.ttl") if t.kind == "comment")


def same_triples(one: list[ox.Quad], other: list[ox.Quad]) -> bool:
    """Tell whether two lists state the same by the canonical form of the W3C."""
    graphs = [ox.Dataset(one), ox.Dataset(other)]
    for graph in graphs:
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return graphs[0] == graphs[1]


def test_the_order_of_data_format_is_kept() -> None:
    messy = """# what this file is about

PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
@prefix event: <https://w3id.org/dipgraph/event/> .
@prefix dip: <https://w3id.org/dipgraph/ontology#> .   # ours
@prefix passage: <https://w3id.org/dipgraph/passage/> .
# the later one
event:b dip:isStatedIn passage:xr-2031.79-154; a dip:Visit; rdfs:label 'B'@en .
event:a dip:isStatedIn passage:xr-2031.10-20 , # here
   passage:xr-2031.30-40 ; # both
  # its label
  rdfs:label \"\"\"A\"\"\"@en;; a dip:Visit. # done
# the end
"""
    assert (
        fmt(messy)
        == """# what this file is about

@prefix dip: <https://w3id.org/dipgraph/ontology#> . # ours
@prefix event: <https://w3id.org/dipgraph/event/> .
@prefix passage: <https://w3id.org/dipgraph/passage/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

event:a
    a dip:Visit ; # done
    # its label
    rdfs:label \"\"\"A\"\"\"@en ;
    dip:isStatedIn
        passage:xr-2031.10-20 , # here
        passage:xr-2031.30-40 . # both

# the later one
event:b
    a dip:Visit ;
    rdfs:label 'B'@en ;
    dip:isStatedIn passage:xr-2031.79-154 .

# the end
"""
    )


def test_properties_stand_in_the_order_of_the_contract() -> None:
    """The order of data/FORMAT.md, which is neither that of letters nor that of the ontology."""
    order = (
        "a rdfs:label dip:hasKind dip:title dip:theme dip:ordinal dip:isFirst dip:hasVisitor "
        "dip:isHostedBy dip:namesPerson dip:takesPlaceIn dip:hasMode dip:isInFrameworkOf "
        "dip:isPartOf dip:concerns dip:isAbout dip:follows dip:hasMeasure dip:value dip:hasUnit "
        "dip:somethingNew dip:startDate dip:endDate dip:datePrecision dip:hasStatus dip:hasFlag "
        "dip:hasConfidence skos:editorialNote dip:meansWithoutNaming dip:isStatedIn"
    ).split()
    text = HEAD + "event:a " + " ; ".join(f"{verb} event:b" for verb in sorted(order)) + " ."
    assert re.findall(r"^    (\S+) event:b", fmt(text), re.M) == order


def test_one_block_a_record_and_one_line_a_property() -> None:
    text = HEAD + (
        "event:a rdfs:label 'x'@en .\n\nevent:b a dip:Visit .\n\n# why\nevent:a a dip:Visit ;\n"
        "  skos:editorialNote 'one'@en ; skos:editorialNote 'two'@en ; # why two\n .\n"
    )
    assert fmt(text).partition("\n\n")[2] == (
        "# why\nevent:a\n    a dip:Visit ;\n    rdfs:label 'x'@en ;\n"
        "    skos:editorialNote 'one'@en , 'two'@en . # why two\n\n"
        "event:b\n    a dip:Visit .\n"
    )


def test_deep_lists_and_many_nameless_nodes_take_no_time() -> None:
    head = "@prefix e: <http://e/> .\n"
    deep = head + "e:b e:z 1 .\n\ne:a e:p " + "( " * 2_000 + "1 " + ") " * 2_000 + ".\n"
    assert fmt(deep).count("(") == 2_000
    ring = "".join(f"_:b{i} e:q _:b{(i + 1) % 500} ; e:a [ e:r [] ] .\n" for i in range(500))
    assert fmt(head + ring).count("[ e:r [] ]") == 500


def test_blocks_are_not_sorted_past_a_comment_of_nobody() -> None:
    def block(name: str, start: int) -> str:
        return f"event:{name}\n    dip:isStatedIn passage:x.{start}-{start + 5} .\n"

    parts = [block("a", 90), block("b", 50), "# --- part two\n", block("c", 70), block("d", 10)]
    body = fmt(HEAD + "\n" + "\n".join(parts)).partition("\n\n")[2]
    assert re.findall(r"^(?:event:|# --- )(\w+)", body, re.M) == ["b", "a", "part", "d", "c"]


def test_ledger_by_place_registry_by_name_and_others_as_they_are() -> None:
    ledger = HEAD + "passage:x.100-110 dip:repeats passage:x.1-2 .\npassage:x.20-30 a dip:Passage ."
    assert re.findall(r"^passage:\S+", fmt(ledger), re.M) == [
        "passage:x.20-30",
        "passage:x.100-110",
    ]
    names = "@prefix state: <https://w3id.org/dipgraph/state/> .\n"
    states = names + "state:XRU a state:S . state:XGK a state:S ."
    assert re.findall(r"^state:\w+", fmt(states), re.M) == ["state:XGK", "state:XRU"]
    terms = "@prefix e: <http://e/> .\ne:z e:p 1 . e:a e:p 2 ."
    assert re.findall(r"^e:\w", fmt(terms), re.M) == ["e:z", "e:a"]


@pytest.mark.parametrize(
    "text",
    [
        "@prefix e: <http://e/> .\ne:a e:b 1, 01, 1.0, -1.5, .5, 1e3, 1.E3, true, 'x', \"x\\n\" .",
        "@prefix e: <http://e/> .\ne:a e:b [ e:c [ e:d 'x'@en-GB ] ; e:e ( 1 e:f () [] ) ] .",
        "@prefix e: <http://e/> .\n[ e:a e:b ] .\n[] e:c e:d .\n_:x e:p _:y . _:y e:q _:x .",
        "@prefix e: <http://e/> .\ne:a e:b [ # inside\n  e:c e:d\n] , ( 1 # two\n 2 ) .",
        "@base <http://e/> .\n@prefix : <n#> .\n<a> :b </c> , :d.e , :f\\.g , :%41 , :1:2 .",
        "@prefix e: <http://e/> .\ne:a.b e:c e:d.e:f ; e:g 1.\n",
        "@prefix e: <http://e/> .\n@prefix e: <http://e/> . # twice\ne:a e:b e:c .",
        "@prefix e: <http://e/> .\ne:a e:b 'x'^^e:t , '''a\r\n# no comment\n\"''' , 'é'@en .\r\n",
        "@prefix e: <http://e/> .\ne:a # s\n # v\n e:b # o\n 1 # after\n # dot\n . # behind",
        "@prefix é: <http://e/> .\né:ā é:b é:c·d .",
    ],
)
def test_all_of_turtle_is_kept(text: str) -> None:
    new = fmt(text)
    assert same_triples(parse_text(text, "f.ttl"), parse_text(new, "f.ttl"))
    assert comments(new) == comments(text)
    assert fmt(new) == new


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "event:a a dip:Visit .\n@prefix dip: <http://other/> .\n", 8, "declared anew"),
        (HEAD + "@base <http://b/> .\nevent:a a dip:Visit .\n", 7, "Put it first"),
        (HEAD + "event:a a dip:Visit\n", 8, "Unexpected end"),
        (HEAD + "event:a a <<( event:a a dip:Visit )>> .\n", 7, "cannot be laid out"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(SyntaxFault, match=words) as fault:
        fmt(text)
    assert str(fault.value).startswith(f"f.ttl:{line}:")


def test_a_loss_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof looks at the new text, not at how it was made."""
    from dipgraph.curation import formatting

    text = HEAD + (
        "event:a rdfs:label 'x'@en ; dip:p ( 1 2 ) , [ a dip:B ] , _:n ; a dip:Visit . # why\n"
        "_:n a dip:D . _:m a dip:E .\n"
    )
    good = fmt(text)
    for bad, words in (
        (good.replace(" # why", ""), "a comment"),
        (good.replace("'x'", "'y'"), "a triple"),
        (good.replace("( 1 2 )", "( 2 1 )"), "a triple"),
        (good.replace("[ a dip:B ]", "[ a dip:C ]"), "a triple"),
        (good.replace("_:n\n", "_:m\n"), "a triple"),
        (good.replace("\n    a dip", "\n\n    a dip"), "the order"),
    ):
        assert bad != good
        prints = iter([bad, good])
        monkeypatch.setattr(formatting, "print_document", lambda *_, p=prints: next(p))
        with pytest.raises(DataError, match=words):
            fmt(text)


# --- any text: words of Turtle with white space and comments anywhere between them --------

NAMES = st.sampled_from(["event:a", "event:b", "<http://e/x>", "dip:isStatedIn", "passage:x.1-2"])
VERBS = st.sampled_from(["a", "rdfs:label", "dip:isStatedIn", "dip:title", "<http://e/p>"])
LITERALS = st.sampled_from(
    ["'x'", '"y"@en', "1", "1.50", "true", "'''z # no\n'''", '"2"^^xsd:integer', "passage:x.9-12"]
)
TERMS = st.recursive(
    NAMES | LITERALS | st.just("_:b"),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: " ".join(["(", *items, ")"]))
        | st.tuples(VERBS, inner).map(lambda pair: f"[ {pair[0]} {pair[1]} ]")
    ),
    max_leaves=4,
)
PROPERTY = st.tuples(VERBS, st.lists(TERMS, min_size=1, max_size=3)).map(
    lambda pair: f"{pair[0]} " + " , ".join(pair[1])
)
BLOCK = st.tuples(NAMES, st.lists(PROPERTY, min_size=1, max_size=4)).map(
    lambda pair: f"{pair[0]} " + " ; ".join(pair[1]) + " ."
)
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", " # one\n", "\n# two\n", "\n\n# three\n\n"])


@st.composite
def turtle_texts(draw: st.DrawFn) -> str:
    text = HEAD + "\n".join(draw(st.lists(BLOCK, min_size=1, max_size=4)))
    tokens = [token.text for token in tokenize(text, "f.ttl")]
    out = [draw(GAPS)]
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        # What is glued stays so; a gap between would be another text.
        glued = (after.startswith("@") and not after.startswith("@prefix")) or after == "^^"
        out += [token, "" if glued or token == "^^" else draw(GAPS)]
    return "".join(out)


@settings(max_examples=60, deadline=None)
@given(turtle_texts())
def test_any_text_keeps_triples_and_comments_and_stays_what_it_became(text: str) -> None:
    new = fmt(text)
    assert same_triples(parse_text(text, "f.ttl"), parse_text(new, "f.ttl"))
    assert comments(new) == comments(text)
    assert fmt(new) == new
    assert not re.search(r"[ \t]$|\n\n\n", re.sub(r"'''.*?'''", "s", new, flags=re.S), re.M)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.binary().map(repr))
def test_rubbish_is_refused_in_one_line(text: str) -> None:
    try:
        fmt(HEAD + text)
    except InputError as fault:
        assert str(fault).startswith("f.ttl:")
        assert "\n" not in str(fault)


# --- the data -------------------------------------------------------------------------------


def test_every_data_file_can_be_formatted_and_nothing_is_lost() -> None:
    files = sorted((ROOT / "data").rglob("*.ttl")) + sorted((ROOT / "ontology").rglob("*.ttl"))
    assert len(files) > 100
    for path in files[::6]:
        text = path.read_text(encoding="utf-8")
        assert format_text(text, path.name, LAYOUT).count("\n") > 2


def test_data_are_canonical(tmp_path: Path) -> None:
    run = run_dipgraph("fmt", "--check", cache=tmp_path)
    assert run.returncode == 0, run.stdout
    assert re.search(r"^1\d\d files looked at: 0 would change", run.stderr)


def test_layout_names_every_class_and_property_of_the_ontology() -> None:
    text = (ROOT / "ontology" / "dipgraph.ttl").read_text(encoding="utf-8")
    quads = parse_text(text, "dipgraph.ttl")
    types = {
        (q.subject.value, q.object.value)
        for q in quads
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)
    }
    dip, owl = PREFIXES["dip"], PREFIXES["owl"]
    for name, kind in types:
        if kind in (owl + "ObjectProperty", owl + "DatatypeProperty") and name.startswith(dip):
            derived = name in (dip + "involves", dip + "actsFor")
            assert derived or LAYOUT.rank(name)[1] == "", f"{name} has no place in layout.toml"
    used = set()
    for path in (ROOT / "data" / "sources").rglob("*.ttl"):
        for quad in parse_text(path.read_text(encoding="utf-8"), path.name):
            if quad.predicate.value == RDF_TYPE and isinstance(quad.object, ox.NamedNode):
                used.add(quad.object.value)
    assert len(used) > 20
    assert used <= set(LAYOUT.source_files)


def test_files_of_the_layout_are_those_of_the_contract() -> None:
    contract = (ROOT / "data" / "FORMAT.md").read_text(encoding="utf-8")
    for name in {*LAYOUT.source_files.values(), "registry/"}:
        assert f"{name}`" in contract or name == "registry/", name


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"properties": "rdf:type", "source": {}, "registry": {}}, "names no \\*"),
        ({"properties": "nosuch:x *", "source": {}, "registry": {}}, "no known prefix"),
        ({"properties": "*", "source": {"../a.ttl": []}, "registry": {}}, "no file name"),
        ({"properties": "*"}, "tables"),
    ],
)
def test_a_faulty_layout_is_told(table: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Layout(table, "layout.toml")


# --- the command ----------------------------------------------------------------------------


def test_command_checks_shows_and_writes(tmp_path: Path) -> None:
    path = tmp_path / "new.ttl"
    messy = HEAD + "event:a rdfs:label 'x'@en ; a dip:Visit . # why\n"
    path.write_text(messy, encoding="utf-8")
    checked = run_dipgraph("fmt", "--check", str(path), cache=tmp_path)
    assert (checked.returncode, checked.stdout) == (1, f"{path}\n")
    shown = run_dipgraph("fmt", "--diff", str(path), cache=tmp_path)
    assert shown.returncode == 0
    assert "+    a dip:Visit ; # why" in shown.stdout
    assert path.read_text(encoding="utf-8") == messy
    assert run_dipgraph("fmt", str(path), cache=tmp_path).returncode == 0
    assert path.read_text(encoding="utf-8") == fmt(messy)
    again = run_dipgraph("fmt", "--check", str(tmp_path), cache=tmp_path)
    assert again.returncode == 0
    assert "1 file looked at: 0 would change" in again.stderr


def test_command_filters_and_writes_nothing_if_one_file_is_bad(tmp_path: Path) -> None:
    messy = HEAD + "event:a rdfs:label 'x'@en ; a dip:Visit .\n"
    piped = run_dipgraph("fmt", "-", cache=tmp_path, stdin=messy)
    assert (piped.returncode, piped.stdout) == (0, fmt(messy))
    good, bad = tmp_path / "a.ttl", tmp_path / "b.ttl"
    good.write_text(messy, encoding="utf-8")
    bad.write_text(HEAD + "event:a a\n", encoding="utf-8")
    assert_one_line_fault(run_dipgraph("fmt", str(good), str(bad), cache=tmp_path), "b.ttl:8:")
    assert good.read_text(encoding="utf-8") == messy
    assert_one_line_fault(run_dipgraph("fmt", "x.nt", cache=tmp_path), "lays out Turtle")
    assert_one_line_fault(run_dipgraph("fmt", "-", cache=tmp_path), "nothing in it")
    assert_one_line_fault(run_dipgraph("fmt", "-", "a.ttl", cache=tmp_path), "stands alone")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    piped = subprocess.run(
        [sys.executable, "-m", "dipgraph", "fmt", "-"], input=b"a\n\xff", capture_output=True
    )
    assert piped.returncode == 2
    assert b"standard input:2: byte 2 is not UTF-8" in piped.stderr


def test_a_project_of_ones_own_is_formatted_by_default(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    before = {p: p.read_text(encoding="utf-8") for p in project.rglob("*.ttl")}
    run = run_dipgraph("--data", str(project), "fmt", cache=tmp_path)
    assert run.returncode == 0, run.stderr
    changed = [p for p, text in before.items() if p.read_text(encoding="utf-8") != text]
    assert len(changed) == len(run.stdout.splitlines()) > 0
    check = run_dipgraph("--data", str(project), "fmt", "--check", cache=tmp_path)
    assert check.returncode == 0
