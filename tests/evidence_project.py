"""A small fictional project with its text, for the tests of evidence; each test may break it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.sources import write_passages
from dipgraph.text.cut import cut_text

SOURCE = "xr-2031"

TEXT = """\
# RURITANIA: THE YEAR ABROAD

Relations with neighbours continued to grow. On the invitation of our Minister, the Foreign \
Minister of Graustark Count Vassily paid a working visit to Strelsau on 3-4 May. The 2<sup>nd\
</sup> "Rivers Forum" was held in Strelsau in June within the Danubian Union (DU).

On 7 August the "Treaty on the Common Border: Rivers
Join Us" was signed between Ruritania and Graustark-Lutha.

Ruritania has 12 missions abroad (nine embassies and 3 consulates); 1,200 of 2,400 voters (50%) \
voted. Relations with neighbours continued to grow.
"""

HEAD = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dip: <https://w3id.org/dipgraph/ontology#> .
@prefix event: <https://w3id.org/dipgraph/event/> .
@prefix figure: <https://w3id.org/dipgraph/figure/> .
@prefix instrument: <https://w3id.org/dipgraph/instrument/> .
@prefix kind: <https://w3id.org/dipgraph/kind/> .
@prefix office: <https://w3id.org/dipgraph/office/> .
@prefix organisation: <https://w3id.org/dipgraph/organisation/> .
@prefix passage: <https://w3id.org/dipgraph/passage/> .
@prefix person: <https://w3id.org/dipgraph/person/> .
@prefix place: <https://w3id.org/dipgraph/place/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/dipgraph/source/> .
@prefix state: <https://w3id.org/dipgraph/state/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""

REGISTRY = """\
state:XRU
    a dip:State ;
    rdfs:label "Ruritania"@en ;
    dip:isoAlpha3 "XRU" .

state:XGK
    a dip:State ;
    rdfs:label "Graustark"@en ;
    dip:isoAlpha3 "XGK" .

state:XGL
    a dip:State ;
    rdfs:label "Graustark-Lutha"@en ;
    dip:isoAlpha3 "XGL" .

organisation:du
    a dip:Organisation ;
    rdfs:label "Danubian Union"@en ;
    dip:acronym "DU" ;
    dip:hasKind kind:intergovernmental-organisation .

office:XGK-foreign-minister
    a dip:Office ;
    rdfs:label "Foreign Minister of Graustark"@en ;
    dip:hasKind kind:foreign-minister ;
    dip:isOfficeOf state:XGK .

office:XRU-foreign-minister
    a dip:Office ;
    rdfs:label "Foreign Minister of Ruritania"@en ;
    dip:hasKind kind:foreign-minister ;
    dip:isOfficeOf state:XRU .

person:count-vassily
    a dip:Person ;
    rdfs:label "Count Vassily"@en .

place:strelsau
    a dip:Place ;
    rdfs:label "Strelsau"@en ;
    dip:hasKind kind:city ;
    dip:liesIn state:XRU .
"""

RECORDS = """\
event:2031-05-03-visit
    a dip:Visit ;
    rdfs:label "Foreign Minister of Graustark visits Strelsau"@en ;
    dip:hasKind kind:working-visit ;
    dip:hasVisitor office:XGK-foreign-minister ;
    dip:namesPerson person:count-vassily ;
    dip:hasInviter office:XRU-foreign-minister ;
    dip:meansWithoutNaming office:XRU-foreign-minister ;
    dip:isHostedBy state:XRU ;
    dip:meansWithoutNaming state:XRU ;
    dip:takesPlaceIn place:strelsau ;
    dip:startDate "2031-05-03"^^xsd:date ;
    dip:endDate "2031-05-04"^^xsd:date ;
    dip:datePrecision dip:Day ;
    dip:isStatedIn passage:{visit} .

event:2031-06-rivers-forum
    a dip:Gathering ;
    rdfs:label "Second Rivers Forum, Strelsau"@en ;
    dip:hasKind kind:forum ;
    dip:title "Rivers Forum" ;
    dip:ordinal 2 ;
    dip:isInFrameworkOf organisation:du ;
    dip:takesPlaceIn place:strelsau ;
    dip:startDate "2031-06-01"^^xsd:date ;
    dip:endDate "2031-06-30"^^xsd:date ;
    dip:datePrecision dip:Month ;
    dip:isStatedIn passage:{forum} .

instrument:2031-border-treaty
    a dip:Instrument ;
    rdfs:label "Border treaty of Ruritania and Graustark-Lutha"@en ;
    dip:hasKind kind:treaty ;
    dip:title "Treaty on the Common Border: Rivers Join Us" ;
    dip:hasParty state:XRU , state:XGL ;
    dip:isStatedIn passage:{treaty} .

event:2031-08-07-signing
    a dip:InstrumentAct ;
    rdfs:label "Ruritania and Graustark-Lutha sign a border treaty"@en ;
    dip:hasKind kind:signing ;
    dip:concerns instrument:2031-border-treaty ;
    dip:hasSignatory state:XRU , state:XGL ;
    dip:startDate "2031-08-07"^^xsd:date ;
    dip:endDate "2031-08-07"^^xsd:date ;
    dip:datePrecision dip:Day ;
    dip:isStatedIn passage:{treaty} .
"""

_FIGURE = """\
figure:2031-{name}
    a dip:Figure ;
    rdfs:label "{label}"@en ;
    dip:hasMeasure kind:measure-diplomatic-missions ;
    dip:value "{value}"^^xsd:decimal ;
    dip:hasUnit kind:unit-{unit} ;
    dip:hasScope kind:scope-at-end ;
    dip:isAbout state:XRU ;
    dip:startDate "2031-01-01"^^xsd:date ;
    dip:endDate "2031-12-31"^^xsd:date ;
    dip:datePrecision dip:Year ;
{more}    dip:isStatedIn passage:{{figures}} .

"""


def _figure(name: str, label: str, value: str, more: str = "", unit: str = "count") -> str:
    return _FIGURE.format(name=name, label=label, value=value, more=more, unit=unit)


FIGURES = (
    _figure("missions", "Missions: 12", "12")
    + _figure("embassies", "Embassies: 9", "9", "    dip:isAddendOf figure:2031-missions ;\n")
    + _figure("consulates", "Consulates: 3", "3", "    dip:isAddendOf figure:2031-missions ;\n")
    + _figure("voters", "Voters: 1,200", "1200")
    + _figure("registered", "Registered: 2,400", "2400")
    + _figure(
        "turnout",
        "Turnout: 50 percent",
        "50",
        "    dip:hasNumerator figure:2031-voters ;\n"
        "    dip:hasDenominator figure:2031-registered ;\n",
        "percent",
    )
)

LEDGER = """\
passage:{heading} dip:isSetAsideAs kind:set-aside-heading .

passage:{growth} dip:isSetAsideAs kind:set-aside-general .

passage:{again}
    dip:isSetAsideAs kind:set-aside-repeats ;
    dip:repeats passage:{growth} .
"""


@dataclass(frozen=True)
class EvidenceProject:
    """The folders of the project, and the names of its passages by what they say."""

    root: Path
    names: dict[str, str]

    @property
    def texts(self) -> Path:
        return self.root / "texts"

    @property
    def text_file(self) -> Path:
        return self.texts / f"{SOURCE}.txt"

    @property
    def folder(self) -> Path:
        return self.root / "data" / "sources" / SOURCE

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace ``old`` in a file of the source, where it must stand."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        old, new = self.fill(old), self.fill(new)
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, file: str, block: str) -> None:
        path = self.folder / file
        path.write_text(path.read_text(encoding="utf-8") + "\n" + self.fill(block), "utf-8")

    def fill(self, block: str) -> str:
        for name, passage in self.names.items():
            block = block.replace("{" + name + "}", passage)
        return block

    def load(self) -> KnowledgeGraph:
        return load(self.root, sources=self.texts, cache=False)


def build_project(root: Path, text: str = TEXT) -> EvidenceProject:
    """Write the project below ``root``, sound in every respect."""
    passages = cut_text(text)
    keys = ["heading", "growth", "visit", "forum", "treaty", "figures", "again"]
    assert len(passages) == len(keys)
    names = {
        key: f"{SOURCE}.{passage.start}-{passage.end}"
        for key, passage in zip(keys, passages, strict=True)
    }
    project = EvidenceProject(root, names)
    project.texts.mkdir(parents=True)
    project.folder.mkdir(parents=True)
    registry = root / "data" / "registry"
    registry.mkdir()
    project.text_file.write_text(text, encoding="utf-8", newline="")
    raw = text.encode()
    source = (
        f"source:{SOURCE}\n    a dip:Source ;\n"
        '    dcterms:title "Ruritania: the year abroad"@en ;\n'
        '    dcterms:publisher "Ministry of External Affairs"@en ;\n'
        "    dip:isReportOf state:XRU ;\n    dip:coversYear 2031 ;\n"
        f'    dip:fileName "{SOURCE}.txt" ;\n'
        f'    dip:sha256 "{hashlib.sha256(raw).hexdigest()}" ;\n'
        f"    dip:lineCount {text.count(chr(10))} .\n"
    )
    files = {
        project.folder / "source.ttl": HEAD + source,
        project.folder / "passages.ttl": write_passages(SOURCE, passages),
        project.folder / "records.ttl": HEAD + RECORDS,
        project.folder / "figures.ttl": HEAD + FIGURES,
        project.folder / "set-aside.ttl": HEAD + LEDGER,
        registry / "actors.ttl": HEAD + REGISTRY,
    }
    for path, content in files.items():
        path.write_text(project.fill(content), encoding="utf-8")
    return project
