"""Ill-formed shapes are refused by name; nothing that would silently pass is read."""

from __future__ import annotations

import pytest

from dipgraph.errors import DipgraphError
from dipgraph.shacl import ShapesError

from .shapes_text import shapes

ILL_FORMED = {
    "a count that is no number": (
        'ex:S sh:property [ sh:path ex:p ; sh:minCount "1" ]',
        "minCount",
    ),
    "a negative count": ("ex:S sh:property [ sh:path ex:p ; sh:maxCount -1 ]", "maxCount"),
    "a parameter twice": ("ex:S sh:datatype xsd:date , xsd:string", "given 2 times"),
    "a misspelt property": ("ex:S a sh:NodeShape ; sh:minCuont 1", "did you mean sh:minCount"),
    "a misspelt class": ("ex:S a sh:NodeShap ; sh:class ex:C", "did you mean sh:NodeShape"),
    "a target of a misspelt name": ("ex:S a sh:NodeShape ; sh:targetClas ex:C", "sh:targetClass"),
    "no path": ("ex:S sh:property [ sh:minCount 1 ]", "minCount needs a property shape"),
    "a property without a path": ("ex:S sh:property [ sh:class ex:C ]", "has no sh:path"),
    "a property shape without a path": ("ex:S a sh:PropertyShape", "needs a sh:path"),
    "a node shape with a path": ("ex:S a sh:NodeShape ; sh:path ex:p", "cannot have a sh:path"),
    "two paths": ("ex:S sh:property [ sh:path ex:p , ex:q ]", "sh:path is given 2 times"),
    "a path that is a literal": ('ex:S sh:property [ sh:path "p" ]', "not a property path"),
    "a path of one step": ("ex:S sh:property [ sh:path ( ex:p ) ]", "two or more members"),
    "a path that says nothing": ("ex:S sh:property [ sh:path [ ] ]", "no property path"),
    "an unknown node kind": ("ex:S a sh:NodeShape ; sh:nodeKind sh:Iri", "sh:nodeKind is sh:Iri"),
    "a class that is text": ('ex:S a sh:NodeShape ; sh:class "C"', "sh:class must be an IRI"),
    "no list": ("ex:S a sh:NodeShape ; sh:in ex:a", "sh:in must be a list"),
    "a list that is cut off": ("ex:S a sh:NodeShape ; sh:or [ rdf:first ex:T ]", "must be a list"),
    "a broken pattern": ('ex:S a sh:NodeShape ; sh:pattern "a("', "not a regular expression"),
    "a look-ahead": ('ex:S a sh:NodeShape ; sh:pattern "(?=a)b"', "not a regular expression"),
    "an unknown flag": ('ex:S a sh:NodeShape ; sh:pattern "a" ; sh:flags "g"', 'unknown flag "g"'),
    "flags alone": ('ex:S a sh:PropertyShape ; sh:path ex:p ; sh:flags "i"', "without sh:pattern"),
    "a bound without order": ("ex:S a sh:NodeShape ; sh:minInclusive ex:a", "must be a literal"),
    "an ill-formed bound": (
        'ex:S a sh:NodeShape ; sh:minInclusive "20x3"^^xsd:gYear',
        "cannot be compared",
    ),
    "less than on a node shape": (
        "ex:S a sh:NodeShape ; sh:lessThan ex:p",
        "needs a property shape",
    ),
    "a shape that is not there": ("ex:S a sh:NodeShape ; sh:node ex:T", "says nothing"),
    "a property shape as node": (
        "ex:S a sh:NodeShape ; sh:node ex:T . ex:T sh:path ex:p",
        "is a property shape",
    ),
    "a literal as shape": ('ex:S a sh:NodeShape ; sh:not "T"', "cannot be a shape"),
    "a qualified shape without a count": (
        "ex:S sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ]",
        "needs sh:qualifiedMinCount",
    ),
    "a qualified count without a shape": (
        "ex:S sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ]",
        "without sh:qualifiedValueShape",
    ),
    "closed by a number": ("ex:S a sh:NodeShape ; sh:closed 1", "must be true or false"),
    "a message that is an IRI": ("ex:S a sh:NodeShape ; sh:message ex:m", "must be a string"),
    "an unsupported target": ("ex:S a sh:NodeShape ; sh:target [ ]", "sh:target is not a property"),
    "entailment": ("ex: sh:entailment <http://www.w3.org/ns/entailment/RDFS>", "not supported"),
    "a broken query": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this { $this }" ]',
        "its query: line 1 of its text is no SPARQL (near 'SELECT $this { $this }')",
    ),
    "a query without its node": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:select "SELECT ?x { $this ?p ?x }" ]',
        "must return $this",
    ),
    "an undeclared prefix": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this { $this ex:p ?x }" ]',
        "its query: it uses the prefix ex: and does not declare it",
    ),
    "a prefix that is none": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:prefixes ex:P ; sh:select "SELECT $this {}" ] . '
        'ex:P sh:declare [ sh:prefix "e f" ; sh:namespace "http://e/" ]',
        "the sh:prefix 'e f' is none",
    ),
    "a namespace that goes on as a query": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:prefixes ex:P ; sh:select "SELECT $this {}" ] . '
        'ex:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/> SELECT * {} #" ]',
        "is no IRI",
    ),
    "no query": ("ex:S a sh:NodeShape ; sh:sparql [ sh:message 'x' ]", "needs one sh:select"),
    "an ASK query as constraint": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:select "ASK { $this ?p ?o }" ]',
        "a SELECT query",
    ),
    "a query to elsewhere": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this { SERVICE <http://e/> { $this '
        '?p ?o } }" ]',
        "SERVICE is not allowed",
    ),
    "a query from elsewhere": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this FROM <http://e/> { $this ?p '
        '?o }" ]',
        "FROM is not allowed",
    ),
    "one prefix for two namespaces": (
        'ex: sh:declare [ sh:prefix "p" ; sh:namespace "http://a/" ] , [ sh:prefix "p" ; '
        'sh:namespace "http://b/" ] . ex:S a sh:NodeShape ; sh:sparql [ sh:prefixes ex: ; '
        'sh:select "SELECT $this { $this ?p ?o }" ]',
        "stands for both",
    ),
    "a component without a mandatory parameter": (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:p ; sh:optional true ]",
        "mandatory",
    ),
    "a component without a validator": (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:p ] . ex:S a sh:NodeShape ; "
        "ex:p 1",
        "no SPARQL validator",
    ),
}


@pytest.mark.parametrize("fault", ILL_FORMED)
def test_ill_formed_shapes_are_refused_by_name(fault: str) -> None:
    text, words = ILL_FORMED[fault]
    if "targetNode" not in text and text.startswith("ex:S"):
        text = text.replace("ex:S", "ex:S sh:targetNode ex:n ;", 1)
    with pytest.raises(ShapesError) as caught:
        shapes(text + " .")
    assert words in str(caught.value)
    assert "http://example.org/" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, DipgraphError)


RECURSIVE = {
    "itself": "ex:S a sh:NodeShape ; sh:node ex:S .",
    "a property of itself": "ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:node ex:S ] .",
    "two shapes": "ex:S a sh:NodeShape ; sh:not ex:T . ex:T sh:and ( ex:S ) .",
    "a qualified shape": (
        "ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ; "
        "sh:qualifiedValueShape ex:S ] ."
    ),
}


@pytest.mark.parametrize("way", RECURSIVE)
def test_recursive_shapes_are_refused_with_the_way_round(way: str) -> None:
    with pytest.raises(ShapesError, match=r"may not refer back.*example.org/S.*example.org/S"):
        shapes(RECURSIVE[way])


def test_shapes_nested_without_end_are_refused() -> None:
    text = " ".join(f"ex:S{n} sh:node ex:S{n + 1} ." for n in range(300))
    with pytest.raises(ShapesError, match="more than 50 deep"):
        shapes(f"{text} ex:S300 sh:class ex:C . ex:S0 a sh:NodeShape .")


def test_paths_nested_without_end_are_refused() -> None:
    path = "[ sh:inversePath " * 300 + "ex:p" + " ]" * 300
    with pytest.raises(ShapesError, match="more than 100 deep"):
        shapes(f"ex:S sh:targetNode ex:a ; sh:path {path} .")


def test_a_path_that_leads_back_to_itself_is_refused() -> None:
    with pytest.raises(ShapesError, match="deep"):
        shapes("ex:S sh:targetNode ex:a ; sh:path _:x . _:x sh:inversePath _:x .")


def test_a_nameless_shape_is_found_by_the_shape_that_holds_it() -> None:
    with pytest.raises(
        ShapesError, match=r"example.org/S, the shape inside it for .*example.org/p"
    ):
        shapes("ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1.5 ] .")


def test_what_only_people_read_is_allowed_on_a_shape() -> None:
    read = shapes(
        'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:name "n" ; sh:description "d" ; '
        'sh:order 1 ; sh:group ex:g ; sh:severity sh:Warning ; rdfs:seeAlso ex:x ; ex:other "o" .'
    )
    assert [shape.name for shape in read.targeted] == ["http://example.org/S"]


def test_one_shape_used_twice_is_read_once() -> None:
    read = shapes(
        "ex:S a sh:NodeShape ; sh:node ex:T . ex:R a sh:NodeShape ; sh:not ex:T . "
        "ex:T sh:class ex:C ."
    )
    assert sorted(shape.name[-1] for shape in read.all) == ["R", "S", "T"]
