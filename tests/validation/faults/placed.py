"""Properties of another class, circles, the wrong direction, labels."""

from __future__ import annotations

from validation.faults.fault import EVIDENCE, Fault, shape
from validation.planting import SMALL, also, beside, both, edit, put

FOREIGN_PROPERTIES = [
    Fault(
        "property of another class",
        name,
        also(name, value),
        r"^shapes: dipsh:\w+Properties",
        "",
        1,
        classes,
        SMALL,
    )
    for name, value, classes in (
        ("dip:value", '"3"^^xsd:decimal', ("dip:Visit",)),
        ("dip:hasMeasure", "kind:measure-documents-signed", ("dip:Claim",)),
        ("dip:isAddendOf", "figure:2031-documents", ("dip:Statement",)),
        ("dip:amount", '"3"^^xsd:decimal', ("dip:Meeting",)),
        ("dip:currency", '"USD"', ("dip:Figure",)),
        ("dip:hasHolder", "state:XRU", ("dip:Gathering",)),
        ("dip:isTenureIn", "organisation:river-league", ("dip:Visit",)),
        ("dip:hasSendingState", "state:XRU", ("dip:Visit",)),
        ("dip:isoAlpha3", '"XRU"', ("dip:Mission",)),
        ("dip:isOfficeOf", "state:XRU", ("dip:Tenure",)),
        ("dip:liesIn", "state:XRU", ("dip:Gathering",)),
        ("dip:digest", '"0123456789abcdef"', ("dip:Claim",)),
        ("dip:isSetAsideAs", "kind:set-aside-general", ("dip:Activity",)),
        ("dip:sha256", '"' + "0" * 64 + '"', ("dip:Instrument",)),
        ("dip:hasApplicant", "state:XRU", ("dip:Visit",)),
        ("dip:hasVisitor", "office:XGK-president", ("dip:Instrument",)),
        ("dip:hasClaimant", "state:XRU", ("dip:Visit",)),
        ("dip:hasDonor", "state:XRU", ("dip:Meeting",)),
        ("dip:hasMember", "state:XRU", ("dip:Meeting",)),
        ("dip:coversYear", "2031", ("dip:Visit",)),
    )
]


DIRECTION = [
    Fault(
        "direction",
        "the state takes part in the record",
        beside("state:XRU dip:hasParticipant {name} .\n"),
        r"Properties$",
        most=1,
        home=SMALL,
    ),
    Fault(
        "direction",
        "the host has the visit",
        beside("state:XRU dip:isHostedBy {name} .\n"),
        r"Properties$",
        most=1,
        classes=("dip:Visit",),
        home=SMALL,
    ),
    Fault(
        "direction",
        "the passage states the record",
        beside("passage:xr-2031.79-154 dip:isStatedIn {name} .\n"),
        r"Properties$",
        most=1,
        home=SMALL,
    ),
    Fault(
        "direction",
        "guest and host are one",
        put("dip:hasVisitor", "state:XRU"),
        shape("Visit-visitorIsNotHost"),
        most=1,
        classes=("dip:Visit",),
        home=SMALL,
    ),
    Fault(
        "direction",
        "the host's own office visits",
        put("dip:hasVisitor", "office:XRU-foreign-minister"),
        shape("Visit-guestIsNotHost"),
        most=1,
        classes=("dip:Visit",),
        home=SMALL,
    ),
    Fault(
        "direction",
        "aid to oneself",
        put("dip:hasDonor", "state:XGK"),
        shape("AidAct-donorIsNotRecipient"),
        classes=("dip:AidAct",),
        most=1,
        home=SMALL,
    ),
    Fault(
        "direction",
        "a case against oneself",
        put("dip:hasRespondent", "state:XRU"),
        shape("Case-applicantIsNotRespondent"),
        classes=("dip:Case",),
        most=1,
        home=SMALL,
    ),
    Fault(
        "direction",
        "an embassy at home",
        put("dip:hasReceivingState", "state:XGK"),
        shape("Mission-receiverIsNotSender"),
        classes=("dip:Mission",),
        most=1,
        home=SMALL,
    ),
    Fault(
        "direction",
        "handed over to oneself",
        put("dip:hasSuccessor", "state:XRU"),
        shape("TenureAct-successorIsNotPredecessor"),
        classes=("dip:TenureAct",),
        most=1,
        home=SMALL,
    ),
    Fault(
        "circle",
        "part of itself",
        lambda b: also("dip:isPartOf", b.name)(b),
        shape("Record-isNotPartOfItself"),
    ),
    Fault(
        "circle",
        "part of its part",
        both(
            also("dip:isPartOf", "event:2031-05-14-summit"),
            beside("event:2031-05-14-summit dip:isPartOf {name} .\n"),
        ),
        shape("Record-isNotPartOfItself"),
        most=1,
        home=SMALL,
    ),
    Fault(
        "circle",
        "follows itself",
        lambda b: also("dip:follows", b.name)(b),
        shape("Linked-doesNotFollowItself"),
    ),
    Fault(
        "circle",
        "concerns itself",
        lambda b: also("dip:concerns", b.name)(b),
        shape("Linked-doesNotConcernItself"),
        most=1,
    ),
    Fault(
        "circle",
        "its own total",
        lambda b: also("dip:isAddendOf", b.name)(b),
        shape("Linked-isNotItsOwnTotal"),
        classes=("dip:Figure",),
    ),
]


LONG = "Ruritania and Graustark " + "very " * 40


LABELS = [
    Fault("label", "too long", put("rdfs:label", f'"{LONG}"@en'), shape("Record-labelLength")),
    Fault("label", "too short", put("rdfs:label", '"Visit"@en'), shape("Record-labelLength")),
    Fault("label", "empty", put("rdfs:label", '""@en'), shape("Record-labelLength")),
    Fault("label", "of spaces", put("rdfs:label", '"            "@en'), shape("Record-labelPlain")),
    Fault(
        "label", "with a line break", edit("rdfs:label", " ", r"\\n"), shape("Record-labelPlain")
    ),
    Fault("label", "with a tab", edit("rdfs:label", " ", r"\\t"), shape("Record-labelPlain")),
    Fault(
        "label",
        "with space at its end",
        edit("rdfs:label", r'"@en', ' "@en'),
        shape("Record-labelPlain"),
    ),
    Fault(
        "label",
        "with a sign that turns the line about",
        edit("rdfs:label", r'^"', '"\u202e'),
        shape("Record-labelPlain"),
    ),
    Fault(
        "label",
        "with signs of no width",
        edit("rdfs:label", " ", "\u200b "),
        shape("Record-labelPlain"),
    ),
    Fault("label", "with markup", edit("rdfs:label", r'^"', '"<b>'), shape("Record-labelPlain")),
    Fault(
        "label",
        "that praises",
        edit("rdfs:label", r'^"', '"Historic triumph: '),
        shape("Record-labelNeutral"),
        "",
        2,
        ("dip:Visit", "dip:Mission", "dip:AidAct"),
    ),
    Fault(
        "label",
        "that blames",
        edit("rdfs:label", r'^"', '"Unprovoked aggression: '),
        shape("Record-labelNeutral"),
        "",
        2,
        ("dip:Visit", "dip:Mission", "dip:AidAct"),
    ),
    Fault(
        "label",
        "of one party",
        edit("rdfs:label", r'"@en', ' in liberated territories"@en'),
        shape("Record-labelNeutral"),
        "",
        2,
        ("dip:Visit", "dip:Mission", "dip:AidAct"),
    ),
    Fault(
        "label",
        "copied from the text",
        put(
            "rdfs:label",
            '"On 14 May 2031 the Foreign Minister of Ruritania met the Foreign Minister of '
            'Graustark in the margins"@en',
        ),
        EVIDENCE,
        "words in a row",
        1,
        ("dip:Meeting",),
        SMALL,
    ),
]
