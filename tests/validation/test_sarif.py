"""What ``--format sarif`` writes is valid by the JSON schema of SARIF 2.1.0, whatever happened."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from dipgraph.cli import main
from dipgraph.validation.formats import write_outcome
from validation.additions import GOOD, HEAD, RURITANIA, validated

SCHEMA = json.loads((Path(__file__).parent / "sarif/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(
    SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
)
TWIN = GOOD.replace("meeting-zenda", "meeting-twin")
WRONG = GOOD.replace("state:XGK ,", "state:XGG , kind:summit ,").replace("dip:Day", "dip:Month")


def read(text: str) -> dict[str, Any]:
    """Return the one run of a log that the schema takes."""
    log = json.loads(text)
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    code = main(["--data", str(RURITANIA), "validate", *words, "--format", "sarif"])
    said = capsys.readouterr()
    return code, read(said.out), said.err


def places(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [result["locations"][0]["physicalLocation"] for result in found["results"]]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    good = json.loads(write_outcome(validated(WRONG), "sarif"))
    for change in ("runs", "version"):
        assert not VALIDATOR.is_valid({k: v for k, v in good.items() if k != change})
    broken = json.loads(json.dumps(good))
    broken["runs"][0]["results"][0]["level"] = "violation"
    assert not VALIDATOR.is_valid(broken)
    broken = json.loads(json.dumps(good))
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing to say", GOOD),
        ("violations and warnings", WRONG + TWIN + TWIN.replace("twin", "third")),
        ("a node of another namespace", GOOD + "<http://e/o> a dip:Odd ."),
        ("nodes without a name", GOOD + "[] a dip:Meeting ."),
        ("a label with signs", GOOD.replace("Zenda on", 'Zenda \\"<&> \\u0007 – \\U0001F600 on')),
        ("a name with letters", WRONG.replace("meeting-zenda", "meeting-şuşa-é")),
        ("an import", GOOD + "<http://e/o> owl:imports <http://e/p> ."),
    ],
)
def test_outcomes_of_every_kind(name: str, text: str) -> None:
    outcome = validated(text)
    found = read(write_outcome(outcome, "sarif"))
    levels = {"violation": "error", "warning": "warning", "info": "note"}
    assert [r["level"] for r in found["results"]] == [levels[f.severity] for f in outcome.findings]
    for result, finding in zip(found["results"], outcome.findings, strict=True):
        assert finding.fault in result["message"]["text"]
        rule = found["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"] == finding.check
        if finding.line:
            place = result["locations"][0]["physicalLocation"]
            assert place["region"]["startLine"] == finding.line
    assert found["invocations"][0]["exitCode"] == (0 if outcome.ok else 1)


def test_files_are_named_so_that_a_service_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    name = "my new:file ü%20#1.ttl"
    Path(name).write_text(HEAD + WRONG, encoding="utf-8")
    (tmp_path / "out.ttl").write_text(HEAD + WRONG, encoding="utf-8")
    for given, expected in (
        (name, name),
        (str(tmp_path / "here" / name), name),
        ("../out.ttl", "../out.ttl"),
    ):
        code, found, _ = run(capsys, given)
        uris = {place["artifactLocation"]["uri"] for place in places(found)}
        assert code == 1 and {unquote(uri) for uri in uris} == {expected}
        assert not any(set(" #:ü") & set(uri) for uri in uris)
    _, found, _ = run(capsys, str(tmp_path / "out.ttl"))
    uris = {place["artifactLocation"]["uri"] for place in places(found)}
    assert uris == {(tmp_path / "out.ttl").as_uri()}


def test_standard_input_has_no_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stream:
        buffer = io.BytesIO((HEAD + WRONG).encode())

    monkeypatch.setattr("sys.stdin", Stream())
    code, found, _ = run(capsys, "-")
    assert code == 1 and found["results"]
    for place in places(found):
        assert place["artifactLocation"] == {"description": {"text": "standard input"}}


@pytest.mark.parametrize(
    ("name", "content", "line", "told"),
    [
        ("bad.ttl", b"@prefix dip: <https://w3id.org/dipgraph/ontology#> .\nx", 2, "not a valid"),
        ("bad.jsonld", b'{\n"@id": }', 2, "this is no JSON"),
        ("latin.ttl", b"# \xe9\n", 1, "is not UTF-8"),
        ("empty.ttl", b"", 0, "nothing in this file"),
        ("table.xlsx", b"a", 0, "its ending says no RDF format"),
        ("none.ttl", None, 0, "there is no such file"),
    ],
)
def test_what_cannot_be_read_is_a_result_as_well(
    name: str,
    content: bytes | None,
    line: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path(name).write_bytes(content)
    code, found, err = run(capsys, name)
    assert code == 2 and told in err
    (result,) = found["results"]
    assert result["level"] == "error" and told in result["message"]["text"]
    assert not result["message"]["text"].startswith(name)
    (place,) = places(found)
    assert place["artifactLocation"]["uri"] == name
    assert place.get("region", {}).get("startLine", 0) == line
    (invocation,) = found["invocations"]
    assert invocation["executionSuccessful"] is False and invocation["exitCode"] == 2
    # The same for the other forms that programmes read.
    words = ["--data", str(RURITANIA), "validate", name, "--format"]
    assert main([*words, "json"]) == 2
    assert told in json.loads(capsys.readouterr().out)["error"]
    assert main([*words, "github"]) == 2
    out = capsys.readouterr().out
    assert out.startswith(f"::error file={name},{f'line={line},' if line else ''}title=input::")
    assert main([*words, "text"]) == 2
    assert capsys.readouterr().out == ""
