"""What the tests of additions share: parts of an addition, what changed."""

from __future__ import annotations

from pathlib import Path

from dipgraph.cli import main
from dipgraph.namespaces import PREFIXES

HEAD = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n"
    for name in "dip event instrument kind office organisation passage place rdfs skos state "
    "tenure xsd".split()
)
DAYS = (
    'dip:startDate "2031-05-14"^^xsd:date ; dip:endDate "2031-05-14"^^xsd:date ; '
    "dip:datePrecision dip:Day ; "
)
TALKS = (
    "# a remark of the curator's\n"
    'event:2031-05-14-talks a dip:Meeting ; rdfs:label "Talks in the margins"@en ; '
    "dip:hasKind kind:multilateral-meeting ; dip:hasParticipant state:XRU , state:XGK ; "
    f"{DAYS} dip:isPartOf event:2031-05-14-summit ; dip:isStatedIn passage:xr-2031.229-365 .\n"
)
INSTRUMENT = (
    'instrument:2031-second-treaty a dip:Instrument ; rdfs:label "A second treaty"@en ; '
    "dip:hasKind kind:treaty ; dip:hasParty state:XRU , state:XGK ; "
    "dip:isStatedIn passage:xr-2031.366-446 .\n"
)
FREED = "event:2031-05-03-visit-XGK-president dip:isStatedIn passage:xr-2031.28-77 .\n"
OFFICE = (
    'office:XGK-chancellor a dip:Office ; rdfs:label "Chancellor of Graustark"@en ; '
    "dip:hasKind kind:head-of-government ; dip:isOfficeOf state:XGK .\n"
)


def write(project: Path, *parts: str) -> str:
    path = project.parent / "new.ttl"
    path.write_text(HEAD + "".join(parts), encoding="utf-8")
    return str(path)


def add(project: Path, *words: str) -> int:
    return main(["--data", str(project), "add", "--no-answers", *words])


def files(project: Path) -> dict[str, str]:
    data = project / "data"
    paths = [path for path in data.rglob("*") if path.is_file()]
    return {path.relative_to(data).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def changed(
    before: dict[str, str], after: dict[str, str]
) -> dict[str, tuple[list[str], list[str]]]:
    """Return for each changed file the lines that it gains and loses."""
    found = {}
    for name in sorted({*before, *after}):
        old, new = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        if old != new:
            gained = [line for line in new if new.count(line) > old.count(line)]
            lost = [line for line in old if old.count(line) > new.count(line)]
            found[name] = (gained, lost)
    return found
