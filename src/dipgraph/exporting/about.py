"""What a project says of itself as a data set: title, licence, creator, version."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.namespaces import BASE, PREFIXES
from dipgraph.resources import Project
from dipgraph.turtle import parse_file

FILE_NAME = "dataset.ttl"
_DCAT, _DCTERMS = "http://www.w3.org/ns/dcat#", PREFIXES["dcterms"]
_TYPE = PREFIXES["rdf"] + "type"


class About(NamedTuple):
    """A data set as ``data/dataset.ttl`` describes it; what is not said is "" or empty.

    ``statements`` are the triples of the file, to be passed on. ``part`` tells in a few words what
    is exported of it, "" for the whole.
    """

    iri: str
    title: str
    description: str = ""
    creator: str = ""
    license: str = ""
    rights: str = ""
    version: str = ""
    keywords: tuple[str, ...] = ()
    statements: tuple[ox.Triple, ...] = ()
    part: str = ""

    @property
    def full_title(self) -> str:
        """The title, with what is exported of it."""
        return f"{self.title} (a part: {self.part})" if self.part else self.title

    @property
    def license_name(self) -> str:
        """The short name of a Creative Commons licence, such as CC-BY-4.0; "" for any other."""
        kind, _, rest = self.license.partition("creativecommons.org/licenses/")
        parts = rest.strip("/").split("/")
        return f"CC-{parts[0].upper()}-{parts[1]}" if kind and len(parts) == 2 else ""


def read_about(project: Project) -> About:
    """Return what a project says of itself; its folder's name where it says nothing.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    file = project.data / FILE_NAME
    if not file.is_file():
        return About(BASE, project.root.name)
    triples = [quad.triple for quad in parse_file(file, project.relative(file))]
    dataset = next(
        (t.subject.value for t in triples if t.predicate.value == _TYPE),  # type: ignore[union-attr]
        BASE,
    )

    def said(iri: str) -> list[str]:
        return sorted(
            t.object.value  # type: ignore[union-attr]
            for t in triples
            if t.predicate.value == iri and t.subject == ox.NamedNode(dataset)
        )

    def first(iri: str) -> str:
        return next(iter(said(iri)), "")

    return About(
        iri=dataset,
        title=first(_DCTERMS + "title"),
        description=first(_DCTERMS + "description"),
        creator=first(_DCTERMS + "creator"),
        license=first(_DCTERMS + "license"),
        rights=first(_DCTERMS + "rights"),
        version=first(_DCAT + "version"),
        keywords=tuple(said(_DCAT + "keyword")),
        statements=tuple(triples),
    )
