"""Each kind of finding: its severity, its place, its reason and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from dipgraph.validation import Finding, Outcome
from validation.additions import GOOD, HEAD_LINES, changed, validated

SUMS = """
figure:2031-documents-with-nobody
    a dip:Figure ;
    rdfs:label "Documents that Ruritania signed with nobody: 84"@en ;
    dip:hasMeasure kind:measure-documents-signed ;
    dip:value "84"^^xsd:decimal ;
    dip:hasUnit kind:unit-count ;
    dip:hasScope kind:scope-in-period ;
    dip:isAddendOf figure:2031-documents ;
    dip:startDate "2031-01-01"^^xsd:date ;
    dip:endDate "2031-12-31"^^xsd:date ;
    dip:datePrecision dip:Year ;
    dip:isStatedIn passage:xr-2031.1617-1674 .
"""
TWIN = """
event:2031-06-20-consultations-twin
    a dip:Consultation ;
    rdfs:label "Consultations of Graustark and Ruritania in Zenda"@en ;
    dip:hasKind kind:political-consultations ;
    dip:hasParticipant state:XGK , state:XRU ;
    dip:startDate "2031-06-20"^^xsd:date ;
    dip:endDate "2031-06-20"^^xsd:date ;
    dip:datePrecision dip:Day ;
    dip:isStatedIn passage:xr-2031.447-525 .
"""


def tenure(name: str, holder: str, start: str, end: str, more: str = "") -> str:
    return f"""
tenure:{name}
    a dip:Tenure ;
    rdfs:label "Chair of the River League of {name}"@en ;
    dip:hasKind kind:chairmanship ;
    dip:hasHolder {holder} ;
    dip:isTenureIn organisation:river-league ;
    dip:startDate "{start}"^^xsd:date ;
    dip:endDate "{end}"^^xsd:date ;
    dip:datePrecision dip:Day ;{more}
    dip:isStatedIn passage:xr-2031.156-228 .
"""


def only(outcome: Outcome, check: str) -> Finding:
    found = [finding for finding in outcome.findings if finding.check.startswith(check)]
    assert len(found) == 1, "\n".join(map(str, outcome.findings))
    return found[0]


def test_a_good_addition_passes_and_says_what_was_looked_at() -> None:
    outcome = validated(GOOD)
    assert outcome.findings == [] and outcome.ok
    counts = outcome.counts
    assert (counts["records"], counts["newTriples"], counts["verified"]) == (1, 10, 1)
    assert counts["derivedTriples"] >= 4 and counts["focusNodes"] >= 5 and counts["compared"] == 1
    text = "\n".join(outcome.lines)
    assert "1 record among them" in text and "1 passage cited: 1 verified" in text
    assert "focus nodes checked" in text and outcome.verdict() == "0 violations"


def test_without_the_text_a_passage_is_unverifiable_and_never_verified() -> None:
    outcome = validated(changed("xsd:date ;\n    dip:endDate", "xsd:date ;\n    dip:endDate"))
    assert outcome.counts["verified"] == 1
    outcome = validated(GOOD, texts_folder=None)
    assert outcome.ok and outcome.counts["unverifiable"] == 1
    assert "verified" not in outcome.counts and "1 unverifiable" in "\n".join(outcome.lines)


def test_a_file_that_says_nothing_of_ours_fails_since_nothing_was_checked() -> None:
    outcome = validated("<http://e/a> <http://e/p> <http://e/b> .")
    assert not outcome.ok
    outcome.findings.clear()
    assert not outcome.ok and outcome.checked == 0
    assert outcome.verdict() == "nothing was checked, which is a failure"


# What was changed in the good addition: the check that says so, the line counted from the
# first of the block, and words of the message.
FAULTS = {
    "a misspelt office": (
        ("state:XGK , state:XRU", "office:XGK-foreign-ministr , state:XRU"),
        ("identifiers", 4, "Did you mean office:XGK-foreign-minister"),
    ),
    "a misspelt class": (
        ("dip:Meeting", "dip:Meetng"),
        ("vocabulary", 1, "no class dip:Meetng. Did you mean dip:Meeting"),
    ),
    "a misspelt property": (
        ("dip:takesPlaceIn", "dip:takePlaceIn"),
        ("vocabulary", 5, "Did you mean dip:takesPlaceIn"),
    ),
    "a misspelt kind": (
        ("kind:bilateral-meeting", "kind:bilateral-meting"),
        ("vocabulary", 3, "Did you mean kind:bilateral-meeting"),
    ),
    "a passage that is none": (
        ("447-525", "447-526"),
        ("identifiers", 9, "Did you mean passage:xr-2031.447-525"),
    ),
    "an actor whom the passage does not name": (
        ("state:XGK , state:XRU", "organisation:river-court , state:XRU"),
        ("evidence", 4, "is named neither"),
    ),
    "a day that the passage does not give": (
        ('dip:startDate "2031-06-20"', 'dip:startDate "2031-06-19"'),
        ("evidence", 6, "2031-06-19 is not what the passage"),
    ),
    "dates in the wrong order": (
        ('dip:startDate "2031-06-20"', 'dip:startDate "2031-06-21"'),
        ("shapes: dipsh:DatedInOrder-startDate", 6, "must not be after"),
    ),
    "a day that is none": (
        ('dip:endDate "2031-06-20"', 'dip:endDate "2031-06-31"'),
        ("shapes: dipsh:Dated-endDate", 7, "exactly one dip:endDate"),
    ),
    "a label in no language": (
        ('2031"@en', '2031"'),
        ("shapes: dipsh:Record-label", 2, "exactly one rdfs:label in English"),
    ),
    "no precision": (
        ("    dip:datePrecision dip:Day ;\n", ""),
        ("shapes: dipsh:Dated-datePrecision", 0, "exactly one dip:datePrecision"),
    ),
    "a node without a name": (
        ("place:zenda", "[ a dip:Place ]"),
        ("identifiers", None, "node without a name"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_on_its_line(name: str) -> None:
    change, (check, line, words) = FAULTS[name]
    outcome = validated(changed(*change))
    assert not outcome.ok
    found = [f for f in outcome.findings if f.check.startswith(check) and words in f.fault]
    assert len(found) == 1, "\n".join(map(str, outcome.findings))
    (finding,) = found
    assert finding.file == "new.ttl" and finding.severity == "violation"
    if line is not None:
        assert finding.line == HEAD_LINES + 2 + line, finding
        assert finding.record == "event:2031-06-21-meeting-zenda"
    if check.startswith("shapes"):
        assert finding.why
    else:
        assert finding.remedy


def test_the_inner_reason_of_a_choice_of_shapes_is_told() -> None:
    text = GOOD.replace("dip:hasParticipant state:XGK ,", "dip:hasParticipant kind:summit ,")
    finding = only(validated(text), "shapes: dipsh:Record-hasParticipant")
    assert "The value kind:summit is not an instance of dip:Actor." in finding.reasons
    assert len(finding.reasons) >= 3


def test_what_follows_from_an_unknown_name_is_told_apart() -> None:
    outcome = validated(changed("state:XGK ,", "state:XGX ,"))
    told = [finding for finding in outcome.findings if not finding.follows_from]
    assert [finding.check for finding in told] == ["identifiers"]
    assert {f.follows_from for f in outcome.findings if f.follows_from} == {"state:XGX"}


# --- beside the graph -----------------------------------------------------------------


def test_an_event_that_the_graph_has_is_a_warning_with_its_name() -> None:
    outcome = validated(TWIN)
    finding = only(outcome, "duplicates")
    assert finding.severity == "warning" and outcome.ok
    assert "is this event:2031-06-20-consultations-XGK" in finding.fault
    assert "meetings.ttl:" in finding.fault and "dip:isStatedIn" in finding.remedy


@pytest.mark.parametrize(
    "change",
    [
        ("kind:political-consultations", "kind:consultations"),
        ("state:XGK , state:XRU", "state:XGK , state:XRU , state:XDU"),
        ("2031-06-20", "2031-06-22"),
        ("dip:Consultation ;", "dip:Meeting ;"),
        ("    dip:startDate", "    dip:takesPlaceIn place:strelsau ;\n    dip:startDate"),
    ],
)
def test_an_event_that_differs_is_no_duplicate(change: tuple[str, str]) -> None:
    outcome = validated(TWIN.replace(*change))
    assert not [finding for finding in outcome.findings if finding.check == "duplicates"]


def test_two_blocks_of_one_event_in_the_addition_are_told_once() -> None:
    outcome = validated(GOOD, GOOD.replace("meeting-zenda", "meeting-again"))
    assert only(outcome, "duplicates").file == "new.ttl"


def test_two_chairs_at_once_contradict_each_other() -> None:
    one = tenure("one", "state:XRU", "2031-01-01", "2031-12-31")
    other = tenure("other", "state:XGK", "2031-07-01", "2032-06-30")
    finding = only(validated(one, other), "contradictions")
    assert "organisation:river-league has two chairs at once" in finding.fault
    assert finding.severity == "violation"
    flagged = tenure("other", "state:XGK", "2031-07-01", "2032-06-30", "\n    dip:hasFlag kind:x ;")
    assert only(validated(one, flagged), "contradictions").severity == "warning"


@pytest.mark.parametrize(
    ("holder", "start"), [("state:XGK", "2031-12-31"), ("state:XRU", "2031-07-01")]
)
def test_chairs_one_after_the_other_are_no_contradiction(holder: str, start: str) -> None:
    one = tenure("one", "state:XRU", "2031-01-01", "2031-12-31")
    outcome = validated(one, tenure("other", holder, start, "2032-06-30"))
    assert not [finding for finding in outcome.findings if finding.check == "contradictions"]


def test_a_sum_of_the_graph_that_no_longer_adds_up_is_told_of_the_graph() -> None:
    finding = only(validated(SUMS), "sums")
    assert finding.record == "figure:2031-documents"
    assert "204 is stated" in finding.fault and "= 288" in finding.fault
    assert finding.file.endswith("claims-and-figures.ttl") and finding.line > 1


def test_a_record_of_the_graph_that_becomes_wrong_names_what_made_it_so() -> None:
    # The summit is not part of anything; now it is part of itself.
    text = "event:2031-05-14-summit dip:isPartOf event:2031-05-14-meeting-XGK-XRU ."
    findings = [f for f in validated(text).findings if f.is_old]
    assert findings, "the meeting is part of the summit, which is now part of the meeting"
    assert any("becomes wrong by what event:2031-05-14-summit" in f.fault for f in findings)
    assert all(f.file.endswith("meetings.ttl") for f in findings)


def test_a_record_described_anew_is_told_with_what_differs_and_what_to_do() -> None:
    text = """
event:2031-05-03-visit-XGK-president
    a dip:Visit ;
    dip:startDate "2031-05-02"^^xsd:date .
"""
    finding = only(validated(text), "corrections")
    assert 'dip:startDate "2031-05-03" there, "2031-05-02" here' in finding.fault
    assert "meetings.ttl:" in finding.fault and "edit the block" in finding.remedy


def test_a_record_repeated_word_by_word_is_only_told() -> None:
    text = "event:2031-05-03-visit-XGK-president a dip:Visit ; dip:isHostedBy state:XRU ."
    outcome = validated(text)
    assert only(outcome, "corrections").severity == "info"
    assert outcome.counts["newTriples"] == 0 and outcome.ok


def test_another_passage_for_a_record_is_no_correction_and_is_held_against_the_text() -> None:
    text = "event:2031-06-20-consultations-XGK dip:isStatedIn passage:xr-2031.229-365 ."
    outcome = validated(text)
    assert outcome.findings == [] and outcome.counts["records"] == 1
    assert outcome.counts["verified"] == 2


def test_axioms_are_refused_and_imports_only_told() -> None:
    outcome = validated(
        GOOD + "dip:Meeting rdfs:subClassOf dip:Visit .\n<http://e/o> owl:imports <http://e/x> ."
    )
    assert "is an axiom" in only(outcome, "vocabulary").fault and not outcome.ok
    assert "nothing is fetched" in next(
        f.fault for f in outcome.findings if "owl:imports" in f.fault
    )


def test_a_new_actor_is_known_to_the_records_beside_it() -> None:
    actor = """
state:XZZ
    a dip:State ;
    rdfs:label "Zenda"@en ;
    dip:isoAlpha3 "XZZ" ;
    dip:hasRegion kind:region-europe .
"""
    outcome = validated(actor + changed("state:XGK ,", "state:XZZ ,"))
    assert not [f for f in outcome.findings if f.check in ("identifiers", "evidence")]


def test_nothing_of_the_graph_is_written(tmp_path: Path) -> None:
    from validation.additions import ruritania

    before = len(ruritania().store)
    validated(GOOD, SUMS, TWIN)
    assert len(ruritania().store) == before
