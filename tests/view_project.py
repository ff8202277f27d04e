"""The fictional project with more states, and with labels that try to break a page."""

from __future__ import annotations

from pathlib import Path

from dipgraph.knowledge import KnowledgeGraph, load
from project_copy import copy_project

STATE = "https://w3id.org/dipgraph/state/"
EVENT = "https://w3id.org/dipgraph/event/"
ORGANISATION = "https://w3id.org/dipgraph/organisation/"
HOSTILE = (
    "</script><script>document.title='hacked'</script><b title=\"x\" y='z'>&amp; \u202eevil\u2028"
)
LONG = "Long " * 2000

_PREFIXES = """
@prefix dip: <https://w3id.org/dipgraph/ontology#> .
@prefix event: <https://w3id.org/dipgraph/event/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix kind: <https://w3id.org/dipgraph/kind/> .
@prefix organisation: <https://w3id.org/dipgraph/organisation/> .
@prefix passage: <https://w3id.org/dipgraph/passage/> .
@prefix place: <https://w3id.org/dipgraph/place/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix state: <https://w3id.org/dipgraph/state/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def quote(text: str) -> str:
    """Return a text as a Turtle literal."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def write_more(project: Path) -> None:
    """Add states and records to a copy of the fictional project."""
    states = {
        "XHO": (HOSTILE, "kind:m49-western-europe", 10, -20),
        "XLO": (LONG, "kind:m49-northern-africa", -30, 5),
        "XTU": ("Türkşüə", "kind:m49-western-asia", 5, 40),
        "XSI": ("Six", "kind:m49-western-asia", 6, 41),
    }
    registry = _PREFIXES + "".join(
        f"state:{code} a dip:State ; rdfs:label {quote(label)}@en ; dip:isoAlpha3 {quote(code)} ;\n"
        f"    dip:hasRegion {region} ; geo:lat {lat} ; geo:long {long} .\n"
        for code, (label, region, lat, long) in states.items()
    )
    (project / "data/registry/more.ttl").write_text(registry, encoding="utf-8")
    dated = 'dip:startDate "2031-03-01"^^xsd:date ; dip:endDate "2031-03-31"^^xsd:date ;\n'
    dated += "    dip:datePrecision dip:Month ; dip:isStatedIn passage:xr-2031.79-154 .\n"
    records = [
        "event:more-trilateral a dip:Meeting ; dip:hasKind kind:trilateral-meeting ;\n"
        f"    rdfs:label {quote(HOSTILE)}@en ;\n"
        "    dip:hasParticipant state:XRU , state:XHO , state:XTU ;",
        "event:more-aid a dip:AidAct ; dip:hasKind kind:humanitarian-aid ;\n"
        f"    rdfs:label {quote(LONG)}@en ; dip:hasDonor state:XRU ; dip:hasRecipient state:XLO ;",
        'event:more-visit a dip:Visit ; dip:hasKind kind:visit ; rdfs:label "=A visit"@en ;\n'
        "    dip:hasVisitor state:XTU ; dip:isHostedBy state:XRU ;",
        # Six states: too many for a bilateral tie.
        "event:more-crowd a dip:Meeting ; dip:hasKind kind:platform-meeting ;\n"
        '    rdfs:label "A meeting of many"@en ;\n'
        "    dip:hasParticipant state:XRU , state:XGK , state:XHO , state:XTU ,\n"
        "    state:XLO , state:XSI ;",
        'event:more-later a dip:Visit ; dip:hasKind kind:visit ; rdfs:label "A later visit"@en ;\n'
        "    dip:hasVisitor state:XTU ; dip:isHostedBy state:XRU ;",
    ]
    text = _PREFIXES + "".join(f"{record}\n    {dated}" for record in records)
    head, name, tail = text.partition("event:more-later")
    text = head + name + tail.replace("2031-03", "2033-03")
    (project / "data/sources/xr-2031/more.ttl").write_text(text, encoding="utf-8")


def make_project(folder: Path) -> Path:
    """Return a copy of the fictional project with more in it."""
    project = copy_project(folder)
    write_more(project)
    return project


def load_more(folder: Path) -> KnowledgeGraph:
    """Return the knowledge graph of such a copy."""
    return load(make_project(folder), cache=False)
