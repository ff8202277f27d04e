"""What the tests of exports share: the graphs, hostile labels, ways to read back."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import dipgraph
from dipgraph.knowledge import KnowledgeGraph, load
from project_copy import ROOT, RURITANIA, copy_project

HOSTILE = [
    '=HYPERLINK("http://e/","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1",
    " \t=1",
    'a "quoted", text',
    "two\nlines\r\nand a tab\t.",
    "</script><b>&amp;",
    "\\u0041\\n",
    "Ağdam\u202e \U0001f600 \u0301",
    "a; b",
    "_:b0",
    "@id",
]
READ_BACK = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RDFLIB_NAMES = {
    "nquads": "nquads",
    "trig": "trig",
    "turtle": "turtle",
    "ntriples": "nt",
    "jsonld": "json-ld",
}


@cache
def real() -> KnowledgeGraph:
    return dipgraph.load(ROOT)


@cache
def small() -> KnowledgeGraph:
    return load(RURITANIA, cache=False)


@cache
def in_graphs(kg: KnowledgeGraph) -> ox.Dataset:
    return canonical(q for q in kg.store if q.graph_name != ox.DefaultGraph())


def canonical(quads: Any) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return dataset


@cache
def merged(kg: KnowledgeGraph) -> ox.Dataset:
    return canonical(ox.Quad(*quad.triple) for quad in in_graphs(kg))


def parse(content: bytes, name: str) -> list[ox.Quad]:
    return list(ox.parse(content, format=READ_BACK[name]))


def hostile_project(folder: Path) -> Path:
    project = copy_project(folder)
    labels = " , ".join(f"{ox.Literal(text, language='en')}" for text in HOSTILE)
    file = project / "data/registry/states.ttl"
    text = file.read_text(encoding="utf-8")
    text += f"\nstate:XRU skos:altLabel {labels} ; rdfs:label {ox.Literal(HOSTILE[0])}@fr .\n"
    file.write_text(text, encoding="utf-8")
    return project
