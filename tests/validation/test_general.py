"""Any data and any shapes: SHACL without a graph of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dipgraph.cli import main
from dipgraph.errors import InputError
from dipgraph.validation import read_documents, validate_with_shapes
from dipgraph.validation.findings import Outcome

SHAPES = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:S a sh:NodeShape ; sh:targetClass e:Person ;
    sh:property [ sh:path e:age ; sh:datatype xsd:integer ; sh:maxInclusive 150 ;
        sh:description "People do not live longer." ] ;
    sh:property [ sh:path e:sex ; sh:in ( "f" "m" ) ; sh:severity sh:Warning ] ;
    sh:or ( [ sh:path e:name ; sh:minCount 1 ] [ sh:path e:alias ; sh:minCount 1 ] ) .
e:Idle sh:targetClass e:Nobody ; sh:nodeKind sh:IRI .
"""
DATA = """@prefix e: <http://e/> .
e:a a e:Author ;
    e:age 200 ;
    e:sex "x" .
[] a e:Person ; e:name "n" ; e:age "old" .
"""
CLASSES = """@prefix e: <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
e:Author rdfs:subClassOf e:Person . <http://e/o> owl:imports <http://e/never> .
"""


def run(folder: Path, data: str = DATA, shapes: str = SHAPES, classes: str = CLASSES) -> Outcome:
    names = []
    for name, text in (("d.ttl", data), ("s.ttl", shapes), ("o.ttl", classes)):
        (folder / name).write_text(text, encoding="utf-8")
        names.append(str(folder / name))
    d, s, o = ([*read_documents([name], named_only=False)] for name in names)
    return validate_with_shapes(d, s, o)


def test_findings_have_places_reasons_and_what_to_write(tmp_path: Path) -> None:
    outcome = run(tmp_path)
    age = next(f for f in outcome.findings if f.line == 3)
    assert age.file.endswith("d.ttl") and age.why == "People do not live longer."
    assert '"200"^^xsd:integer' in age.fault
    assert age.remedy == 'Write a value up to "150"^^xsd:integer for http://e/age.'
    choice = next(f for f in outcome.findings if f.reasons)
    assert any("http://e/name" in reason for reason in choice.reasons)
    sex = next(f for f in outcome.findings if f.severity == "warning")
    assert sex.line == 4 and 'one of "f", "m"' in sex.remedy
    assert any(f.record == "a node without a name" for f in outcome.findings)
    assert any(f.severity == "info" and "not followed" in f.fault for f in outcome.findings)
    assert not outcome.ok and "1 shape found nothing to check: http://e/Idle" in outcome.lines[-1]


def test_without_the_ontology_the_subclass_is_not_known(tmp_path: Path) -> None:
    outcome = run(tmp_path, classes="<http://e/x> a <http://e/y> .")
    assert all(f.line not in (2, 3, 4) for f in outcome.findings)
    assert outcome.focus_counts["http://e/S"] == 1


def test_shapes_that_find_nothing_to_check_fail(tmp_path: Path) -> None:
    outcome = run(tmp_path, data="<http://e/a> <http://e/p> 1 .", classes=CLASSES)
    assert not outcome.ok and outcome.verdict() == "nothing was checked, which is a failure"
    untargeted = "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/S> a sh:NodeShape ."
    assert "no shape has a target" in run(tmp_path, shapes=untargeted).lines[-1]


def test_an_ill_formed_shape_is_refused_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s\.ttl: http://e/S: .*did you mean sh:minCount"):
        run(tmp_path, shapes=SHAPES.replace("sh:or (", "sh:minCnt 1 ; sh:or ("))


def test_deep_lists_and_loops_come_to_an_end(tmp_path: Path) -> None:
    deep = f"<http://e/a> a <http://e/Person> ; <http://e/name> {'(' * 10_000}{')' * 10_000} ."
    outcome = run(tmp_path, data=deep)
    assert outcome.focus_counts["http://e/S"] == 1
    star = SHAPES.replace("sh:path e:age", "sh:path [ sh:zeroOrMorePath e:next ]")
    loop = "@prefix e: <http://e/> . e:a a e:Person ; e:next e:b . e:b e:next e:a ."
    assert not run(tmp_path, data=loop, shapes=star).ok


def test_the_command_needs_no_graph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_HOME", str(tmp_path / "nowhere"))
    run(tmp_path)
    words = ["validate", str(tmp_path / "d.ttl"), "--shapes", str(tmp_path / "s.ttl")]
    assert main([*words, "--ontology", str(tmp_path / "o.ttl"), "--format", "turtle"]) == 1
    assert "sh:ValidationReport" in capsys.readouterr().out


MANY = "@prefix e: <http://e/> .\n" + "".join(
    f"e:n{n} a e:C ; e:p e:n{n + 1} .\n" for n in range(300)
)
ENDLESS = {
    "a cross product": (
        "$this a ?x . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c = ?l && ?a = ?f)",
        ["--timeout", "1"],
        "was stopped after 1 s",
    ),
    "a plan without an end": (
        "$this " + "/".join(["<http://e/p>"] * 900) + " ?x",
        ["--timeout", "1"],
        "was stopped after 1 s",
    ),
    "a text that doubles": (
        'BIND("aaaaaaaaaa" AS ?y0) '
        + " ".join(f"BIND(CONCAT(?y{n},?y{n}) AS ?y{n + 1})" for n in range(60)),
        ["--memory", "400"],
        "was stopped when it took more than 400 MiB",
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_query_without_an_end_is_stopped_at_a_limit(name: str, tmp_path: Path) -> None:
    body, words, told = ENDLESS[name]
    data, shapes = tmp_path / "d.ttl", tmp_path / "s.ttl"
    data.write_text(MANY, encoding="utf-8")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
        f"e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:select "
        f"'''SELECT $this WHERE {{ {body} }}''' ] .",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "dipgraph", "validate", str(data), "--shapes", str(shapes)]
    done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stdout == ""
    assert told in done.stderr and len(done.stderr.splitlines()) == 1
