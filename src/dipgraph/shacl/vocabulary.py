"""The names of the SHACL, RDF and XSD vocabularies that the validator uses."""

from __future__ import annotations

from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"

RDF_TYPE = NamedNode(RDF + "type")
RDF_FIRST = NamedNode(RDF + "first")
RDF_REST = NamedNode(RDF + "rest")
RDF_NIL = NamedNode(RDF + "nil")
RDFS_CLASS = NamedNode(RDFS + "Class")
RDFS_SUBCLASS = NamedNode(RDFS + "subClassOf")
OWL_IMPORTS = NamedNode(OWL + "imports")
XSD_BOOLEAN = NamedNode(XSD + "boolean")
XSD_INTEGER = NamedNode(XSD + "integer")
TRUE = Literal("true", datatype=XSD_BOOLEAN)
FALSE = Literal("false", datatype=XSD_BOOLEAN)

# Predicates that may stand on a shape without being a constraint parameter: targets, paths,
# what steers the report, what is only read by people, and inference rules, which are no part
# of validation.
OTHER_SHAPE_TERMS = frozenset(
    """targetClass targetNode targetObjectsOf targetSubjectsOf path severity message deactivated
    name description order group defaultValue declare prefixes shapesGraph entailment rule
    flags ignoredProperties qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    select ask construct update parameter optional labelTemplate nodeValidator
    propertyValidator validator suggestedShapesGraph namespace prefix""".split()
)

SH_CLASSES = frozenset(
    """AbstractResult ConstraintComponent Function JSConstraint JSExecutable JSFunction
    JSLibrary JSRule JSTarget JSTargetType JSValidator NodeKind NodeShape Parameter
    Parameterizable PrefixDeclaration PropertyGroup PropertyShape ResultAnnotation Rule
    SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint SPARQLConstructExecutable
    SPARQLExecutable SPARQLFunction SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator
    SPARQLTarget SPARQLTargetType SPARQLUpdateExecutable Severity Shape Target TargetType
    TripleRule ValidationReport ValidationResult Validator""".split()
)


def sh(name: str) -> NamedNode:
    """Return the SHACL term with this local name."""
    return NamedNode(SH + name)


def show(term: Term) -> str:
    """Return a term as a person reads it in a message: Turtle without prefixes.

    A blank node is ``[]``, since its label changes with each reading of a file.
    """
    if isinstance(term, BlankNode):
        return "[]"
    if isinstance(term, NamedNode) and term.value.startswith(SH):
        return "sh:" + term.value[len(SH) :]
    return str(term)
