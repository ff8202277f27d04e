"""The forms in which an outcome is written: text, JSON, Turtle, SARIF, workflow commands."""

from __future__ import annotations

import json

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import count_of
from dipgraph.shacl import Report, Result
from dipgraph.shacl.vocabulary import SH
from dipgraph.validation.findings import Finding, Outcome, Unread
from dipgraph.validation.sarif import as_sarif, unread_as_sarif

FORMATS = ("text", "json", "turtle", "sarif", "github")
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
        return as_sarif(outcome)
    told = [finding for finding in outcome.findings if not finding.follows_from]
    shown = told[:most] if most else told
    write = _as_text if form == "text" else _as_command
    lines = [write(finding) for finding in shown]
    if left := len(told) - len(shown):
        lines.append(f"… and {count_of(left, 'finding')} more; --max-findings 0 shows all")
    if after := len(outcome.findings) - len(told):
        one = "1 more violation follows" if after == 1 else f"{after:,} more violations follow"
        lines.append(f"{one} from what is told above; --format json shows all")
    return "\n".join([*lines, *outcome.lines, outcome.verdict()]) + "\n"


def write_unread(unread: Unread, form: str) -> str:
    """Return that nothing was checked since something could not be read, for programmes.

    "" for text and for a SHACL report, which have no word for it; the message is on standard
    error in any case.
    """
    if form == "json":
        content = {"ok": False, "error": unread.text, "findings": [unread.finding.as_dict()]}
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    if form == "sarif":
        return unread_as_sarif(unread)
    return _as_command(unread.finding) + "\n" if form == "github" else ""


def _as_text(finding: Finding) -> str:
    head = f"{_SIGNS.get(finding.severity, '✗')} {finding.severity}"
    where = " ".join(filter(None, (finding.place, finding.record)))
    lines = [f"{head} {where}", f"    {finding.fault}"]
    lines += [f"    because: {reason}" for reason in finding.reasons]
    lines += [f"    do: {finding.remedy}"] if finding.remedy else []
    lines += [f"    why: {finding.why}"] if finding.why else []
    return "\n".join([*lines, f"    [{finding.check}]"])


def _as_command(finding: Finding) -> str:
    level = {"violation": "error", "warning": "warning"}.get(finding.severity, "notice")
    where = f"file={_escape(finding.file, True)}," if finding.file else ""
    where += f"line={finding.line}," if finding.line else ""
    title = _escape(finding.check, True)
    return f"::{level} {where}title={title}::{_escape(finding.in_one_paragraph())}"


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
