"""What is misspelt, dangling or named wrongly, and what is no Turtle."""

from __future__ import annotations

from dataclasses import replace

from validation.faults.fault import Fault, shape
from validation.planting import also, both, drop, edit, name_it, put, raw, rename

MISSPELT = [
    Fault(
        "misspelt",
        "class",
        edit("a", r"dip:(..)(.)(.)", r"dip:\1\3\2"),
        "^vocabulary$",
        "Did you mean dip:",
    ),
    Fault(
        "misspelt",
        "class, with a wrong date",
        both(edit("a", r"(.)$", r"\1\1"), edit("dip:startDate", r'".*', '"2024-05-33"^^xsd:date')),
        "startDate$",
        "2024-05-33",
    ),
    Fault(
        "misspelt",
        "class, without a kind",
        both(edit("a", r"(.)$", r"\1\1"), drop("dip:hasKind")),
        r"Kind-hasKind$",
    ),
    Fault(
        "misspelt",
        "class in small letters",
        edit("a", r"dip:([A-Z])", lambda m: f"dip:{m[1].lower()}"),
        "^vocabulary$",
        "Did you mean dip:",
    ),
    Fault(
        "misspelt",
        "property",
        rename("dip:hasKind", "dip:hasKnid"),
        "^vocabulary$",
        "Did you mean dip:hasKind",
    ),
    Fault(
        "misspelt",
        "property of dates",
        rename("dip:startDate", "dip:startDay"),
        "^vocabulary$",
        "dip:startDay",
    ),
    Fault(
        "misspelt",
        "property of passages",
        rename("dip:isStatedIn", "dip:isStateIn"),
        "^vocabulary$",
        "Did you mean dip:isStatedIn",
    ),
    Fault(
        "misspelt",
        "property of labels",
        rename("rdfs:label", "rdfs:lable"),
        "^vocabulary$",
        "Did you mean rdfs:label",
    ),
    Fault(
        "misspelt",
        "property of another vocabulary",
        rename("rdfs:label", "skos:prefLabel"),
        "^vocabulary$",
    ),
    Fault("misspelt", "kind", edit("dip:hasKind", r"(.)(.)$", r"\2\1"), "^vocabulary$", "kind"),
    Fault(
        "misspelt",
        "measure",
        edit("dip:hasMeasure", r"measure-(.)", r"measure-\1\1"),
        "^vocabulary$",
        "Did you mean kind:measure",
    ),
    Fault(
        "misspelt",
        "actor",
        edit("dip:hasParticipant", r"(.)(.)$", r"\2\1"),
        "^identifiers$",
        "described nowhere",
    ),
    Fault(
        "misspelt",
        "visitor",
        edit("dip:hasVisitor", r"(.)(.)$", r"\2\1"),
        "^identifiers$",
        "Did you mean",
    ),
    Fault(
        "misspelt",
        "place",
        edit("dip:takesPlaceIn", r"(.)$", r"\1\1"),
        "^identifiers$",
        "Did you mean place:",
    ),
    Fault(
        "misspelt",
        "organisation",
        edit("dip:isInFrameworkOf", r"$", "s"),
        "^identifiers$",
        "Did you mean organisation:",
    ),
    Fault(
        "misspelt",
        "precision",
        edit("dip:datePrecision", r"dip:(\w)", r"dip:\1\1"),
        "^vocabulary$",
        "Did you mean dip:",
    ),
    Fault("misspelt", "prefix", raw("dip:hasKind", "dpi:hasKind"), "^reading$", "dpi"),
    Fault("misspelt", "datatype", raw("xsd:date", "xsd:Date"), "(start|end)Date$"),
]


DANGLING = [
    Fault(
        "dangling",
        "actor",
        also("dip:hasParticipant", "state:QQQ"),
        "^identifiers$",
        "state:QQQ is described nowhere",
    ),
    Fault(
        "dangling",
        "wider event",
        also("dip:isPartOf", "event:2031-nowhere"),
        "^identifiers$",
        "event:2031-nowhere",
    ),
    Fault(
        "dangling",
        "instrument",
        put("dip:concerns", "instrument:none-such"),
        "^identifiers$",
        "instrument:none-such",
    ),
    Fault(
        "dangling",
        "what it follows",
        also("dip:follows", "event:2031-nowhere"),
        "^identifiers$",
        "event:2031-nowhere",
    ),
    Fault(
        "dangling",
        "total",
        also("dip:isAddendOf", "figure:none-such"),
        "^identifiers$",
        "figure:none-such",
        classes=("dip:Figure",),
    ),
    Fault(
        "dangling",
        "numerator",
        also("dip:hasNumerator", "figure:none-such"),
        "^identifiers$",
        classes=("dip:Figure",),
    ),
    Fault(
        "dangling",
        "passage of no source",
        put("dip:isStatedIn", "passage:no-source.1-9"),
        "^identifiers$",
        "passage:no-source.1-9",
    ),
    Fault(
        "dangling",
        "person",
        also("dip:namesPerson", "person:nobody-at-all"),
        "^identifiers$",
        "person:nobody-at-all",
    ),
    Fault(
        "dangling",
        "name of another kind of thing",
        also("dip:namesPerson", "place:none-such"),
        "^identifiers$",
        "place:none-such",
    ),
    Fault(
        "dangling",
        "subject",
        also("dip:isAbout", "programme:none-such"),
        "^identifiers$",
        "programme:none-such",
    ),
]


NAMES = [
    Fault(
        "name",
        "of another namespace",
        name_it("^(event|figure):", "claim:"),
        r"Name$",
        "begins with (event|figure):",
    ),
    Fault(
        "name",
        "of another project",
        name_it("^.*$", "<http://example.org/x>"),
        r"Name$",
        "begins with",
    ),
    Fault("name", "of the ontology", name_it("^.*$", "dip:Meeting2"), r"Name$", "begins with"),
    Fault(
        "name",
        "with a letter that is not plain",
        name_it(r"-again$", "-ä"),
        r"Name$",
        "only letters",
    ),
    Fault("name", "with an underscore", name_it(r"-again$", "_x"), r"Name$", "only letters"),
    Fault(
        "name",
        "with a slash",
        name_it(r"^event:(.*)$", r"<https://w3id.org/dipgraph/event/a/\1>"),
        r"Name$",
    ),
    Fault(
        "name",
        "with a space",
        name_it(r"^.*$", "<https://w3id.org/dipgraph/event/a b>"),
        "^reading$",
        "space|IRI",
    ),
    Fault("name", "relative", name_it(r"^.*$", "<event/x>"), "^reading$", "No scheme|relative"),
    Fault(
        "name",
        "relative, with a base of another project",
        both(
            name_it(r"^.*$", "<event/x>"),
            lambda b: replace(b, before="@base <http://example.org/> .\n"),
        ),
        r"Name$",
        "begins with",
        1,
    ),
    Fault("name", "none", name_it(r"^.*$", "_:x"), "^identifiers$", "node without a name"),
    Fault(
        "name",
        "none, in brackets",
        raw(r"^\S+\n(.*) \.\n$", r"[\n\1 ] .\n"),
        "^identifiers$",
        "node without a name",
    ),
    Fault(
        "name",
        "of a value: none",
        edit("dip:hasParticipant", ".*", "[ a dip:State ]"),
        "^identifiers$",
        "node without a name",
    ),
    Fault(
        "name",
        "of a value: a list",
        edit("dip:hasParticipant", ".*", "( state:XRU )"),
        "^identifiers$",
        "node without a name",
    ),
    Fault(
        "name",
        "of a value: another project's",
        edit("dip:hasParticipant", ".*", "<http://www.wikidata.org/entity/Q183>"),
        shape("Record-hasParticipant"),
    ),
    Fault(
        "name",
        "of a value: http for https",
        edit("dip:takesPlaceIn", "place:(.*)", r"<http://w3id.org/dipgraph/place/\1>"),
        shape("Record-takesPlaceIn"),
    ),
    Fault(
        "name",
        "of a value: www",
        edit("dip:hasKind", "kind:(.*)", r"<https://www.w3id.org/dipgraph/kind/\1>"),
        r"Kind-hasKind$",
    ),
]


SYNTAX = [
    Fault("syntax", "no full stop", raw(r" \.\n$", "\n"), "^reading$", "new.ttl:"),
    Fault(
        "syntax",
        "no semicolon",
        raw(r" ;\n    dip:hasKind", "\n    dip:hasKind"),
        "^reading$",
        "new.ttl:",
    ),
    Fault("syntax", "an open string", raw(r'"@en', "@en"), "^reading$", "new.ttl:"),
    Fault(
        "syntax",
        "typographic quotation marks",
        raw(r'"([^"]*)"@en', "“\\1”@en"),
        "^reading$",
        "new.ttl:",
    ),
    Fault(
        "syntax",
        "an open name",
        raw(r"dip:hasKind (\S+)", r"dip:hasKind <\1"),
        "^reading$",
        "new.ttl:",
    ),
    Fault("syntax", "cut off", raw(r"(dip:hasKind).*$", r"\1"), "^reading$", "new.ttl:"),
    Fault("syntax", "two full stops", raw(r" \.\n$", " . .\n"), "^reading$", "new.ttl:"),
    Fault(
        "syntax",
        "a comma at the end",
        raw(r" ;\n    dip:hasKind", " ,\n    dip:hasKind"),
        "^reading$",
        "new.ttl:",
    ),
    Fault(
        "syntax", "an escape that is none", raw(r'label "', 'label "\\\\q'), "^reading$", "new.ttl:"
    ),
    Fault(
        "syntax",
        "a property that is a string",
        raw("dip:hasKind", '"dip:hasKind"'),
        "^reading$",
        "new.ttl:",
    ),
    Fault(
        "syntax", "a subject that is a string", raw(r"^\S+", '"record"'), "^reading$", "new.ttl:"
    ),
    Fault("syntax", "SPARQL", raw(r"^", "SELECT * WHERE { ?s ?p ?o }\n"), "^reading$", "new.ttl:"),
    Fault("syntax", "HTML", raw(r"^", "<!DOCTYPE html><html></html>\n"), "^reading$", "new.ttl:"),
]
