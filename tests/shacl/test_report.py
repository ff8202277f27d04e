"""Results tell their reasons, come in a fixed order, and make a standard report."""

from __future__ import annotations

import random

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dipgraph.shacl import DataGraph, Result, read_shapes, validate
from dipgraph.shacl.vocabulary import RDF_TYPE, SH, sh

from .shapes_text import PREFIXES, check, components, ex

PERSON = 'ex:a ex:name "Rudolf" ; ex:born "20x3"^^xsd:gYear ; ex:post ex:king .'


def inner(result: Result) -> list[str]:
    return sorted(
        d.component.removeprefix(SH).removesuffix("ConstraintComponent") for d in result.details
    )


@pytest.mark.parametrize(
    ("constraint", "reasons"),
    [
        ("sh:node [ sh:datatype xsd:date ; sh:nodeKind sh:IRI ]", ["Datatype", "NodeKind"]),
        ("sh:or ( [ sh:datatype xsd:date ] [ sh:nodeKind sh:IRI ] )", ["Datatype", "NodeKind"]),
        ("sh:and ( [ sh:datatype xsd:string ] [ sh:maxLength 2 ] )", ["MaxLength"]),
        ("sh:xone ( [ sh:datatype xsd:date ] [ sh:maxLength 2 ] )", ["Datatype", "MaxLength"]),
        ("sh:xone ( [ sh:datatype xsd:string ] [ sh:minLength 2 ] )", []),
        ("sh:not [ sh:datatype xsd:string ]", []),
        (
            "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]",
            ["NodeKind"],
        ),
        ("sh:qualifiedMaxCount 0 ; sh:qualifiedValueShape [ sh:nodeKind sh:Literal ]", []),
    ],
)
def test_details_hold_the_reasons_from_inside(constraint: str, reasons: list[str]) -> None:
    report = check(PERSON, f"ex:S sh:targetNode ex:a ; sh:path ex:name ; {constraint} .")
    (result,) = report.results
    assert inner(result) == reasons
    assert all(detail.source_shape != result.source_shape for detail in result.details)


def test_details_go_as_deep_as_the_shapes() -> None:
    report = check(
        PERSON,
        "ex:S sh:targetNode ex:a ; sh:or ( [ sh:node ex:T ] ) . "
        "ex:T sh:property [ sh:path ex:post ; sh:class ex:Office ] .",
    )
    (result,) = report.results
    (node,) = result.details
    (reason,) = node.details
    assert reason.value == ex("king")
    assert reason.component == SH + "ClassConstraintComponent"
    assert "is not an instance of" in reason.messages[0]


def test_a_property_of_a_property_reports_on_the_inner_focus_node() -> None:
    report = check(
        PERSON,
        "ex:S sh:targetNode ex:a ; sh:path ex:post ; "
        "sh:property [ sh:path ex:of ; sh:minCount 1 ] .",
    )
    assert [result.focus_node for result in report.results] == [ex("king")]


def test_ill_formed_literals_fail_their_datatype() -> None:
    rule = "ex:S sh:targetNode ex:a ; sh:path ex:born ; sh:datatype xsd:gYear ."
    assert components(check(PERSON, rule)) == ["Datatype"]
    assert check('ex:a ex:born "2003"^^xsd:gYear .', rule).conforms


def test_literals_are_judged_as_they_were_written() -> None:
    # An Oxigraph store would turn both into 1.
    report = check("ex:a ex:p 01 , 1 .", "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:in ( 1 ) .")
    assert [result.value and result.value.value for result in report.results] == ["01"]  # type: ignore[union-attr]


def test_messages_and_severity_are_those_of_the_shape() -> None:
    report = check(
        PERSON,
        "ex:S sh:targetNode ex:a ; sh:path ex:name ; sh:maxCount 0 ; sh:severity sh:Warning ; "
        'sh:message "Zu viele."@de , "Too many {?value}."@en .',
    )
    (result,) = report.results
    assert result.messages == ("Zu viele.", "Too many {?value}.")
    assert [literal.language for literal in result.message_literals] == ["de", "en"]
    assert result.severity == SH + "Warning"
    assert not report.conforms


SHUFFLED_DATA = PREFIXES + " ".join(
    f'ex:n{n} a ex:T ; ex:p "{n}" , "x" , ex:o ; ex:q {n} ; ex:r [ ex:p {n} ] .' for n in range(6)
)
SHUFFLED_SHAPES = (
    PREFIXES
    + """ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:closed true ;
    sh:property [ sh:path ex:p ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
        [ sh:path ex:q ; sh:or ( [ sh:minInclusive 4 ] [ sh:class ex:Q ] ) ] ,
        [ sh:path ( ex:r ex:p ) ; sh:maxExclusive 2 ; sh:nodeKind sh:IRI ] .
ex:R a sh:NodeShape ; sh:targetSubjectsOf ex:q ; sh:not [ sh:class ex:T ] ."""
)


def shuffled_report(seed: int) -> str:
    data = list(parse(SHUFFLED_DATA, RdfFormat.TURTLE))
    shapes = list(parse(SHUFFLED_SHAPES, RdfFormat.TURTLE))
    random.Random(seed).shuffle(data)
    random.Random(seed).shuffle(shapes)
    return validate(DataGraph(data), read_shapes(shapes)).to_turtle()


def test_the_report_does_not_depend_on_the_order_of_the_input() -> None:
    first = shuffled_report(0)
    assert first.count("a sh:ValidationResult") > 40
    # Parsing again gives the blank nodes new labels.
    assert {shuffled_report(seed) for seed in range(1, 6)} == {first}


def test_the_turtle_report_holds_every_result_with_its_parts() -> None:
    shapes = read_shapes(parse(SHUFFLED_SHAPES, RdfFormat.TURTLE))
    report = validate(DataGraph(parse(SHUFFLED_DATA, RdfFormat.TURTLE)), shapes)
    read_back = DataGraph(parse(report.to_turtle(), RdfFormat.TURTLE))
    (node,) = read_back.subjects(RDF_TYPE, sh("ValidationReport"))
    results = read_back.objects(node, sh("result"))
    assert len(results) == len(report.results) > 20
    for result in results:
        for name in ("focusNode", "sourceShape", "sourceConstraintComponent", "resultSeverity"):
            assert len(read_back.objects(result, sh(name))) == 1
        assert read_back.objects(result, sh("resultMessage"))
    details = sum(len(read_back.objects(result, sh("detail"))) for result in results)
    assert details == sum(len(result.details) for result in report.results) > 0
    chains = [p for r in results for p in read_back.objects(r, sh("resultPath"))]
    assert any(read_back.read_list(path) == [ex("r"), ex("p")] for path in chains)


def test_the_turtle_of_a_clean_report_says_so() -> None:
    text = check("ex:a ex:p 1 .", "ex:S sh:targetNode ex:a ; sh:class ex:C .").to_turtle()
    assert "sh:conforms false" in text
    clean = check("ex:a ex:p 1 .", "ex:S sh:targetNode ex:a ; sh:nodeKind sh:IRI .").to_turtle()
    triples = {Triple(q.subject, q.predicate, q.object) for q in parse(clean, RdfFormat.TURTLE)}
    assert {triple.predicate for triple in triples} == {RDF_TYPE, NamedNode(SH + "conforms")}
    assert "sh:conforms true" in clean


def test_every_kind_of_path_is_written_so_that_it_can_be_read_back() -> None:
    paths = [
        "[ sh:inversePath ex:p ]",
        "[ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ]",
        "( ex:p [ sh:zeroOrMorePath ex:q ] )",
        "[ sh:oneOrMorePath ( ex:p ex:q ) ]",
        "[ sh:zeroOrOnePath [ sh:inversePath ex:p ] ]",
    ]
    for path in paths:
        shape = f"ex:S sh:targetNode ex:a ; sh:path {path} ; sh:hasValue ex:never ."
        once = check("ex:x ex:p ex:a .", shape)
        (result,) = once.results
        assert result.path_expression is not None
        again = check(
            "ex:x ex:p ex:a .",
            f"ex:S sh:targetNode ex:a ; sh:path {result.path_expression.turtle()} ; "
            "sh:hasValue ex:never .",
        )
        assert again.to_turtle() == once.to_turtle()
        assert again.results[0].path_text == result.path_text


def test_shapes_as_deep_as_the_reader_allows_are_checked() -> None:
    for listed in ("sh:or ( {} )", "sh:not {}", "sh:node {}", "sh:xone ( {} )"):
        text = "[ sh:class ex:C ]"
        for _ in range(48):
            text = f"[ {listed.format(text)} ]"
        # An even number of negations cancels out.
        report = check("ex:a a ex:T .", f"ex:S sh:targetNode ex:a ; sh:node {text} .")
        assert components(report) == ["Node"]
        assert check("ex:a a ex:C .", f"ex:S sh:targetNode ex:a ; sh:node {text} .").conforms
        assert report.to_turtle().count("ClassConstraintComponent") == (listed != "sh:not {}")


def test_what_passed_once_passes_again_and_what_failed_fails_again() -> None:
    report = check(
        "ex:a ex:p ex:x , ex:y . ex:b ex:p ex:y , ex:x . ex:c ex:p ex:x . ex:x a ex:C .",
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:class ex:C ] .",
    )
    assert [(r.focus_node, r.value) for r in report.results] == [
        (ex("a"), ex("y")),
        (ex("b"), ex("y")),
    ]
