"""Parts add up to their totals, and percentages to their figures, unless a slip is flagged."""

from __future__ import annotations

from pathlib import Path

import pytest

from dipgraph.check import check
from dipgraph.report import Part
from evidence_project import EvidenceProject, build_project


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def run(project: EvidenceProject) -> Part:
    return check(project.load(), only=["sums"]).part("sums")


def test_sums_that_agree_are_counted(project: EvidenceProject) -> None:
    part = run(project)
    assert part.issues == []
    assert part.counts == {"sums": 2, "agreeing": 2, "flagged": 0, "not exact": 0}
    assert part.lines == ["2 sums reckoned: 2 agree, 0 known slips"]


def test_a_total_that_its_parts_do_not_reach_is_found(project: EvidenceProject) -> None:
    project.edit("figures.ttl", '"9"^^', '"8"^^')
    (issue,) = run(project).issues
    assert issue.record == "figure:2031-missions"
    assert issue.fault == "12 is stated, 3 + 8 = 11."
    assert "dip:hasFlag" in issue.remedy


@pytest.mark.parametrize("flagged", ["figure:2031-missions", "figure:2031-embassies"])
def test_a_flagged_slip_is_told_and_fails_nothing(project: EvidenceProject, flagged: str) -> None:
    project.edit("figures.ttl", '"9"^^', '"8"^^')
    project.add("figures.ttl", f"{flagged} dip:hasFlag kind:flag-total-differs .\n")
    part = run(project)
    assert part.issues == []
    assert part.counts["flagged"] == 1
    assert part.notes == [
        "known slip: figure:2031-missions: 12 is stated, 3 + 8 = 11 (kind:flag-total-differs)"
    ]


@pytest.mark.parametrize(("stated", "found"), [("50", 0), ("50.0", 0), ("50.1", 1), ("51", 1)])
def test_a_percentage_agrees_to_the_digit_that_it_is_given_to(
    project: EvidenceProject, stated: str, found: int
) -> None:
    project.edit("figures.ttl", '"50"^^', f'"{stated}"^^')
    assert len(run(project).issues) == found


def test_a_rounded_percentage_agrees(project: EvidenceProject) -> None:
    project.edit("figures.ttl", '"2400"^^', '"2412"^^')  # 49.75 percent
    assert run(project).issues == []
    project.edit("figures.ttl", '"2412"^^', '"2430"^^')  # 49.38 percent
    assert [issue.record for issue in run(project).issues] == ["figure:2031-turnout"]


def test_what_is_given_as_a_bound_is_not_reckoned(project: EvidenceProject) -> None:
    project.edit(
        "figures.ttl", '"9"^^xsd:decimal ;', '"8"^^xsd:decimal ; dip:hasBound kind:bound-about ;'
    )
    part = run(project)
    assert part.issues == []
    assert part.counts["not exact"] == 1
    assert part.lines[0].endswith("1 not exact")


def test_a_missing_term_is_found(project: EvidenceProject) -> None:
    project.edit("figures.ttl", "    dip:hasDenominator figure:2031-registered ;\n", "")
    (issue,) = run(project).issues
    assert "a number is missing to reckon it" in issue.fault


def test_parts_of_another_unit_do_not_add_up(project: EvidenceProject) -> None:
    project.edit("figures.ttl", "dip:hasUnit kind:unit-percent", "dip:hasUnit kind:unit-count")
    assert run(project).issues == []  # a percentage has a unit of its own
    text = (project.folder / "figures.ttl").read_text(encoding="utf-8")
    head, _, tail = text.partition("figure:2031-consulates\n")
    tail = tail.replace("kind:unit-count", "kind:unit-kilometre", 1)
    (project.folder / "figures.ttl").write_text(f"{head}figure:2031-consulates\n{tail}", "utf-8")
    (issue,) = run(project).issues
    assert issue.fault == "its part figure:2031-consulates has another unit."
