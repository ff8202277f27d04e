"""The style checks: silent on the ontology, and each speaks on the fault it is for."""

import shutil
from pathlib import Path

import pytest

from dipgraph.errors import InputError
from dipgraph.resources import Project, find_project
from dipgraph.style import check_style

ROOT = Path(__file__).parent.parent
CHECKS = sorted((ROOT / "ontology/checks").glob("*.rq"))

WHOLE = 'skos:definition "d"@en ; skos:example "e"@en ; dcterms:source "s"@en'
FAULTS = {
    "class-name": f'dip:UNThing a owl:Class ; rdfs:label "un thing"@en ; {WHOLE} .',
    "concept-incomplete": 'kind:odd a skos:Concept ; skos:inScheme kind:visits ; rdfs:label "x" .',
    "data-property-name": f"dip:HasDay a owl:DatatypeProperty ; rdfs:range xsd:date ;"
    f' rdfs:label "x day"@en ; {WHOLE} .',
    "data-property-without-range": "dip:day a owl:DatatypeProperty ;"
    f' rdfs:label "x"@en ; {WHOLE} .',
    "no-shape-for-class": f"dip:Feast a owl:Class ; rdfs:subClassOf dip:Event ;"
    f' rdfs:label "feast"@en ; {WHOLE} .',
    "object-property-name": f'dip:host a owl:ObjectProperty ; rdfs:label "host"@en ; {WHOLE} .',
    "owl-beyond-rl": "dip:Visit owl:minCardinality 1 .",
    "scheme-undeclared": "kind:odd a skos:Concept ; skos:inScheme kind:nowhere ;"
    ' rdfs:label "x"@en ; skos:definition "d"@en .',
    "shape-without-message": "dipsh:Odd-label a sh:PropertyShape ; sh:path rdfs:label .",
    "term-without-definition": 'dip:Odd a owl:Class ; rdfs:label "odd"@en ;'
    ' skos:example "e"@en ; dcterms:source "s"@en .',
    "term-without-example": 'dip:Odd a owl:Class ; rdfs:label "odd"@en ;'
    ' skos:definition "d"@en ; dcterms:source "s"@en .',
    "term-without-label": f"dip:Odd a owl:Class ; {WHOLE} .",
    "term-without-source": 'dip:Odd a owl:Class ; rdfs:label "odd"@en ;'
    ' skos:definition "d"@en ; skos:example "e"@en .',
    "two-labels": 'dip:Visit rdfs:label "Journey"@en .',
    "undeclared-superterm": "dip:Visit rdfs:subClassOf dip:Evnt .",
}
PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dip: <https://w3id.org/dipgraph/ontology#> .
@prefix dipsh: <https://w3id.org/dipgraph/shape#> .
@prefix kind: <https://w3id.org/dipgraph/kind/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture
def copied(tmp_path: Path) -> Project:
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "data/registry").mkdir(parents=True)
    return find_project(tmp_path)


def test_ontology_keeps_its_style() -> None:
    part = check_style(find_project(ROOT))
    assert part.issues == []
    assert part.counts["checks"] == len(CHECKS) >= 15
    assert part.checked > 500


def test_each_check_has_a_fault_to_find() -> None:
    assert {path.stem for path in CHECKS} == FAULTS.keys()


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_check_finds_the_fault_it_is_for(name: str, copied: Project) -> None:
    added = copied.ontology / "odd.ttl"
    added.write_text(f"{PREFIXES}\n{FAULTS[name]}\n", encoding="utf-8")
    rule = next(
        line.removeprefix("# Rule: ")
        for line in (copied.ontology / f"checks/{name}.rq").read_text().splitlines()
        if line.startswith("# Rule: ")
    )
    problem = next(
        line.removeprefix("# Problem: ")
        for line in (copied.ontology / f"checks/{name}.rq").read_text().splitlines()
        if line.startswith("# Problem: ")
    )
    found = [issue for issue in check_style(copied).issues if issue.fault.startswith(problem)]
    assert found, f"{name} is silent"
    assert {issue.check for issue in found} == {rule}
    assert all(issue.line > 0 for issue in found)


def test_check_without_severity_is_refused(copied: Project) -> None:
    (copied.ontology / "checks/severity.toml").write_text("# none\n", encoding="utf-8")
    with pytest.raises(InputError, match="no severity"):
        check_style(copied)


def test_check_that_is_no_sparql_is_refused(copied: Project) -> None:
    path = copied.ontology / "checks/class-name.rq"
    path.write_text(path.read_text().replace("SELECT", "SELCT"), encoding="utf-8")
    with pytest.raises(InputError, match=r"class-name\.rq: this is not SPARQL"):
        check_style(copied)


def test_no_check_at_all_counts_as_nothing_checked(copied: Project) -> None:
    for path in (copied.ontology / "checks").glob("*.rq"):
        path.unlink()
    assert check_style(copied).checked == 0
