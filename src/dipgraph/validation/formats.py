"""The forms in which an outcome is written: text, JSON, Turtle, SARIF, workflow commands."""

from __future__ import annotations

import json

import pyoxigraph as ox

from dipgraph import __version__
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import count_of
from dipgraph.shacl import Report, Result
from dipgraph.shacl.vocabulary import SH
from dipgraph.validation.findings import Finding, Outcome

FORMATS = ("text", "json", "turtle", "sarif", "github")
SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
_SIGNS = {"violation": "✗", "warning": "!", "info": "·"}


def write_outcome(outcome: Outcome, form: str, most: int = 0) -> str:
    """Return an outcome in one of :data:`FORMATS`, with a line break at its end.

    ``most`` is how many findings are shown in text and workflow commands, 0 for all; the other
    forms have all of them.
    """
    if form == "json":
        return _as_json(outcome)
    if form == "turtle":
        return _as_report(outcome).to_turtle()
    if form == "sarif":
        return _as_sarif(outcome)
    told = [finding for finding in outcome.findings if not finding.follows_from]
    shown = told[:most] if most else told
    write = _as_text if form == "text" else _as_command
    lines = [write(finding) for finding in shown]
    if left := len(told) - len(shown):
        lines.append(f"… and {count_of(left, 'finding')} more; --max-findings 0 shows all")
    if after := len(outcome.findings) - len(told):
        one = "1 more violation follows" if after == 1 else f"{after:,} more violations follow"
        lines.append(f"{one} from names that are described nowhere; --format json shows all")
    return "\n".join([*lines, *outcome.lines, outcome.verdict()]) + "\n"


def _as_text(finding: Finding) -> str:
    head = f"{_SIGNS.get(finding.severity, '✗')} {finding.severity}"
    where = " ".join(filter(None, (finding.place, finding.record)))
    lines = [f"{head} {where}", f"    {finding.fault}"]
    lines += [f"    because: {reason}" for reason in finding.reasons]
    lines += [f"    do: {finding.remedy}"] if finding.remedy else []
    lines += [f"    why: {finding.why}"] if finding.why else []
    return "\n".join([*lines, f"    [{finding.check}]"])


def _message(finding: Finding) -> str:
    """Return a finding in one paragraph."""
    parts = [f"{finding.record}: " if finding.record else "", finding.fault]
    parts += [f" Because: {'; '.join(finding.reasons)}"] if finding.reasons else []
    parts += [f" {finding.remedy}"] if finding.remedy else []
    parts += [f" Why: {finding.why}"] if finding.why else []
    return "".join(parts)


def _as_command(finding: Finding) -> str:
    level = {"violation": "error", "warning": "warning"}.get(finding.severity, "notice")
    where = f"file={_escape(finding.file, True)}," if finding.file else ""
    where += f"line={finding.line}," if finding.line else ""
    title = _escape(finding.check, True)
    return f"::{level} {where}title={title}::{_escape(_message(finding))}"


def _escape(text: str, is_property: bool = False) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(sign, code)
    if is_property:
        text = text.replace(":", "%3A").replace(",", "%2C")
    return text


def _as_json(outcome: Outcome) -> str:
    content = {
        "ok": outcome.ok,
        "checked": outcome.checked,
        "counts": outcome.counts,
        "focusNodesByShape": {
            shorten_iri(name): number for name, number in outcome.focus_counts.items() if number
        },
        "findings": [finding.as_dict() for finding in outcome.findings],
        "mended": [
            {
                "iri": getattr(r.focus_node, "value", ""),
                "shape": getattr(r.source_shape, "value", ""),
            }
            for r in outcome.mended
        ],
        "verdict": outcome.verdict(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _as_report(outcome: Outcome) -> Report:
    """Return the findings as results of SHACL: what no shape found names the check instead."""
    results = [finding.result or _result_of(finding) for finding in outcome.findings]
    return Report.of(results, outcome.focus_counts)


def _result_of(finding: Finding) -> Result:
    check = ox.NamedNode(PREFIXES["dipsh"] + "check-" + finding.check.replace(" ", "-"))
    focus = ox.NamedNode(finding.iri) if finding.iri else ox.BlankNode()
    text = " ".join(filter(None, (finding.fault, finding.remedy)))
    return Result(
        focus_node=focus,
        path=None,
        path_text="",
        path_expression=None,
        value=None,
        source_shape=check,
        source_constraint=None,
        component=f"{PREFIXES['dipsh']}CheckConstraintComponent",
        severity=SH + finding.severity.capitalize(),
        message_literals=(ox.Literal(text, language="en"),),
    )


def _as_sarif(outcome: Outcome) -> str:
    rules = sorted({finding.check for finding in outcome.findings})
    number = {rule: at for at, rule in enumerate(rules)}
    why = {finding.check: finding.why for finding in outcome.findings if finding.why}
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
        "invocations": [
            {
                "executionSuccessful": outcome.checked > 0,
                "exitCode": 0 if outcome.ok else 1,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": line}} for line in outcome.lines
                ],
            }
        ],
        "results": [_sarif_result(finding, number) for finding in outcome.findings],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _sarif_result(finding: Finding, number: dict[str, int]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.check,
        "ruleIndex": number[finding.check],
        "level": _LEVELS.get(finding.severity, "error"),
        "message": {"text": _message(finding)},
    }
    location: dict[str, object] = {}
    if finding.file:
        place: dict[str, object] = {"artifactLocation": {"uri": _uri_of(finding.file)}}
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


def _uri_of(file: str) -> str:
    from urllib.parse import quote

    return quote(file.replace("\\", "/"))
