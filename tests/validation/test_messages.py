"""Messages that a curator can follow: one a fault, on its line, with what to write instead."""

from __future__ import annotations

import json

import pytest

from dipgraph.errors import InputError
from dipgraph.namespaces import PREFIXES
from dipgraph.validation import Finding
from dipgraph.validation.documents import CONTEXT
from validation.additions import GOOD, HEAD_LINES, PLACES, changed, document, ruritania, validated


def told(*texts: str) -> list[Finding]:
    return [finding for finding in validated(*texts).findings if not finding.follows_from]


def only(*texts: str) -> Finding:
    (finding,) = told(*texts)
    return finding


def line_of(words: str, text: str = GOOD) -> int:
    return HEAD_LINES + text[: text.index(words)].count("\n") + 1


def test_a_misspelt_kind_is_told_once() -> None:
    text = changed("kind:bilateral-meeting", "kind:bilateral-meetings")
    finding = only(text)
    assert "Did you mean kind:bilateral-meeting" in finding.fault
    assert finding.line == line_of("dip:hasKind")
    outcome = validated(text)
    after = {f.follows_from for f in outcome.findings if f.follows_from}
    assert after == {"kind:bilateral-meetings"} and len(outcome.findings) > 2


@pytest.mark.parametrize("kind", ["kind:nonsense", '"nonsense"'])
def test_the_kinds_that_there_are_stand_beside_one_that_is_none(kind: str) -> None:
    finding = only(changed("kind:bilateral-meeting", kind))
    assert "Choose from: kind:bilateral-meeting, " in finding.remedy


def test_another_fault_of_the_same_property_is_told_beside_an_unknown_name() -> None:
    text = changed("state:XGK , state:XRU", "state:XGG , state:XRU , kind:summit")
    faults = [finding.fault for finding in told(text)]
    assert any("state:XGG is described nowhere" in fault for fault in faults)
    assert any("found kind:summit" in fault for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("state:XGK", '"Graustark"', "state:XGK"),
        ("state:XGK", '"state:XGK"', "state:XGK"),
        ("kind:bilateral-meeting", '"Bilateral meeting"', "kind:bilateral-meeting"),
        ("dip:Day", '"day"', "dip:Day"),
        ("place:zenda", f'"{PREFIXES["place"]}zenda"^^xsd:anyURI', "place:zenda"),
    ],
)
def test_a_text_where_a_name_is_asked_for_is_told_once_with_the_name(
    old: str, new: str, meant: str
) -> None:
    finding = only(changed(f" {old}", f" {new}"))
    assert "takes a name, and this is the text" in finding.fault
    assert meant in finding.fault and "without quotation marks" in finding.remedy
    assert finding.line == line_of(f" {old}")


def test_a_text_that_names_nothing_is_told_without_a_guess() -> None:
    finding = only(changed("dip:takesPlaceIn place:zenda", 'dip:takesPlaceIn "a b c"'))
    assert "Did you mean" not in finding.fault
    assert finding.remedy == "Write a name without quotation marks."


def test_a_date_that_is_none_is_not_compared() -> None:
    findings = told(changed('dip:startDate "2031-06-20"', 'dip:startDate "20.06.2031"'))
    assert [f.check for f in findings] == ["shapes: dipsh:Dated-startDate"]
    findings = told(changed('dip:startDate "2031-06-20"^^xsd:date', 'dip:startDate "2031-06-20"'))
    assert [f.check for f in findings] == ["shapes: dipsh:Dated-startDate"]
    findings = told(changed('dip:startDate "2031-06-20"', 'dip:startDate "2031-06-21"'))
    assert any("must not be after" in finding.fault for finding in findings)


def test_too_many_values_are_named() -> None:
    findings = told(
        changed("kind:bilateral-meeting", "kind:bilateral-meeting , kind:multilateral-meeting")
    )
    assert any(
        "kind:bilateral-meeting, kind:multilateral-meeting" in finding.fault for finding in findings
    )


def test_what_is_not_filled_in_is_told_with_its_property() -> None:
    head = f"@prefix fill-in: <{PREFIXES['dip'].removesuffix('ontology#')}fill-in/> .\n"
    text = head + changed("place:zenda", "fill-in:takesPlaceIn")
    finding = only(text)
    assert finding.fault == (
        "dip:takesPlaceIn is not filled in: fill-in:takesPlaceIn stands there."
    )
    assert finding.line == line_of("dip:takesPlaceIn") + 1


def test_an_unknown_office_is_told_with_those_of_its_state_and_how_to_make_it() -> None:
    finding = only(changed("state:XGK ,", "office:XGK-minister-of-hats ,"))
    assert "Of XGK there are office:XGK-" in finding.fault
    command = f"dipgraph {PLACES} new office --name office:XGK-minister-of-hats"
    assert command in finding.remedy


def test_a_kind_taken_for_a_class_is_told_with_its_class() -> None:
    findings = told("mission:x a dip:Embassy .")
    assert any(
        finding.fault.endswith("Did you mean dip:Mission with dip:hasKind kind:embassy?")
        for finding in findings
    )
    assert any(
        f.fault.endswith("no class dip:Xylophone.") for f in told("mission:x a dip:Xylophone .")
    )


def test_comments_with_quotation_marks_end_no_block() -> None:
    text = changed(
        "    dip:hasKind",
        '    #? For example: "Border Treaty".\n    # dip:datePrecision "x" ;\n    dip:hasKind',
    ).replace("dip:Day", "dip:Days")
    finding = next(f for f in told(text) if "dip:Days" in f.fault)
    assert finding.line == line_of("dip:Days", text)


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("state", "http://w3id.org/dipgraph/state/"),
        ("dip", "https://w3id.org/dipgraph/ontology/"),
        ("kind", "https://www.w3id.org/dipgraph/kind#"),
    ],
)
def test_a_prefix_that_is_off_by_a_slip_is_told_at_its_line(name: str, iri: str) -> None:
    text = f"# mine\n@prefix {name}: <{iri}> .\n{name}:a {name}:b {name}:c .\n"
    with pytest.raises(InputError, match=rf"new\.ttl:{HEAD_LINES + 2}: the prefix {name}: stands"):
        document(text)
    other = text.replace(iri, "http://example.org/vocabulary/")
    assert document(other).quads


def json_record(**changes: object) -> dict[str, object]:
    names = {prefix: PREFIXES[prefix] for prefix in ("dip", "event", "kind", "passage", "place")}
    names |= {prefix: PREFIXES[prefix] for prefix in ("rdfs", "state", "xsd")}
    record: dict[str, object] = {
        "@context": names,
        "@id": "event:2031-06-21-meeting-zenda",
        "@type": "dip:Meeting",
        "rdfs:label": {"@value": "Ruritania and Graustark meet in Zenda", "@language": "en"},
        "dip:hasKind": {"@id": "kind:bilateral-meeting"},
        "dip:hasParticipant": [{"@id": "state:XGK"}, {"@id": "state:XRU"}],
        "dip:takesPlaceIn": {"@id": "place:zenda"},
        "dip:startDate": {"@value": "2031-06-20", "@type": "xsd:date"},
        "dip:endDate": {"@value": "2031-06-20", "@type": "xsd:date"},
        "dip:datePrecision": {"@id": "dip:Day"},
        "dip:isStatedIn": {"@id": "passage:xr-2031.447-525"},
    }
    return record | changes


def told_of_json(*records: dict[str, object]) -> tuple[list[Finding], str]:
    from dipgraph.validation import validate_documents

    kg = ruritania()
    text = json.dumps(records[0] if len(records) == 1 else list(records), indent=1)
    outcome = validate_documents(kg.project, kg.store, [document(text, "new.jsonld", "jsonld")])
    return [finding for finding in outcome.findings if not finding.follows_from], text


def test_faults_of_json_are_told_at_their_line_and_as_json_has_them() -> None:
    assert told_of_json(json_record())[0] == []
    for change, words, remedy in (
        ({"dip:hasKind": "kind:bilateral-meeting"}, "takes a name", '{"@id": "kind:bilateral'),
        ({"dip:startDate": "2031-06-20"}, "dip:startDate", '"@type": "xsd:date"}'),
        ({"rdfs:label": "Ruritania and Graustark meet"}, "rdfs:label", '"@language": "en"}'),
    ):
        other = {"@id": "event:2031-06-22-other", "@type": "dip:Meeting"}
        (finding,), text = told_of_json(json_record(**change))
        assert words in finding.fault and remedy in finding.remedy
        key = next(iter(change))
        assert finding.line == text[: text.index(f'"{key}"')].count("\n") + 1
        # The name at the end of its object, another record before it.
        moved = json_record(**change)
        moved["@id"] = moved.pop("@id")
        both, text = told_of_json(json_record(**other), moved)
        lines = [f.line for f in both if f.record == "event:2031-06-21-meeting-zenda"]
        assert text[: text.rindex(f'"{key}"')].count("\n") + 1 in lines


def test_a_prefix_that_json_does_not_declare_is_told() -> None:
    record = json_record()
    names = record["@context"]
    assert isinstance(names, dict)
    del names["xsd"]
    with pytest.raises(InputError, match=r'new\.jsonld:\d+: xsd:date is taken .* "xsd": "http'):
        told_of_json(record)
    assert told_of_json(record | {"@context": CONTEXT})[0] == []
    with pytest.raises(InputError, match=r"stands between < >\. Write dip:Meeting without them"):
        document(GOOD.replace("dip:Meeting", "<dip:Meeting>"))


def test_graphs_that_are_not_kept_are_told() -> None:
    from dipgraph.validation import validate_documents

    kg = ruritania()
    text = f"<http://e/g> {{ {GOOD} }}"
    outcome = validate_documents(kg.project, kg.store, [document(text, "new.trig", "trig")])
    (finding,) = (f for f in outcome.findings if f.severity == "info")
    assert "its graphs (http://e/g) are not kept" in finding.fault and outcome.ok
    own = text.replace("http://e/g", PREFIXES["source"] + "xr-2031")
    outcome = validate_documents(kg.project, kg.store, [document(own, "new.trig", "trig")])
    assert outcome.findings == []
