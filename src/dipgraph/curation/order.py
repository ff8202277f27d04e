"""The order of properties and the file of each class, read from ``ontology/layout.toml``."""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path

from dipgraph.errors import InputError
from dipgraph.namespaces import expand_name, shorten_iri
from dipgraph.resources import Project, built_in_root
from dipgraph.turtle import read_text

_FILE = "layout.toml"


class Layout:
    """How the files of a project's data are laid out.

    Attributes
    ----------
    source_files, registry_files
        The file of each class (a full IRI), below a source's folder and below ``registry/``.
    """

    def __init__(self, table: dict[str, object], shown: str) -> None:
        words = str(table.get("properties", "")).split()
        if "*" not in words:
            raise InputError(f"{shown}: properties names no *. Put it where unnamed ones stand.")
        self._rest = words.index("*")
        self._ranks = {_full(word, shown): rank for rank, word in enumerate(words) if word != "*"}
        self.source_files = _files(table.get("source"), shown)
        self.registry_files = _files(table.get("registry"), shown)

    def rank(self, iri: str) -> tuple[int, str]:
        """Return what the properties of a block are sorted by."""
        rank = self._ranks.get(iri)
        return (self._rest, shorten_iri(iri)) if rank is None else (rank, "")

    @cached_property
    def classes(self) -> list[str]:
        """Every class that has a file."""
        return [*self.source_files, *self.registry_files]


def read_layout(project: Project | None = None) -> Layout:
    """Return the layout of a project, or the one that dipgraph carries.

    Raises
    ------
    InputError
        If the file is not TOML, or names what has no known prefix.
    """
    carried = Path(built_in_root()) / "ontology" / _FILE
    own = project.ontology / _FILE if project is not None else carried
    path = own if own.exists() else carried
    shown = project.relative(path) if project is not None else str(path)
    try:
        table = tomllib.loads(read_text(path, shown))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{shown}: this is not TOML ({error}). Mend the line.") from None
    return Layout(table, shown)


def _files(table: object, shown: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if not isinstance(table, dict):
        raise InputError(f"{shown}: the tables [source] and [registry] are needed.")
    for name, classes in table.items():
        if not isinstance(classes, list) or Path(name).name != name or not name.endswith(".ttl"):
            raise InputError(f"{shown}: {name} is no file name.ttl with a list of classes.")
        found.update({_full(str(word), shown): name for word in classes})
    return found


def _full(word: str, shown: str) -> str:
    iri = expand_name(word)
    if iri is None:
        raise InputError(f"{shown}: {word!r} has no known prefix. Write dip:… or such.")
    return iri
