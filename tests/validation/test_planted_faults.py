"""Several hundred planted faults, each refused for the reason that its table states.

The tables stand in the folder ``faults``.
``pytest -s -k summary`` prints how many of each kind were tried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from dipgraph.validation import Finding
from validation.faults.beside import BESIDE, HARMLESS, SUMS
from validation.faults.classed import WRONG_CLASS
from validation.faults.fault import Added, Fault
from validation.faults.missing import DOUBLED, MISSING
from validation.faults.placed import DIRECTION, FOREIGN_PROPERTIES, LABELS
from validation.faults.registered import ACTORS, PASSAGES, SOURCES
from validation.faults.spelt import DANGLING, MISSPELT, NAMES, SYNTAX
from validation.faults.stated import LOCATOR, NOT_STATED
from validation.faults.timed import ORDER
from validation.faults.typed import ILL_TYPED
from validation.planting import CORPUS, SMALL, Block, find_faults, graph, records

FORM = [*MISSING, *DOUBLED, *ILL_TYPED, *MISSPELT, *DANGLING, *NAMES, *SYNTAX]
CONTENT = [*ORDER, *LOCATOR, *NOT_STATED, *WRONG_CLASS, *FOREIGN_PROPERTIES, *DIRECTION, *LABELS]
FAULTS = [*FORM, *CONTENT]
ADDED = [*PASSAGES, *SOURCES, *ACTORS, *SUMS, *BESIDE, *HARMLESS]
TRIED: Counter[tuple[str, str]] = Counter()
"""For each kind of fault, how many were refused for the stated reason, and were harmless."""
RAN: set[str] = set()
"""The faults that were tried."""


def named(fault: Fault | Added) -> str:
    words = getattr(fault, "classes", ())
    return f"{fault.kind}: {fault.name}{' of ' + words[0] if words else ''}"


def violations(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "violation"]


def said(findings: list[Finding], check: str, words: str, severity: str) -> list[Finding]:
    """Return the findings that give the stated reason."""
    return [
        finding
        for finding in findings
        if finding.severity == severity
        and re.search(check, finding.check)
        and re.search(words, " ".join((finding.fault, *finding.reasons)))
    ]


@cache
def has_texts() -> bool:
    return graph(CORPUS)[2] is not None


def spoilt_by(fault: Fault) -> Iterator[tuple[str, Block, Block | str]]:
    """Yield home, record and what the fault makes of it; one of the corpus if it has texts."""
    for home in (fault.home,) if fault.home else (SMALL, CORPUS):
        if home == CORPUS and not has_texts():
            continue
        number = 0
        for block in records(home):
            if fault.classes and block.cls not in fault.classes:
                continue
            spoilt = fault.change(block)
            if spoilt is None:
                continue
            yield home, block, spoilt
            number += 1
            if number == (fault.most if home == SMALL else 1):
                break


def tell(findings: list[Finding]) -> str:
    return "\n".join(f"{f.severity} [{f.check}] {f.fault}" for f in findings) or "nothing"


@pytest.mark.parametrize("fault", FAULTS, ids=named)
def test_a_spoilt_record_is_refused_for_the_stated_reason(fault: Fault) -> None:
    tried = 0
    RAN.add(named(fault))
    for home, block, spoilt in spoilt_by(fault):
        tried += 1
        _, findings = find_faults(spoilt, home)
        if not fault.check:
            assert not violations(findings), tell(findings)
            TRIED[fault.kind, "harmless"] += 1
            continue
        hits = said(findings, fault.check, fault.words, "violation")
        assert hits, f"{block.name}: expected {fault.check} {fault.words}, found\n{tell(findings)}"
        for hit in hits:
            assert hit.file.endswith(".ttl") and (
                hit.remedy or hit.result or hit.check == "reading"
            )
        TRIED[fault.kind, "refused"] += 1
    assert tried or (fault.home == CORPUS and not has_texts()), "the fault was tried on nothing"


@pytest.mark.parametrize("added", ADDED, ids=named)
def test_an_addition_is_refused_for_the_stated_reason(added: Added) -> None:
    RAN.add(named(added))
    _, findings = find_faults(added.text, SMALL)
    if added.check:
        assert said(findings, added.check, added.words, added.severity), tell(findings)
        told = {"violation": "refused", "warning": "warned of", "info": "told"}
        TRIED[added.kind, told[added.severity]] += 1
    else:
        assert not violations(findings), tell(findings)
        TRIED[added.kind, "harmless"] += 1


@pytest.mark.parametrize("home", [SMALL, CORPUS])
def test_the_records_that_are_spoilt_are_good(home: str) -> None:
    classes = {block.cls for block in records(home)}
    assert len(records(home)) >= 25 and len(classes) >= 25, classes


def test_a_misspelt_class_hides_no_other_fault() -> None:
    block = next(block for block in records(SMALL) if block.cls == "dip:Visit")
    text = block.text().replace("dip:Visit", "dip:Vist").replace('"2031-05-03"', '"2024-05-33"')
    text = text.replace("dip:hasKind kind:state-visit", "dip:hasKind kind:summit")
    _, findings = find_faults(text, SMALL)
    faults = {finding.check for finding in violations(findings)}
    assert {
        "vocabulary",
        "shapes: dipsh:VisitKind-hasKind",
        "shapes: dipsh:Dated-startDate",
    } <= faults
    (told,) = said(findings, "^vocabulary$", "no class dip:Vist", "violation")
    assert "The rest is checked as if it were dip:Visit." in told.remedy
    assert said(findings, "Dated-startDate", "2024-05-33", "violation")


def test_a_bad_literal_is_found_whatever_the_class() -> None:
    text = 'event:x a dip:Qwertyuiop ; dip:startDate "2024-05-33"^^xsd:date ; dip:isFirst "yes" .'
    _, findings = find_faults(text, SMALL)
    assert [f.fault for f in findings if f.check == "literals"] == [
        '"2024-05-33"^^xsd:date, the value of dip:startDate, is no xsd:date.',
        'dip:isFirst takes xsd:boolean, and this is "yes"^^xsd:string.',
    ]


def test_summary_of_what_was_tried() -> None:
    """At least five hundred, in at least twenty kinds."""
    if len(RAN) < len(FAULTS) + len(ADDED):
        pytest.skip("not all planted faults were tried in this run")
    kinds = list(dict.fromkeys(kind for kind, _ in TRIED))
    columns = ("refused", "warned of", "told", "harmless")
    print(f"\n{'kind':28}{'tried':>8}" + "".join(f"{name:>11}" for name in columns))
    for kind in [*kinds, ""]:
        row = [
            sum(n for (k, c), n in TRIED.items() if k == (kind or k) and c == name)
            for name in columns
        ]
        print(f"{kind or 'all':28}{sum(row):8}" + "".join(f"{number:11}" for number in row))
    assert len(kinds) >= 20 and sum(TRIED.values()) >= (500 if has_texts() else 400)
