"""The prefixes of the project: one table, and the way between short and full names.

Nothing heavy is imported here, since every command passes through this module.
"""

from __future__ import annotations

BASE = "https://w3id.org/dipgraph/"

# What identifies a record, an actor or a place: one namespace a kind of node.
_OWN = (
    "state organisation office person group place "
    "event instrument tenure mission case programme heritage figure claim "
    "membership reference source passage graph kind"
).split()

PREFIXES: dict[str, str] = {
    "dip": BASE + "ontology#",
    "dipsh": BASE + "shape#",
    **{name: f"{BASE}{name}/" for name in _OWN},
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sh": "http://www.w3.org/ns/shacl#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "org": "http://www.w3.org/ns/org#",
    "qb": "http://purl.org/linked-data/cube#",
    "schema": "https://schema.org/",
    "wd": "http://www.wikidata.org/entity/",
    "geonames": "https://sws.geonames.org/",
}

# Longest namespace first, so that ontology# is tried before the base it begins with.
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def shorten_iri(iri: str) -> str:
    """Return ``iri`` as a prefixed name where a prefix fits, else as it is."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local and "/" not in local and "#" not in local:
                return f"{prefix}:{local}"
    return iri


def expand_name(name: str) -> str | None:
    """Return the full IRI of a prefixed name, or None if its prefix is unknown."""
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES:
        return None
    return PREFIXES[prefix] + local
