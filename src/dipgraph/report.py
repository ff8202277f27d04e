"""What a check found and how much it looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dipgraph.errors import Issue
from dipgraph.telling import count_of as count_of


@dataclass
class Part:
    """The outcome of one kind of check.

    ``checked`` is how many things it compared; none is a failure of its own, since a check that
    looked at nothing must not pass, unless ``may_be_idle`` says that data without such things
    are whole. ``lines`` are the counts in words, ``counts`` the same for programs. ``notes`` are
    known slips of the sources and what could not be checked.
    """

    name: str
    checked: int
    issues: list[Issue] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    may_be_idle: bool = False


@dataclass
class Report:
    """All parts of one run of the check."""

    parts: list[Part]

    @property
    def issues(self) -> list[Issue]:
        """Every finding, ordered by file and line, then by part."""
        found = [issue for part in self.parts for issue in part.issues]
        return sorted(found, key=lambda issue: (issue.file, issue.line))

    @property
    def violations(self) -> list[Issue]:
        """The findings that make the check fail."""
        return [issue for issue in self.issues if issue.severity == "violation"]

    @property
    def idle(self) -> list[str]:
        """The parts that looked at nothing."""
        return [part.name for part in self.parts if not part.checked and not part.may_be_idle]

    @property
    def ok(self) -> bool:
        """True if there is no violation, and every part looked at something."""
        return bool(self.parts) and not self.violations and not self.idle

    def part(self, name: str) -> Part:
        """Return the part of that name."""
        return next(part for part in self.parts if part.name == name)

    def summary(self) -> list[str]:
        """Return the counted summary, one line a fact."""
        lines = [line for part in self.parts for line in part.lines]
        lines += [f"note: {note}" for part in self.parts for note in part.notes]
        lines += [f"{name}: looked at nothing, which is a failure" for name in self.idle]
        found = count_of(len(self.violations), "violation")
        milder = len(self.issues) - len(self.violations)
        lines.append(f"{found}, {count_of(milder, 'warning')}" if milder else found)
        return lines

    def as_dict(self) -> dict[str, object]:
        """Return the report for JSON."""
        return {
            "ok": self.ok,
            "parts": [
                {
                    "name": part.name,
                    "checked": part.checked,
                    "counts": part.counts,
                    "notes": part.notes,
                    "issues": [issue._asdict() for issue in part.issues],
                }
                for part in self.parts
            ],
        }

    def __repr__(self) -> str:
        verdict = "ok" if self.ok else "not ok"
        return f"<Report: {verdict}, {len(self.issues)} findings in {len(self.parts)} parts>"


def names_of(names: Iterable[str], most: int = 8) -> str:
    """Return the names in one line, the last ones counted if there are many."""
    listed = list(names)
    if len(listed) <= most:
        return ", ".join(listed)
    return ", ".join(listed[:most]) + f" and {len(listed) - most} more"
