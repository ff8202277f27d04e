"""Check the style of the ontology with the queries in ``ontology/checks/``: a row is a finding.

Each query file begins with the lines ``# Rule:``, ``# Problem:`` and ``# Remedy:``; what a
finding weighs stands in ``severity.toml`` beside them. The rules are those of
``ontology/STYLE.md``.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pyoxigraph as ox

from dipgraph.errors import InputError, Issue
from dipgraph.namespaces import shorten_iri
from dipgraph.report import Part, count_of
from dipgraph.resources import Project
from dipgraph.turtle import find_record_lines, parse_text, read_text

CHECK = "style"
_HEAD = re.compile(r"^# (Rule|Problem|Remedy): (.+)$", re.M)
_SEVERITIES = ("violation", "warning")
# Alignments are claims about other vocabularies; nothing of ours depends on their style.
_LEFT_OUT = "alignments.ttl"


def check_style(project: Project) -> Part:
    """Run every style check over ontology, kinds and shapes.

    Returns
    -------
    Part
        ``checked`` counts the terms, concepts and shapes that the checks ran over, 0 if there
        is no check at all.

    Raises
    ------
    InputError
        If a check has no head, no severity, or cannot be run.
    """
    folder = project.ontology / "checks"
    checks = sorted(folder.glob("*.rq"))
    severities = _read_severities(project, folder / "severity.toml") if checks else {}
    store = ox.Store()
    places: dict[str, tuple[str, int]] = {}
    for path in sorted(project.ontology.rglob("*.ttl")):
        if path.name == _LEFT_OUT:
            continue
        shown = project.relative(path)
        text = read_text(path, shown)
        store.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in parse_text(text, shown=shown)
        )
        places |= {name: (shown, line) for name, line in find_record_lines(text).items()}
    issues = [
        issue for path in checks for issue in _run_check(project, path, severities, store, places)
    ]
    terms = len({quad.subject for quad in store if isinstance(quad.subject, ox.NamedNode)})
    line = f"{count_of(len(checks), 'style check')} over {count_of(terms, 'term')} of the ontology"
    counts = {"checks": len(checks), "terms": terms}
    return Part(CHECK, terms if checks else 0, issues, counts, [line])


def _read_severities(project: Project, path: Path) -> dict[str, str]:
    shown = project.relative(path)
    try:
        table = tomllib.loads(read_text(path, shown))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{shown}: this is not TOML ({error}). Mend the line.") from None
    for name, severity in table.items():
        if severity not in _SEVERITIES:
            raise InputError(
                f"{shown}: {name} has the severity {severity!r}. Use one of: "
                f"{', '.join(_SEVERITIES)}."
            )
    return table


def _run_check(
    project: Project,
    path: Path,
    severities: dict[str, str],
    store: ox.Store,
    places: dict[str, tuple[str, int]],
) -> list[Issue]:
    shown = project.relative(path)
    text = read_text(path, shown)
    head = dict(_HEAD.findall(text))
    if missing := [key for key in ("Rule", "Problem", "Remedy") if key not in head]:
        raise InputError(f"{shown}: the head has no {', '.join(missing)}. Add '# {missing[0]}: …'.")
    if path.stem not in severities:
        raise InputError(f"{shown}: this check has no severity. Add it to severity.toml.")
    try:
        solutions = store.query(text)
    except SyntaxError as error:
        raise InputError(f"{shown}: this is not SPARQL ({error}). Mend the query.") from None
    if not isinstance(solutions, ox.QuerySolutions):
        raise InputError(f"{shown}: this is no SELECT query. A style check selects what is wrong.")
    issues = []
    for row in solutions:
        terms = [term.value for term in row if isinstance(term, ox.NamedNode | ox.Literal)]
        name = shorten_iri(terms[0]) if terms else ""
        file, line = places.get(terms[0], places.get(name, (shown, 0))) if terms else (shown, 0)
        rest = f" ({', '.join(map(shorten_iri, terms[1:]))})" if terms[1:] else ""
        fault = f"{head['Problem']}{rest}"
        issues.append(
            Issue(file, line, name, fault, head["Remedy"], head["Rule"], severities[path.stem])
        )
    return issues
