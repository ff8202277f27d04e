"""Write an outcome as SARIF 2.1.0 (OASIS), which code scanning services read."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from dipgraph import __version__
from dipgraph.validation.findings import Finding, Outcome, Unread

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def as_sarif(outcome: Outcome) -> str:
    """Return an outcome as a log with one run."""
    why = {finding.check: finding.why for finding in outcome.findings if finding.why}
    invocation: dict[str, object] = {
        "executionSuccessful": outcome.checked > 0,
        "exitCode": 0 if outcome.ok else 1,
        "toolExecutionNotifications": [
            {"level": "note", "message": {"text": line}} for line in outcome.lines
        ],
    }
    return _log(outcome.findings, why, invocation)


def unread_as_sarif(unread: Unread) -> str:
    """Return a log of a run that ended since something could not be read.

    The fault is a result, too: services show results and nothing else.
    """
    invocation: dict[str, object] = {
        "executionSuccessful": False,
        "exitCode": 2,
        "toolExecutionNotifications": [{"level": "error", "message": {"text": unread.text}}],
    }
    return _log([unread.finding] if unread.finding.file else [], {}, invocation)


def _log(findings: list[Finding], why: dict[str, str], invocation: dict[str, object]) -> str:
    rules = sorted({finding.check for finding in findings})
    number = {rule: at for at, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "dipgraph",
                "semanticVersion": __version__,
                "informationUri": "https://w3id.org/dipgraph/",
                "rules": [
                    {"id": rule, "shortDescription": {"text": why.get(rule) or rule}}
                    for rule in rules
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(finding, number) for finding in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _result(finding: Finding, number: dict[str, int]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.check,
        "ruleIndex": number[finding.check],
        "level": _LEVELS.get(finding.severity, "error"),
        "message": {"text": finding.in_one_paragraph()},
    }
    location: dict[str, object] = {}
    if finding.file:
        place: dict[str, object] = {"artifactLocation": _artifact(finding.file)}
        if finding.line:
            place["region"] = {"startLine": finding.line}
        location["physicalLocation"] = place
    if finding.record:
        name = {"name": finding.record}
        if finding.iri:
            name["fullyQualifiedName"] = finding.iri
        location["logicalLocations"] = [name]
    if location:
        result["locations"] = [location]
    return result


def _artifact(file: str) -> dict[str, object]:
    """Return where a file is: below the working folder by its relative name, else in full."""
    if file == "standard input":
        return {"description": {"text": file}}
    path = Path(file)
    if path.is_absolute():
        try:
            path = path.relative_to(Path.cwd())
        except ValueError:
            return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix(), errors="surrogateescape")}
