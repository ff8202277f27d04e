"""What is missing or doubled."""

from __future__ import annotations

from validation.faults.fault import DATED, Fault, shape
from validation.planting import Change, also, double, drop, edit, put, raw


def without_note(change: Change) -> Change:
    """Spoil only what has no note."""
    return lambda block: None if block.get("skos:editorialNote") else change(block)


def missing(name: str, check: str, words: str = "", *classes: str) -> Fault:
    return Fault("missing", name, drop(name), check, words, 2, classes)


MISSING = [
    missing("a", "^identifiers$", "not what it is"),
    missing("rdfs:label", shape("Record-label")),
    missing("dip:hasKind", shape(r"\w+Kind-hasKind")),
    missing("dip:startDate", shape("Dated-startDate"), "", *DATED),
    missing("dip:endDate", shape("Dated-endDate"), "", *DATED),
    missing("dip:datePrecision", shape("Dated-datePrecision"), "", *DATED),
    missing("dip:isStatedIn", shape("Record-isStatedIn")),
    missing("dip:hasVisitor", shape("Visit-hasVisitor"), "", "dip:Visit"),
    missing("dip:isHostedBy", shape("Visit-isHostedBy"), "", "dip:Visit"),
    missing("dip:hasParticipant", shape("Meeting-hasParticipant"), "", "dip:Consultation"),
    missing("dip:concerns", shape("InstrumentAct-concerns"), "", "dip:InstrumentAct"),
    missing("dip:concerns", shape("MissionAct-concerns"), "", "dip:MissionAct"),
    missing("dip:concerns", shape("CaseStep-concerns"), "", "dip:CaseStep"),
    missing("dip:concerns", shape("ProgrammeAct-concerns"), "", "dip:ProgrammeAct"),
    missing("dip:hasHolder", shape("Tenure-hasHolder"), "", "dip:Tenure"),
    missing("dip:hasDonor", shape("AidAct-hasDonor"), "", "dip:AidAct"),
    missing("dip:hasRecipient", shape("AidAct-hasRecipient"), "", "dip:AidAct"),
    missing("dip:currency", shape("AidAct-amountHasCurrency"), "", "dip:AidAct"),
    missing("dip:hasSpeaker", shape("Statement-hasSpeaker"), "", "dip:Statement"),
    missing("dip:hasClaimant", shape("Claim-hasClaimant"), "", "dip:Claim"),
    missing("dip:isAbout", shape("Claim-isAbout"), "", "dip:Claim"),
    missing("dip:isHeardBy", shape("Case-isHeardBy"), "", "dip:Case"),
    missing("dip:hasSendingState", shape("Mission-hasSendingState"), "", "dip:Mission"),
    missing("dip:hasMeasure", shape("Figure-hasMeasure"), "", "dip:Figure"),
    missing("dip:value", shape("Figure-value"), "", "dip:Figure"),
    missing("dip:hasUnit", shape("Figure-hasUnit"), "", "dip:Figure"),
    missing("dip:hasScope", shape("Figure-hasScope"), "", "dip:Figure"),
    Fault(
        "missing",
        "note on a flag",
        without_note(also("dip:hasFlag", "kind:flag-readings-differ")),
        shape("Record-flagIsExplained"),
    ),
    Fault(
        "missing",
        "note on a doubt",
        without_note(also("dip:hasConfidence", "kind:confidence-low")),
        shape("Record-confidenceIsExplained"),
    ),
    Fault(
        "missing",
        "both ends of a movement",
        drop("dip:hasOriginState", "dip:hasDestinationState"),
        shape("Repatriation-ends"),
        classes=("dip:Repatriation",),
    ),
    Fault(
        "missing",
        "one of two that meet",
        put("dip:hasParticipant", "state:XRU"),
        shape("Meeting-hasParticipant"),
        classes=("dip:Consultation",),
        most=1,
    ),
    Fault("missing", "language tag", edit("rdfs:label", r"@en$", ""), shape("Record-label")),
]


def doubled(name: str, value: str, check: str, *classes: str) -> Fault:
    return Fault("doubled", name, double(name, value), check, "", 2, classes)


DOUBLED = [
    doubled("rdfs:label", '"Another label of the same record"@en', shape("Record-label")),
    doubled("dip:hasKind", "kind:other-than-this", "^vocabulary$"),
    doubled("dip:startDate", '"2024-02-03"^^xsd:date', shape("Dated-startDate"), *DATED),
    doubled("dip:endDate", '"2099-02-03"^^xsd:date', shape("Dated-endDate"), *DATED),
    doubled("dip:endDate", '"2099-02-03"^^xsd:date', shape("Tenure-endDate"), "dip:Tenure"),
    doubled("dip:datePrecision", "dip:Month", shape("Dated-datePrecision"), *DATED),
    doubled("dip:isHostedBy", "organisation:un", shape("Visit-isHostedBy"), "dip:Visit"),
    doubled("dip:hasHolder", "state:DEU", shape("Tenure-hasHolder"), "dip:Tenure"),
    doubled("dip:hasRecipient", "state:DEU", shape("AidAct-hasRecipient"), "dip:AidAct"),
    doubled("dip:value", '"77"^^xsd:decimal', shape("Figure-value"), "dip:Figure"),
    doubled("dip:hasUnit", "kind:unit-percent", shape("Figure-hasUnit"), "dip:Figure"),
    doubled("dip:hasScope", "kind:scope-to-date", shape("Figure-hasScope"), "dip:Figure"),
    doubled("dip:ordinal", "3", shape("Record-ordinal"), "dip:Gathering"),
    doubled("dip:currency", '"EUR"', shape("AidAct-currency"), "dip:AidAct"),
    doubled("dip:isHeardBy", "organisation:un", shape("Case-isHeardBy"), "dip:Case"),
    doubled("a", "dip:Meeting", "^vocabulary$", "dip:Visit", "dip:Gathering", "dip:AidAct"),
    doubled("a", "dip:Instrument", "^vocabulary$", "dip:Tenure", "dip:Claim"),
    Fault(
        "doubled",
        "the whole block",
        raw(r"(.*)", r"\1\n\1"),
        "",
        "",
    ),
]
