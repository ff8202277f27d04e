"""Texts that a stranger may hand in: deep, long, or leading elsewhere, by what they are."""

from __future__ import annotations

from validation.additions import GOOD, HEAD

FILE = HEAD + GOOD

DEEP = 10_000


def many(form: str, number: int) -> str:
    return " , ".join(form.format(n) for n in range(number)) + " ."


NESTED: dict[str, tuple[str, str]] = {
    "lists": ("turtle", f"{HEAD}event:x dip:isPartOf {'(' * DEEP}{')' * DEEP} ."),
    "a list of many": ("turtle", f"{HEAD}event:x dip:isPartOf ({' 1' * DEEP} ) ."),
    "brackets": ("turtle", f"{HEAD}event:x dip:isPartOf {'[ dip:isPartOf ' * DEEP}1{']' * DEEP} ."),
    "open brackets": ("turtle", f"{HEAD}event:x dip:isPartOf {'[ dip:isPartOf ' * DEEP}"),
    "open lists": ("turtle", f"{HEAD}event:x dip:isPartOf {'(' * DEEP}"),
    "graphs": ("trig", HEAD + "{" * DEEP + "}" * DEEP),
    "quoted triples": (
        "turtle",
        f"{HEAD}event:x dip:isPartOf {'<<( event:a dip:isPartOf ' * DEEP}1{' )>>' * DEEP} .",
    ),
    "reified triples": (
        "turtle",
        f"{HEAD}{'<< ' * DEEP}event:a dip:isPartOf 1{' >> dip:isPartOf 1' * DEEP} .",
    ),
    "quoted triples in N-Triples": (
        "ntriples",
        f"<e:x> <e:p> {'<<( <e:a> <e:p> ' * DEEP}<e:b>{' )>>' * DEEP} .",
    ),
    "JSON lists": ("jsonld", "[" * DEEP + "]" * DEEP),
    "JSON objects": ("jsonld", '{"@id":' * DEEP + "1" + "}" * DEEP),
    "JSON nodes": ("jsonld", '{"http://e/p":' * 500 + "1" + "}" * 500),
    "JSON-LD lists": ("jsonld", '{"http://e/p":' + '{"@list":[' * 450 + "]}" * 450 + "}"),
    "JSON-LD contexts": (
        "jsonld",
        '{"@context":{"p":{"@id":"e:p","@context":' * 300 + "{}" + "}}}" * 300,
    ),
    "an open JSON string": ("jsonld", '{"@id": "' + "x" * 100_000),
    "a number of many digits": ("jsonld", '{"http://e/p": ' + "9" * 100_000 + "}"),
    "a name of many letters": ("turtle", f"{HEAD}event:{'x' * 1_000_000} a dip:Visit ."),
    "a string of many letters": (
        "turtle",
        f'{HEAD}event:x a dip:Visit ; rdfs:label "{"x" * 2_000_000}"@en .',
    ),
    "a number as long as a book": (
        "turtle",
        f"{HEAD}figure:x a dip:Figure ; dip:value {'9' * 200_000}.0 .",
    ),
    "a power of ten": (
        "turtle",
        f'{HEAD}figure:x a dip:Figure ; dip:value "1E999999999"^^xsd:decimal .',
    ),
    "many prefixes": (
        "turtle",
        "".join(f"@prefix p{n}: <e:{n}/> .\n" for n in range(20_000)) + "p1:x p2:y p3:z .",
    ),
    "an open long string": ("turtle", f'{HEAD}event:x rdfs:label """' + '\\"' * 200_000),
    "quotation marks": ("turtle", HEAD + GOOD + "x #" + '"' * 500_000),
    "one long line": ("turtle", HEAD + " ".join(GOOD.split()) * 500 + "x"),
    "one long line of spaces": ("turtle", HEAD + GOOD + " " * 1_000_000 + "x"),
    "many labels of one record": (
        "turtle",
        HEAD
        + "event:x a dip:Visit ; rdfs:label "
        + " , ".join(f'"{n}"@en' for n in range(5_000))
        + " .",
    ),
    "many classes of one record": (
        "turtle",
        HEAD + "event:x a " + many("dip:C{}", 2_000),
    ),
    "many names that are unknown": (
        "turtle",
        HEAD
        + "event:x dip:hasParticipant "
        + " , ".join(f"state:Q{n}" for n in range(1_000))
        + " .",
    ),
    "a file of another project": ("turtle", "".join(f"<e:{n}> <e:p> 1 .\n" for n in range(10_001))),
    "a chain of parts": (
        "turtle",
        HEAD + "\n".join(f"event:x{n} dip:isPartOf event:x{n + 1} ." for n in range(400)),
    ),
}


REMOTE: dict[str, tuple[str, str, int, str]] = {
    "a context": (".jsonld", '{"@context": "http://e.org/c", "@id": "e:x"}', 2, "fetched"),
    "a context in a list": (".jsonld", '{"@context": [{}, "http://e.org/c"]}', 2, "fetched"),
    "a context inside": (".jsonld", '{"@graph": [{"@context": "//e.org/c"}]}', 2, "fetched"),
    "a context of a term": (
        ".jsonld",
        '{"@context": {"p": {"@id": "e:p", "@context": "http://e.org/c"}}, "p": 1}',
        2,
        "fetched",
    ),
    "an imported context": (".jsonld", '{"@context": {"@import": "http://e.org/c"}}', 2, "fetched"),
    "a context given twice": (
        ".jsonld",
        '{"@context": "http://e.org/c", "@context": {}, "@id": "e:x", "e:p": 1}',
        2,
        "twice",
    ),
    "a context of this machine": (".jsonld", '{"@context": "file:///etc/passwd"}', 2, "fetched"),
    "a context by a relative name": (".jsonld", '{"@context": "c.jsonld"}', 2, "fetched"),
    "entities": (
        ".rdf",
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>',
        2,
        "RDF/XML is not read",
    ),
    "an entity of a file": (
        ".xml",
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
        2,
        "RDF/XML is not read",
    ),
    "OWL in XML": (".owl", '<?xml version="1.0"?><r/>', 2, "RDF/XML is not read"),
    "XML in Turtle": (".ttl", '<?xml version="1.0"?><r/>', 2, "new.ttl:1:"),
    "an import": (".ttl", FILE + "<http://e.org/o> owl:imports <http://e.org/x> .", 0, ""),
    "an import of a file": (".ttl", FILE + "<e:o> owl:imports <file:///etc/passwd> .", 0, ""),
}


SHAPE = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n" + HEAD
HOSTILE_SHAPES: dict[str, tuple[str, int]] = {
    "a service": (
        "e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; sh:sparql [ sh:select "
        '"SELECT $this WHERE { SERVICE <http://e.org/s> { $this ?p ?o } }" ] .',
        2,
    ),
    "a query that is none": (
        'e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; sh:sparql [ sh:select "DROP ALL" ] .',
        2,
    ),
    "a shape of itself": (
        "e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; sh:node e:S .",
        2,
    ),
    "a pattern that is none": (
        'e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; sh:pattern "(((" .',
        2,
    ),
    "a pattern that takes for ever": (
        'e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; sh:pattern "^(([a-z:/.-])+)+#$" .',
        1,
    ),
    "a path that ends nowhere": (
        "e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; "
        "sh:property [ sh:path () ; sh:minCount 1 ] .",
        2,
    ),
    "a list without an end": (
        "e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; sh:in e:l . "
        "e:l rdf:first 1 ; rdf:rest e:l .",
        2,
    ),
    "an import": (
        "e:o owl:imports <http://e.org/x> . "
        "e:S a sh:NodeShape ; sh:targetClass dip:Meeting ; sh:nodeKind sh:IRI .",
        0,
    ),
}
