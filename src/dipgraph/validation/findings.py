"""What a validation says: findings, each with its place, its reason and its remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from dipgraph.errors import Issue
from dipgraph.report import count_of
from dipgraph.shacl.model import Result

_ORDER = {"violation": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Finding:
    """One thing that a person should know.

    ``file``, ``line`` (from 1, 0 is the file as a whole), ``record``, ``fault``, ``remedy``,
    ``check`` and ``severity`` are those of an :class:`~dipgraph.errors.Issue`. ``why`` says for
    what the rule is there; ``reasons`` are those from inside a shape of shapes. ``is_old`` tells
    that the record stood in the graph before and becomes wrong by the addition. ``iri`` is the
    full name of the record, "" for a file; ``result`` the result of a shape that this tells.
    ``follows_from`` is a value of which this finding is a mere consequence, such as a name that is
    described nowhere; another finding tells of it.
    """

    file: str
    line: int
    record: str
    fault: str
    remedy: str
    check: str
    severity: str = "violation"
    why: str = ""
    reasons: tuple[str, ...] = ()
    is_old: bool = False
    iri: str = ""
    result: Result | None = field(default=None, repr=False, compare=False)
    follows_from: str = ""

    @classmethod
    def of(cls, issue: Issue, iri: str = "") -> Finding:
        """Return the finding that an issue of a check is."""
        return cls(*issue, iri=iri)

    @property
    def place(self) -> str:
        """The file and line, as editors read them."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def in_one_paragraph(self) -> str:
        """Return all that is said, for forms that have one text for it."""
        parts = [f"{self.record}: " if self.record else "", self.fault]
        parts += [f" Because: {'; '.join(self.reasons)}"] if self.reasons else []
        parts += [f" {self.remedy}"] if self.remedy else []
        parts += [f" Why: {self.why}"] if self.why else []
        return "".join(parts)

    def as_dict(self) -> dict[str, object]:
        """Return the finding for JSON."""
        return {
            "severity": self.severity,
            "check": self.check,
            "file": self.file,
            "line": self.line,
            "record": self.record,
            "iri": self.iri,
            "fault": self.fault,
            "remedy": self.remedy,
            "why": self.why,
            "reasons": list(self.reasons),
            "concernsExistingRecord": self.is_old,
            "followsFrom": self.follows_from,
        }


@dataclass
class Outcome:
    """The outcome of one validation.

    ``counts`` says how much was looked at: records, new triples, focus nodes, passages and so on.
    ``mended`` are results of shapes that the graph had and has no more. ``checked`` is the number
    of things that were compared with something; a run that compared nothing must not pass.
    """

    findings: list[Finding]
    counts: dict[str, int]
    focus_counts: dict[str, int]
    lines: list[str]
    checked: int
    mended: list[Result] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the findings in order: the gravest first, each file from top to bottom."""
        unique = dict.fromkeys(self.findings)
        self.findings = sorted(
            unique, key=lambda f: (_ORDER.get(f.severity, 0), f.is_old, f.file, f.line, f.check)
        )

    @property
    def violations(self) -> list[Finding]:
        """The findings that make the validation fail."""
        return [finding for finding in self.findings if finding.severity == "violation"]

    @property
    def ok(self) -> bool:
        """True if something was checked and there is no violation."""
        return self.checked > 0 and not self.violations

    def verdict(self) -> str:
        """Return the last line of a report."""
        if not self.checked:
            return "nothing was checked, which is a failure"
        number = Counter(finding.severity for finding in self.findings)
        told = [count_of(number["violation"], "violation")]
        told += [count_of(number["warning"], "warning")] if number["warning"] else []
        told += [f"{number['info']:,} info"] if number["info"] else []
        return ", ".join(told)


@dataclass(frozen=True)
class Unread:
    """Why a run ended before it checked anything: ``text`` for a person, and as a finding."""

    text: str
    finding: Finding

    @classmethod
    def of(cls, text: str, files: Iterable[str]) -> Unread:
        """Find in an error's text which of the files, and which line, it speaks of."""
        for name in files:
            file = "standard input" if name == "-" else name
            rest = text.removeprefix(f"{file}:")
            if rest != text:
                place = _PLACE.match(rest)
                line = int(place["line"] or 0) if place else 0
                fault = rest[place.end() :] if place else rest.strip()
                return cls(text, Finding(file, line, "", fault, "", "input"))
        return cls(text, Finding("", 0, "", text, "", "input"))


_PLACE = re.compile(r"(?:(?P<line>\d+):(?:\d+:)?)? ")


def findings_of(issues: Iterable[Issue], iris: dict[str, str]) -> list[Finding]:
    """Return issues as findings; ``iris`` has the full name for each short one."""
    return [Finding.of(issue, iris.get(issue.record, "")) for issue in issues]
