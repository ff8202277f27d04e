"""Ten records with five faults, mended by doing what the messages say and nothing else."""

from __future__ import annotations

import re

import pytest

from dipgraph.validation import Finding
from dipgraph.validation.formats import write_outcome
from validation.additions import HEAD_LINES, PLACES, validated


def dated(day: str, end: str = "", precision: str = "Day") -> str:
    return (
        f'dip:startDate "{day}"^^xsd:date ;\n    dip:endDate "{end or day}"^^xsd:date ;\n'
        f"    dip:datePrecision dip:{precision} ;"
    )


# What the text of the fictional project tells, read a second time: other readings, other records.
TEN = f"""
event:2031-05-04-farewell-XGK-president
    a dip:Metting ;
    rdfs:label "President of Graustark and Ruritania take leave of each other"@en ;
    dip:hasKind kind:bilateral-meeting ;
    dip:hasParticipant office:XGK-president , state:XRU ;
    {dated("2031-05-03", "2031-05-04")}
    dip:isStatedIn passage:xr-2031.79-154 .

instrument:2031-fishing-treaty
    a dip:Instrument ;
    rdfs:label "Treaty on fishing between Ruritania and Graustark, under negotiation"@en ;
    dip:hasKind kind:treaty ;
    dip:hasParty state:XGK , state:XRU ;
    dip:hasStatus kind:status-under-way ;
    dip:isStatedIn passage:xr-2031.527-590 .

event:2031-07-05-appeal
    a dip:Statement ;
    rdfs:label "Ruritania appeals to the Danubian Union"@en ;
    dip:hasKind kind:call ;
    dip:hasSpeaker state:XRU ;
    dip:hasAddressee organisation:danubian-unoin ;
    {dated("2031-07-05")}
    dip:isStatedIn passage:xr-2031.591-668 .

event:2031-09-02-armed-men
    a dip:ArmedEvent ;
    rdfs:label "Armed men at the Embassy of Graustark in Ruritania"@en ;
    dip:hasKind kind:attack ;
    dip:hasTarget mission:XGK-embassy-in-XRU ;
    dip:isPartOf event:2031-09-02-attack-embassy ;
    {dated("2031-09-02")}
    dip:isStatedIn passage:xr-2031.818-902 .

event:2031-10-01-plea
    a dip:CaseStep ;
    rdfs:label "Ruritania pleads before the River Court"@en ;
    dip:hasKind kind:hearing ;
    dip:concerns case:XRU-v-XGK ;
    dip:isPartOf event:2031-10-01-hearing ;
    {dated("2031-10-02")}
    dip:isStatedIn passage:xr-2031.982-1074 .

event:2031-10-03-first-grant
    a dip:Activity ;
    rdfs:label "Ruritania runs the River Grant"@en ;
    dip:hasKind kind:cooperation ;
    dip:isImplementedBy state:XRU ;
    dip:isAbout programme:river-grant ;
    {dated("2031-10-03")}
    dip:isStatedIn passage:xr-2031.1168-1221 .

figure:2031-children-repatriated
    a dip:Figure ;
    rdfs:label "Children repatriated from Graustark to Ruritania: 26"@en ;
    dip:hasOriginState state:XGK ;
    dip:hasDestinationState state:XRU ;
    dip:hasMeasure kind:measure-documents-signed ;
    dip:value "62"^^xsd:decimal ;
    dip:hasUnit kind:unit-count ;
    dip:hasScope kind:scope-in-period ;
    {dated("2031-10-05")}
    dip:isStatedIn passage:xr-2031.1304-1380 .

event:2031-10-06-border-talks
    a dip:Negotiation ;
    rdfs:label "Ruritania and Graustark on a stretch of their border"@en ;
    dip:hasKind kind:treaty-negotiation ;
    dip:hasParty state:XGK , state:XRU ;
    {dated("2031-10-01", "2031-10-30", "Month")}
    dip:isStatedIn passage:xr-2031.1381-1459 .

event:2031-press-work
    a dip:Activity ;
    rdfs:label "Ministry of Ruritania works with the press"@en ;
    dip:hasKind kind:media-work ;
    dip:hasParticipant state:XRU ;
    dip:meansWithoutNaming state:XRU ;
    {dated("2031-01-01", "2031-12-31", "Year")}
    dip:isStatedIn passage:xr-2031.1460-1510 .

claim:2031-mines-again
    a dip:Claim ;
    rdfs:label "Mines are laid by Graustark, in the words of Ruritania"@en ;
    dip:hasKind kind:allegation ;
    dip:hasClaimant state:XRU ;
    dip:isAbout state:XGK ;
    {dated("2031-10-07")}
    dip:isStatedIn passage:xr-2031.1512-1576 .
"""

FIRST = HEAD_LINES + 2
FIVE = [
    f"""\
✗ violation new.ttl:{FIRST + 1} event:2031-05-04-farewell-XGK-president
    the ontology has no class dip:Metting. Did you mean dip:Meeting?
    do: Correct the name, or describe it in ontology/ first. The rest is checked as if it were \
dip:Meeting.
    [vocabulary]
""",
    f"""\
✗ violation new.ttl:{FIRST + 23} event:2031-07-05-appeal
    organisation:danubian-unoin is described nowhere. Did you mean organisation:danubian-union?
    do: Correct the name or describe it (dipgraph {PLACES} new organisation --name \
organisation:danubian-unoin).
    [identifiers]
""",
    f"""\
✗ violation new.ttl:{FIRST + 46} event:2031-10-01-plea
    dip:startDate 2031-10-02 is not what the passage or its paragraph says at precision day \
(dates there: 2031-10-01).
    do: Correct the date, its precision or the passage.
    [evidence]
""",
    f"""\
✗ violation new.ttl:{FIRST + 68} figure:2031-children-repatriated
    dip:value 62 does not stand in its passage (numbers there: 5, 26, 2031).
    do: Correct the number or the passage.
    [evidence]
""",
    f"""\
✗ violation new.ttl:{FIRST + 82} event:2031-10-06-border-talks
    event:2031-10-06-border-talks has precision dip:Month but ends on 2031-10-30. Use the last day \
of the month, or dip:Day if the passage gives the day.
    why: At precision month, the end is the last day of a month.
    [shapes: dipsh:DatedInOrder-monthEnd]
""",
]


def told(text: str) -> list[Finding]:
    return [finding for finding in validated(text).findings if not finding.follows_from]


def mend(text: str, finding: Finding) -> str:
    """Do on the line of a finding what its message says, without knowing more."""
    lines = text.split("\n")
    at = finding.line - HEAD_LINES - 1
    fault = finding.fault
    if meant := re.search(
        r"([a-z]+:[\w-]+)(?: is described nowhere)?\. Did you mean (\S+)\?", fault
    ):
        old, new = meant[1], meant[2]
    elif there := re.search(r"(\d{4}-\d\d-\d\d) is not .* \(dates there: (\S+)\)", fault):
        old, new = there[1], there[2]
        lines = [line.replace(old, new) if "dip:endDate" in line else line for line in lines]
    elif there := re.search(r"dip:value (\d+) does not .* \(numbers there: (.*)\)", fault):
        # Which of them is the value, the label says, which the curator read in the text.
        label = next(line for line in reversed(lines[:at]) if "rdfs:label" in line)
        (new,) = [number for number in there[2].split(", ") if f": {number}" in label]
        old = there[1]
    elif bound := re.search(r"ends on (\d{4}-10-)30\. Use the last day of the month", fault):
        old, new = f"{bound[1]}30", f"{bound[1]}31"
    else:
        pytest.fail(f"the message does not say what to do: {fault} {finding.remedy}")
    assert old in lines[at], f"line {finding.line} does not hold {old}"
    lines[at] = lines[at].replace(old, new)
    return "\n".join(lines)


def test_five_faults_are_told_in_these_words() -> None:
    text = write_outcome(validated(TEN), "text")
    assert [message for message in FIVE if message not in text] == []
    assert text.count("✗ violation") == 5 and text.endswith("6 violations\n")
    assert "1 more violation follows from what is told above" in text


def test_ten_records_are_mended_by_following_the_messages() -> None:
    text = TEN
    steps = 0
    while findings := told(text):
        text = mend(text, findings[0])
        steps += 1
        assert steps <= 5, findings
    outcome = validated(text)
    assert steps == 5 and outcome.ok and outcome.findings == []
    assert outcome.counts["records"] == 10 and outcome.counts["verified"] == 10
