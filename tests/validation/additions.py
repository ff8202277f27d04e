"""Additions to the fictional project, and what the validation says of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import dipgraph
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.namespaces import PREFIXES
from dipgraph.validation import Document, Outcome, validate_documents
from dipgraph.validation.documents import INPUT_FORMATS

RURITANIA = Path(__file__).parents[1] / "fixtures" / "ruritania"
PLACES = f"--data {RURITANIA} --sources {RURITANIA / 'texts'}"
"""What a command of a message has, so that it speaks of this project."""
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEAD_LINES = HEAD.count("\n")

# True, new to the graph, and named by its passage.
GOOD = """
event:2031-06-21-meeting-zenda
    a dip:Meeting ;
    rdfs:label "Ruritania and Graustark meet in Zenda on 20 June 2031"@en ;
    dip:hasKind kind:bilateral-meeting ;
    dip:hasParticipant state:XGK , state:XRU ;
    dip:takesPlaceIn place:zenda ;
    dip:startDate "2031-06-20"^^xsd:date ;
    dip:endDate "2031-06-20"^^xsd:date ;
    dip:datePrecision dip:Day ;
    dip:isStatedIn passage:xr-2031.447-525 .
"""


@cache
def ruritania() -> KnowledgeGraph:
    return dipgraph.load(RURITANIA, sources=RURITANIA / "texts", cache=False)


def document(text: str, shown: str = "new.ttl", kind: str = "turtle") -> Document:
    made = Document(shown, HEAD + text if kind in ("turtle", "trig") else text, INPUT_FORMATS[kind])
    made.read(named_only=True)
    return made


def validated(*texts: str, texts_folder: Path | None = RURITANIA / "texts") -> Outcome:
    kg = ruritania()
    documents = [document(text, f"new{n}.ttl" if n else "new.ttl") for n, text in enumerate(texts)]
    return validate_documents(kg.project, kg.store, documents, texts=texts_folder)


def changed(old: str, new: str) -> str:
    """Return the good addition with one thing changed."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)
