"""The forms of an outcome, each read back by somebody else."""

from __future__ import annotations

import json
import re

import pytest
import rdflib
from rdflib import RDF, SH

from dipgraph.cli import validate as command
from dipgraph.validation import Outcome
from dipgraph.validation.documents import INPUT_FORMATS, MAX_SIZE_MIB
from dipgraph.validation.formats import FORMATS, write_outcome
from validation.additions import GOOD, validated

TWIN = GOOD.replace("meeting-zenda", "meeting-twin")
BAD = GOOD.replace("state:XGK ,", "state:XGG , kind:summit ,").replace("dip:Day", "dip:Month")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    found = validated(BAD + TWIN + TWIN.replace("twin", "third") + "<http://e/o> a dip:Odd .")
    assert {f.severity for f in found.findings} == {"violation", "warning"}
    assert any(f.reasons for f in found.findings) and any(f.result is None for f in found.findings)
    return found


def test_options_of_the_command_are_those_of_the_package() -> None:
    assert command._FORMATS == FORMATS
    assert tuple(INPUT_FORMATS) == command._INPUTS
    assert command._MAX_SIZE == MAX_SIZE_MIB


def test_text_says_where_what_why_and_what_to_do(outcome: Outcome) -> None:
    text = write_outcome(outcome, "text")
    assert re.search(r"^✗ violation new\.ttl:\d+ event:2031-06-21-meeting-zenda$", text, re.M)
    for word in ("because:", "do:", "why:", "! warning", "Did you mean state:XGK", "focus nodes"):
        assert word in text
    assert text.rstrip().endswith(outcome.verdict())
    told = [f for f in outcome.findings if not f.follows_from]
    assert f"… and {len(told) - 1} findings more" in write_outcome(outcome, "text", 1)


def test_json_holds_every_finding(outcome: Outcome) -> None:
    read = json.loads(write_outcome(outcome, "json"))
    assert read["ok"] is False and len(read["findings"]) == len(outcome.findings)
    assert {"severity", "file", "line", "record", "fault", "remedy", "why", "reasons"} <= set(
        read["findings"][0]
    )
    assert read["counts"]["records"] == 4 and sum(read["focusNodesByShape"].values()) > 4


def test_turtle_is_a_shacl_report_that_rdflib_and_pyshacl_read(outcome: Outcome) -> None:
    graph = rdflib.Graph().parse(data=write_outcome(outcome, "turtle"), format="turtle")
    report = graph.value(predicate=RDF.type, object=SH.ValidationReport)
    results = list(graph.objects(report, SH.result))
    assert len(results) == len(outcome.findings)
    assert graph.value(report, SH.conforms).toPython() is False  # type: ignore[union-attr]
    for result in results:
        for name in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, name))) == 1
        assert graph.value(result, SH.resultMessage)
    # The recommendation's own conditions on a report, checked by pySHACL.
    import pyshacl

    conditions = """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        e:R sh:targetClass sh:ValidationReport ; sh:property [ sh:path sh:conforms ;
            sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] .
        e:V sh:targetClass sh:ValidationResult ;
            sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ;
            sh:property [ sh:path sh:value ; sh:maxCount 1 ] ;
            sh:property [ sh:path sh:resultPath ; sh:maxCount 1 ] ;
            sh:property [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ;
                sh:in ( sh:Violation sh:Warning sh:Info ) ] ."""
    conforms, _, text = pyshacl.validate(graph, shacl_graph=conditions, shacl_graph_format="turtle")
    assert conforms, text
    empty = rdflib.Graph().parse(data=write_outcome(validated(GOOD), "turtle"), format="turtle")
    assert (None, SH.conforms, rdflib.Literal(True)) in empty


def test_workflow_commands_are_one_line_each_and_escaped(outcome: Outcome) -> None:
    lines = write_outcome(outcome, "github").splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == len([f for f in outcome.findings if not f.follows_from])
    for line in commands:
        assert re.fullmatch(
            r"::(error|warning|notice) (file=[^,:]+,(line=\d+,)?)?title=[^:,]+::.+", line
        )
    assert any(line.startswith("::warning file=new.ttl,line=") for line in commands)
