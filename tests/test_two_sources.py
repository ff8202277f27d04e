"""A record that two texts state: an open date means the year of the text that names it."""

import hashlib
from pathlib import Path

import pytest

from dipgraph.sources import write_passages
from dipgraph.text.cut import cut_text
from evidence_project import HEAD, EvidenceProject, build_project

EARLIER = "xr-2030"
TEXT = "Ruritania and Graustark-Lutha expect to sign a border treaty.\n"


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    """The signing of 7 August 2031, told by the text on 2031, expected by the text on 2030."""
    built = build_project(tmp_path)
    folder = tmp_path / "data" / "sources" / EARLIER
    folder.mkdir()
    (built.texts / f"{EARLIER}.txt").write_text(TEXT, encoding="utf-8", newline="")
    (passage,) = cut_text(TEXT)
    name = f"{EARLIER}.{passage.start}-{passage.end}"
    source = (
        f"source:{EARLIER}\n    a dip:Source ;\n"
        '    dcterms:title "Ruritania: the year before"@en ;\n'
        '    dcterms:publisher "Ministry of External Affairs"@en ;\n'
        "    dip:isReportOf state:XRU ;\n    dip:coversYear 2030 ;\n"
        f'    dip:fileName "{EARLIER}.txt" ;\n'
        f'    dip:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" ;\n'
        "    dip:lineCount 1 .\n"
    )
    (folder / "source.ttl").write_text(HEAD + source, encoding="utf-8")
    (folder / "passages.ttl").write_text(write_passages(EARLIER, [passage]), encoding="utf-8")
    line = f"event:2031-08-07-signing dip:isStatedIn passage:{name} .\n"
    (folder / "instruments.ttl").write_text(HEAD + line, encoding="utf-8")
    return built


def test_each_text_dates_by_its_own_year(project: EvidenceProject) -> None:
    part = project.load().check(only=["evidence"]).part("evidence")
    assert part.issues == []
    assert part.checked > 0


def test_the_year_of_the_other_text_does_not_date_the_day(project: EvidenceProject) -> None:
    project.edit("records.ttl", '"2031-08-07"^^xsd:date', '"2030-08-07"^^xsd:date')
    issues = project.load().check(only=["evidence"]).issues
    assert {issue.record for issue in issues} == {"event:2031-08-07-signing"}
    assert "2030-08-07" in issues[0].fault
