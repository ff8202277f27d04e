"""Sums, contradictions, circles and corrections: what stands beside the graph."""

from __future__ import annotations

from validation.faults.fault import Added
from validation.faults.registered import actor


def tenure(name: str, holder: str, body: str, start: str, end: str, more: str = "") -> str:
    kind = "kind:chairmanship" if body.startswith("organisation") else "kind:appointment"
    return f"""
tenure:{name}
    a dip:Tenure ;
    rdfs:label "Tenure of {name} in a body"@en ;
    dip:hasKind {kind} ;
    dip:hasHolder {holder} ;
    dip:isTenureIn {body} ;
    dip:startDate "{start}"^^xsd:date ;
    dip:endDate "{end}"^^xsd:date ;
    dip:datePrecision dip:Day ;{more}
    dip:isStatedIn passage:xr-2031.903-981 .
"""


def figure(name: str, value: str, more: str, unit: str = "kind:unit-count") -> str:
    return f"""
figure:{name}
    a dip:Figure ;
    rdfs:label "A reported number: {name}"@en ;
    dip:hasMeasure kind:measure-documents-signed ;
    dip:value "{value}"^^xsd:decimal ;
    dip:hasUnit {unit} ;
    dip:hasScope kind:scope-in-period ;{more}
    dip:startDate "2031-01-01"^^xsd:date ;
    dip:endDate "2031-12-31"^^xsd:date ;
    dip:datePrecision dip:Year ;
    dip:isStatedIn passage:xr-2031.1577-1616 .
"""


EVENT = """
event:2031-07-05-another-call
    a dip:Statement ;
    rdfs:label "Ruritania calls for peace in the Danubian Union"@en ;
    dip:hasKind kind:call ;
    dip:hasSpeaker state:XRU ;
    dip:startDate "2031-07-05"^^xsd:date ;
    dip:endDate "2031-07-05"^^xsd:date ;
    dip:datePrecision dip:Day ;
    dip:isStatedIn passage:xr-2031.591-668 .
"""


SUMS = [
    Added(
        "sum",
        "one part too many",
        figure("2031-more", "84", "\n    dip:isAddendOf figure:2031-documents ;"),
        r"^sums$",
        "204 is stated",
    ),
    Added(
        "sum",
        "the total again, as its own part",
        figure("2031-more", "204", "\n    dip:isAddendOf figure:2031-documents ;"),
        r"^sums$",
        "204 is stated",
    ),
    Added(
        "sum",
        "the total made part of a part",
        "figure:2031-documents dip:isAddendOf figure:2031-documents-with-states .\n",
        r"isNotItsOwnTotal$|^sums$",
    ),
    Added(
        "sum",
        "another unit than the total",
        figure(
            "2031-more", "204", "\n    dip:isAddendOf figure:2031-documents ;", "kind:unit-percent"
        ),
        r"addendHasUnitOfTotal$",
    ),
    Added(
        "sum",
        "a share that is none",
        figure(
            "2031-share",
            "204",
            "\n    dip:hasNumerator figure:2031-documents-with-states ;"
            "\n    dip:hasDenominator figure:2031-documents ;",
            "kind:unit-percent",
        ),
        r"^sums$",
        "204 is stated",
    ),
    Added(
        "sum",
        "a share of nothing",
        figure(
            "2031-share",
            "204",
            "\n    dip:hasNumerator figure:2031-documents-with-states ;",
            "kind:unit-percent",
        ),
        r"shareIsComplete$",
    ),
    Added(
        "sum",
        "a second value for a figure",
        'figure:2031-documents dip:value "205"^^xsd:decimal .\n',
        r"Figure-value$",
    ),
]


OFFICE = actor(
    "office:XRU-chancellor",
    "dip:Office",
    'rdfs:label "Chancellor of Ruritania"@en',
    "dip:hasKind kind:head-of-government",
    "dip:isOfficeOf state:XRU",
)


BESIDE = [
    Added(
        "contradiction",
        "two chairs at once",
        tenure("one", "state:XRU", "organisation:river-league", "2031-01-01", "2031-12-31")
        + tenure("two", "state:XGK", "organisation:river-league", "2031-07-01", "2032-06-30"),
        r"^contradictions$",
        "two chairs at once",
    ),
    Added(
        "contradiction",
        "two chairs of one term",
        tenure("one", "state:XRU", "organisation:river-league", "2031-01-01", "2031-12-31")
        + tenure("two", "state:XGK", "organisation:river-league", "2031-01-01", "2031-12-31"),
        r"^contradictions$",
        "two chairs at once",
    ),
    Added(
        "contradiction",
        "two holders of an office",
        OFFICE
        + actor("person:black-michael", "dip:Person", 'rdfs:label "Black Michael"@en')
        + actor("person:rudolf", "dip:Person", 'rdfs:label "Rudolf V"@en')
        + tenure("one", "person:rudolf", "office:XRU-chancellor", "2031-01-01", "2031-12-31")
        + tenure(
            "two", "person:black-michael", "office:XRU-chancellor", "2031-03-01", "2031-09-30"
        ),
        r"^contradictions$",
        "two holders at once",
    ),
    Added(
        "contradiction",
        "a chair before the last has gone, unsurely",
        tenure("one", "state:XRU", "organisation:river-league", "2031-01-01", "2031-12-31")
        + tenure(
            "two",
            "state:XGK",
            "organisation:river-league",
            "2031-07-01",
            "2032-06-30",
            "\n    dip:hasFlag kind:flag-readings-differ ;"
            '\n    skos:editorialNote "The text names both."@en ;',
        ),
        r"^contradictions$",
        "two chairs at once",
        "warning",
    ),
    Added(
        "circle",
        "a whole made part of its part",
        "event:2031-05-14-summit dip:isPartOf event:2031-05-14-meeting-XGK-XRU .\n",
        r"isNotPartOfItself$",
        "becomes wrong",
    ),
    Added(
        "circle",
        "two that follow each other",
        EVENT.replace(
            "    dip:startDate", "    dip:follows event:2031-07-05-call ;\n    dip:startDate"
        )
        + "event:2031-07-05-call dip:follows event:2031-07-05-another-call .\n",
        r"doesNotFollowItself$",
    ),
    Added(
        "correction",
        "another day for a record that is there",
        "event:2031-05-03-visit-XGK-president a dip:Visit ; "
        'dip:startDate "2031-05-02"^^xsd:date .\n',
        r"^corrections$",
        "2031-05-03",
    ),
    Added(
        "correction",
        "another class for a record that is there",
        "event:2031-05-03-visit-XGK-president a dip:Gathering .\n",
        r"^corrections$|^vocabulary$",
    ),
    Added(
        "correction",
        "a second host for a record that is there",
        "event:2031-05-03-visit-XGK-president dip:isHostedBy state:XGK .\n",
        r"Visit-isHostedBy$",
        "becomes wrong|exactly one",
    ),
    Added(
        "correction",
        "a second day, without a class",
        'event:2031-05-03-visit-XGK-president dip:startDate "2031-05-02"^^xsd:date .\n',
        r"startDate$",
    ),
    Added(
        "correction",
        "a note on a record that is nowhere",
        'event:2031-05-03-visit-XGK-presidant skos:editorialNote "See the annex."@en .\n',
        r"^identifiers$",
        "Did you mean event:2031-05-03-visit-XGK-president|not what it is",
    ),
    Added(
        "duplicate",
        "an event that is there",
        EVENT.replace("another-call", "call-2").replace(
            "    dip:startDate", "    dip:isAbout organisation:danubian-union ;\n    dip:startDate"
        ),
        r"^duplicates$",
        "is this event:2031-07-05-call",
        "warning",
    ),
    Added(
        "duplicate",
        "one event twice",
        EVENT.replace("kind:call", "kind:condemnation")
        + EVENT.replace("kind:call", "kind:condemnation").replace("another-call", "call-3"),
        r"^duplicates$",
        "is this event:2031-07-05-",
        "warning",
    ),
    Added(
        "axiom",
        "a class below another",
        EVENT + "dip:Visit rdfs:subClassOf dip:Meeting .\n",
        r"^vocabulary$",
        "is an axiom",
    ),
    Added(
        "axiom",
        "a property below another",
        EVENT + "dip:isAbout rdfs:subPropertyOf dip:hasParticipant .\n",
        r"^vocabulary$",
        "is an axiom",
    ),
    Added(
        "axiom",
        "an inverse",
        EVENT + "dip:isAbout owl:inverseOf dip:concerns .\n",
        r"^vocabulary$",
        "is an axiom",
    ),
    Added(
        "axiom",
        "an equivalent class",
        EVENT + "dip:Visit owl:equivalentClass dip:Meeting .\n",
        r"^vocabulary$",
        "is an axiom",
    ),
    Added(
        "axiom",
        "the same as another",
        EVENT + "state:XRU owl:sameAs state:XGK .\n",
        r"^vocabulary$",
        "axiom|no property",
    ),
    Added(
        "axiom",
        "a new class",
        EVENT + "dip:Feast a owl:Class .\n",
        r"^vocabulary$",
        "ontology|axiom",
    ),
    Added(
        "axiom",
        "a new kind",
        EVENT
        + 'kind:feast a skos:Concept ; skos:inScheme kind:gatherings ; rdfs:label "Feast"@en .\n',
        r"^vocabulary$",
        "ontology",
    ),
    Added(
        "axiom",
        "a class made transitive",
        EVENT + "dip:follows a owl:TransitiveProperty .\n",
        r"^vocabulary$",
        "ontology|axiom",
    ),
    Added(
        "import",
        "of an address",
        EVENT + "<http://example.org/o> owl:imports <http://example.org/x> .\n",
        r"^identifiers$",
        "nothing is fetched",
        "info",
    ),
]


FULL = EVENT.replace(
    "event:2031-07-05-another-call", "<https://w3id.org/dipgraph/event/2031-07-05-another-call>"
)


HARMLESS = [
    Added("harmless", name, text, "")
    for name, text in {
        "as it should be": EVENT,
        "names written out": FULL,
        "properties in another order": "\n".join(
            (
                EVENT.strip().split("\n")[0],
                "    "
                + " ;\n    ".join(
                    reversed([line.strip(" ;.") for line in EVENT.strip().split("\n")[1:]])
                )
                + " .\n",
            )
        ),
        "all on one line": " ".join(EVENT.split()) + "\n",
        "every statement twice": EVENT + EVENT,
        "a statement a block": EVENT
        + "event:2031-07-05-another-call dip:isAbout organisation:danubian-union .\n",
        "comments with all signs": '# "<{[( ;\n' + EVENT + "# '''\n",
        "line breaks of another system": EVENT.replace("\n", "\r\n"),
        "tabs": EVENT.replace("    ", "\t"),
        "rdf:type for a": EVENT.replace(" a dip", " rdf:type dip"),
        "a wider class beside its own": EVENT.replace("dip:Statement", "dip:Statement , dip:Event"),
        "a language tag in capitals": EVENT.replace("@en", "@EN"),
        "a long string": EVENT.replace(
            '"Ruritania calls for peace in the Danubian Union"',
            '"""Ruritania calls for peace in the Danubian Union"""',
        ),
        "letters by their numbers": EVENT.replace("Ruritania calls", "\\u0052uritania calls"),
        "a passage of what is there": "event:2031-07-05-call dip:isStatedIn "
        "passage:xr-2031.591-668 .\n",
        "another spelling of an actor": 'state:XRU skos:altLabel "Realm of Ruritania"@en .\n',
        "a new person": actor(
            "person:rassendyll", "dip:Person", 'rdfs:label "Rudolf Rassendyll"@en'
        ),
    }.items()
]
