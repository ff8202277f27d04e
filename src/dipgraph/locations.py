"""Where the block of a record, actor or passage stands: the file and line that a finding names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dipgraph.errors import Issue
from dipgraph.namespaces import shorten_iri
from dipgraph.resources import Project
from dipgraph.store import DataFile, list_files
from dipgraph.turtle import find_record_lines, read_text


class Place(NamedTuple):
    """A file, relative to the project where it lies inside it, and a line counted from 1."""

    file: str
    line: int


_NOWHERE = Place("", 0)


class Locations:
    """The files of a project, searched for blocks when the first finding asks."""

    def __init__(self, project: Project, files: Iterable[DataFile] | None = None) -> None:
        self.project = project
        self._files = files

    @cached_property
    def _places(self) -> dict[str, list[Place]]:
        found: defaultdict[str, list[Place]] = defaultdict(list)
        files = list_files(self.project) if self._files is None else self._files
        for file in files:
            if not file.path.endswith(".ttl"):
                continue
            shown = self.project.relative(file.path)
            for iri, line in find_record_lines(read_text(file.path, shown)).items():
                found[iri].append(Place(shown, line))
        return dict(found)

    def find(self, iri: str, file_name: str | None = None, predicate: str = "") -> Place:
        """Return where ``iri`` is described; in the file of that name, if it is in several.

        ``predicate`` names the property that is meant, "" the whole; only a file that somebody is
        adding is looked through for it, so that here the place is that of the block.
        """
        places = self._places.get(iri, [_NOWHERE])
        if file_name:
            return next((p for p in places if Path(p.file).name == file_name), places[0])
        return places[0]

    def issue(
        self,
        iri: str,
        fault: str,
        remedy: str,
        check: str,
        severity: str = "violation",
        file_name: str | None = None,
        predicate: str = "",
    ) -> Issue:
        """Return a finding on ``iri``, or on a property of it, with its place (:meth:`find`)."""
        file, line = self.find(iri, file_name, predicate)
        return Issue(file, line, shorten_iri(iri), fault, remedy, check, severity)
