"""Passages, sources and actors that an addition describes."""

from __future__ import annotations

from validation.faults.fault import Added


def passage(name: str = "xr-2031.447-525", **changed: str) -> str:
    """Return a passage of the fictional text, as the cut writes it, with other values."""
    values = {
        "a": "dip:Passage",
        "oa:hasSource": "source:xr-2031",
        "oa:start": "447",
        "oa:end": "525",
        "dip:firstLine": "7",
        "dip:lastLine": "7",
        "dip:paragraph": "4",
        "dip:digest": '"0123456789abcdef"',
    }
    values |= {key.replace("_", ":"): value for key, value in changed.items()}
    said = " ;\n".join(f"    {key} {value}" for key, value in values.items() if value)
    return f"passage:{name}\n{said} .\n"


def actor(name: str, cls: str, *said: str) -> str:
    return f"{name}\n    a {cls} ;\n" + " ;\n".join(f"    {line}" for line in said) + " .\n"


PASSAGES = [
    Added(
        "passage",
        "digest of other words",
        passage(dip_digest='"ffffffffffffffff"'),
        r"^(corrections|passages)$",
    ),
    Added(
        "passage",
        "new, with a wrong digest",
        passage("xr-2031.450-520", oa_start="450", oa_end="520"),
        r"^passages$",
        "digest|words",
    ),
    Added(
        "passage",
        "over another",
        passage("xr-2031.440-520", oa_start="440", oa_end="520"),
        r"^passages$",
        "overlap|two|passage",
    ),
    Added(
        "passage",
        "beyond the text",
        passage("xr-2031.9000-9100", oa_start="9000", oa_end="9100"),
        r"^passages$",
        "outside|end",
    ),
    Added(
        "passage",
        "end before start",
        passage("xr-2031.525-447", oa_start="525", oa_end="447"),
        r"Passage-start$",
    ),
    Added(
        "passage",
        "named otherwise than it stands",
        passage("xr-2031.1-2", oa_start="156", oa_end="228"),
        r"^passages$",
    ),
    Added(
        "passage",
        "digest of 15 digits",
        passage("xr-2031.450-520", oa_start="450", oa_end="520", dip_digest='"0123456789abcde"'),
        r"Passage-digest$",
    ),
    Added(
        "passage",
        "digest in capitals",
        passage("xr-2031.450-520", oa_start="450", oa_end="520", dip_digest='"0123456789ABCDEF"'),
        r"Passage-digest$",
    ),
    Added(
        "passage",
        "no source",
        passage("xr-2031.450-520", oa_start="450", oa_end="520", oa_hasSource=""),
        r"Passage-hasSource$",
    ),
    Added(
        "passage",
        "two sources",
        passage(
            "xr-2031.450-520",
            oa_start="450",
            oa_end="520",
            oa_hasSource="source:xr-2031 , source:xr-2031-annex",
        ),
        r"Passage-hasSource$",
    ),
    Added(
        "passage",
        "a source that is none",
        passage("xr-2031.450-520", oa_start="450", oa_end="520", oa_hasSource="source:xr-1999"),
        r"^identifiers$",
        "source:xr-1999",
    ),
    Added(
        "passage",
        "a start in words",
        passage("xr-2031.450-520", oa_start='"450"', oa_end="520"),
        r"Passage-start$",
    ),
    Added(
        "passage",
        "no paragraph",
        passage("xr-2031.450-520", oa_start="450", oa_end="520", dip_paragraph=""),
        r"Passage-paragraph$",
    ),
    Added(
        "ledger",
        "a cited passage set aside",
        "passage:xr-2031.79-154 dip:isSetAsideAs kind:set-aside-general .\n",
        r"Passage-citedOrSetAside$",
    ),
    Added(
        "ledger",
        "a reason that is none",
        "passage:xr-2031.28-77 dip:isSetAsideAs kind:summit .\n",
        r"Passage-isSetAsideAs$",
    ),
    Added(
        "ledger",
        "two reasons",
        "passage:xr-2031.28-77 dip:isSetAsideAs "
        "kind:set-aside-general , kind:set-aside-garbled .\n",
        r"Passage-isSetAsideAs$",
    ),
    Added(
        "ledger",
        "a repetition of nothing",
        "passage:xr-2031.450-520 a dip:Passage ; dip:isSetAsideAs kind:set-aside-repeats .\n",
        r"Passage-repeatsWhat$",
    ),
    Added(
        "ledger",
        "a repetition of itself",
        "passage:xr-2031.28-77 dip:repeats passage:xr-2031.28-77 .\n",
        r"Linked-doesNotRepeatItself$",
    ),
]


SOURCE = (
    'source:xr-2032 a dip:Source ; dcterms:title "Ruritania 2032"@en ; '
    'dcterms:publisher "Ministry"@en ; dip:fileName "xr-2032.txt" ; '
    'dip:isReportOf state:XRU ; dip:sha256 "{0}" ; dip:coversYear {1} .\n'
)


SOURCES = [
    Added("source", "digest of 63 digits", SOURCE.format("a" * 63, 2032), r"Source-sha256$"),
    Added("source", "a year in a string", SOURCE.format("a" * 64, '"2032"'), r"Source-coversYear$"),
    Added(
        "source",
        "no title",
        SOURCE.format("a" * 64, 2032).replace('dcterms:title "Ruritania 2032"@en ; ', ""),
        r"Source-title$",
    ),
    Added(
        "source",
        "no publisher",
        SOURCE.format("a" * 64, 2032).replace('dcterms:publisher "Ministry"@en ; ', ""),
        r"Source-publisher$",
    ),
    Added(
        "source",
        "a file out of its folder",
        SOURCE.format("a" * 64, 2032).replace("xr-2032.txt", "../../etc/passwd"),
        r"Source-fileName$",
    ),
    Added(
        "source",
        "another digest for a source that is there",
        'source:xr-2031 dip:sha256 "' + "b" * 64 + '" .\n',
        r"Source-sha256$",
    ),
]


ACTORS = [
    Added(
        "actor",
        "a state without a code",
        actor("state:XZZ", "dip:State", 'rdfs:label "Zembla"@en'),
        r"State-isoAlpha3$",
    ),
    Added(
        "actor",
        "a state with a code of two letters",
        actor("state:XZ", "dip:State", 'rdfs:label "Zembla"@en', 'dip:isoAlpha3 "XZ"'),
        r"State-isoAlpha3$",
    ),
    Added(
        "actor",
        "a state named otherwise than its code",
        actor("state:XZZ", "dip:State", 'rdfs:label "Zembla"@en', 'dip:isoAlpha3 "XZY"'),
        r"State-nameIsCode$",
    ),
    Added(
        "actor",
        "a state without a label",
        actor("state:XZZ", "dip:State", 'dip:isoAlpha3 "XZZ"'),
        r"Actor-label$",
    ),
    Added(
        "actor",
        "two labels",
        actor(
            "state:XZZ",
            "dip:State",
            'rdfs:label "Zembla"@en , "Nova Zembla"@en',
            'dip:isoAlpha3 "XZZ"',
        ),
        r"Actor-label$",
    ),
    Added(
        "actor",
        "a label in no language",
        actor("person:rassendyll", "dip:Person", 'rdfs:label "Rudolf Rassendyll"'),
        r"Actor-label$",
    ),
    Added(
        "actor",
        "a second label for one that is there",
        'state:XRU rdfs:label "Ruritanian Kingdom"@en .\n',
        r"Actor-label$",
    ),
    Added(
        "actor",
        "an office of nobody",
        actor(
            "office:XRU-king",
            "dip:Office",
            'rdfs:label "King of Ruritania"@en',
            "dip:hasKind kind:head-of-state",
        ),
        r"Office-isOfficeOf$",
    ),
    Added(
        "actor",
        "an office of a place",
        actor(
            "office:zenda-mayor",
            "dip:Office",
            'rdfs:label "Mayor of Zenda"@en',
            "dip:hasKind kind:head-of-state",
            "dip:isOfficeOf place:zenda",
        ),
        r"Office-isOfficeOf$",
    ),
    Added(
        "actor",
        "an organisation of no kind",
        actor("organisation:mill-club", "dip:Organisation", 'rdfs:label "Mill Club"@en'),
        r"OrganisationKind-hasKind$",
    ),
    Added(
        "actor",
        "an organ of itself",
        actor(
            "organisation:mill-club",
            "dip:Organisation",
            'rdfs:label "Mill Club"@en',
            "dip:hasKind kind:organ",
            "dip:isOrganOf organisation:mill-club",
        ),
        r"Linked-isNotItsOwnOrgan$",
    ),
    Added(
        "actor",
        "a place in a city",
        actor(
            "place:old-town",
            "dip:Place",
            'rdfs:label "Old Town"@en',
            "dip:hasKind kind:city",
            "dip:liesIn place:zenda",
        ),
        r"Place-liesIn$",
    ),
    Added(
        "actor", "a place in two states", "place:zenda dip:liesIn state:XGK .\n", r"Place-liesIn$"
    ),
    Added(
        "actor",
        "an identifier that is a page",
        actor(
            "person:rassendyll",
            "dip:Person",
            'rdfs:label "Rudolf Rassendyll"@en',
            "skos:exactMatch <https://www.wikidata.org/wiki/Q1>",
        ),
        r"Actor-exactMatch$",
    ),
    Added(
        "actor",
        "the name of one that is there",
        actor(
            "organisation:league-of-rivers",
            "dip:Organisation",
            'rdfs:label "River League"@en',
            "dip:hasKind kind:intergovernmental-organisation",
        ),
        r"^duplicates$",
        "organisation:river-league",
        "warning",
    ),
    Added(
        "actor",
        "a spelling of one that is there",
        actor(
            "state:XRR", "dip:State", 'rdfs:label "kingdom of ruritania"@en', 'dip:isoAlpha3 "XRR"'
        ),
        r"^duplicates$",
        "state:XRU",
        "warning",
    ),
    Added(
        "actor",
        "in the namespace of another class",
        actor("state:rassendyll", "dip:Person", 'rdfs:label "Rudolf Rassendyll"@en'),
        r"PersonName$",
    ),
]
