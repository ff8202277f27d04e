"""Describe the tables of a folder: ``datapackage.json`` for programs, ``README.md`` for people.

The first is a Tabular Data Package (Frictionless specifications, version 1).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dipgraph.exporting.about import About
from dipgraph.exporting.columns import SEPARATOR, Column, Filled
from dipgraph.facts import Facts
from dipgraph.namespaces import PREFIXES

_FIELD_TYPES = {
    "text": "string",
    "list": "string",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "boolean": "boolean",
}
_LIST_NOTE = f'Several are parted by "{SEPARATOR}".'
_REFERENCES = {
    ("passages", "source"): ("sources", "id"),
    ("evidence", "passage"): ("passages", "id"),
}
"""Columns whose values stand in a column of another table, whatever is exported."""

CONVENTIONS = f"""\
* Files are CSV in UTF-8 with a line of column names, or Parquet with the same columns.
* An identifier is the same in every table. Its prefix stands for a namespace: `event:NAME` is the
  IRI `{PREFIXES["event"]}NAME`, and so are the others.
* Dates are days, year-month-day. `precision` tells how finely the source dates a record: at
  `month` and `year`, start and end bound an unknown day.
* An empty cell means that the source, or the register, does not say.
* In CSV, several values in a cell are parted by a semicolon and a blank; in Parquet they are a
  list.
* In CSV, a text that begins with `=`, `+`, `-`, `@`, a tab or a line end has an apostrophe in
  front, so that no spreadsheet takes it for a formula. Take the apostrophe away to get the text.
  Numbers and dates are left as they are.
"""


def write_package(
    about: About, tables: Sequence[Filled], contents: Mapping[str, bytes], facts: Facts
) -> bytes:
    """Return ``datapackage.json`` for tables as CSV.

    ``contents`` are the bytes of the files by table. There is no date of making in it, so that the
    same tables give the same bytes.
    """
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": _slug(about.iri),
        "id": about.iri,
        "title": about.full_title,
    }
    if about.description:
        package["description"] = about.description
    if about.version:
        package["version"] = about.version
    if about.license:
        named = {"name": about.license_name} if about.license_name else {}
        package["licenses"] = [{**named, "path": about.license}]
    if about.creator:
        package["contributors"] = [{"title": about.creator, "role": "author"}]
    if about.keywords:
        package["keywords"] = list(about.keywords)
    package["sources"] = [{"title": title} for title in _titles_of_sources(facts)]
    package["resources"] = [_resource(filled, contents[filled.table.name]) for filled in tables]
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _slug(iri: str) -> str:
    """Return the last part of an IRI, as far as the name of a package may hold it."""
    last = iri.rstrip("/#").rpartition("/")[2].lower()
    return re.sub(r"[^a-z0-9._-]+", "-", last).strip("-") or "package"


def _titles_of_sources(facts: Facts) -> list[str]:
    title, publisher = PREFIXES["dcterms"] + "title", PREFIXES["dcterms"] + "publisher"
    return [
        ", ".join([*facts.texts(source, title), *facts.texts(source, publisher)]) or source
        for source in facts.sources
    ]


def _resource(filled: Filled, content: bytes) -> dict[str, Any]:
    table = filled.table
    schema: dict[str, Any] = {
        "fields": [_field(column, table.key == (column.name,)) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    keys = [
        {"fields": column, "reference": {"resource": other, "fields": there}}
        for (name, column), (other, there) in _REFERENCES.items()
        if name == table.name
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema,
    }


def _field(column: Column, is_key: bool) -> dict[str, Any]:
    about = f"{column.about} {_LIST_NOTE}" if column.type == "list" else column.about
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FIELD_TYPES[column.type],
        "description": about,
    }
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints = {
        name: True for name, holds in (("required", column.required), ("unique", is_key)) if holds
    }
    return field | ({"constraints": constraints} if constraints else {})


def write_readme(about: About, tables: Sequence[Filled], ending: str) -> bytes:
    """Return ``README.md`` for tables in files with that ending, ".csv" or ".parquet"."""
    lines = [f"# {about.full_title}", ""]
    lines += [line for line in (about.description, "") if line or about.description]
    lines += ["| file | rows | what a row is |", "|---|---:|---|"]
    for table, rows in tables:
        lines.append(f"| `{table.name}{ending}` | {len(rows)} | {table.about} |")
    lines += ["", "## How to read them", "", *CONVENTIONS.splitlines(), ""]
    if ending == ".csv":
        lines += ["`datapackage.json` says the same for programs: what each column holds.", ""]
    for table, _ in tables:
        lines += [f"## {table.name}{ending}", "", table.about, "", "| column | type | holds |"]
        lines.append("|---|---|---|")
        lines += [f"| {column.name} | {column.type} | {column.about} |" for column in table.columns]
        lines.append("")
    if about.license or about.rights:
        lines += ["## Licence", "", *filter(None, [about.license, about.rights]), ""]
    if about.version:
        lines += [f"{about.creator}: {about.title}, version {about.version}, <{about.iri}>."]
    return ("\n".join(lines).rstrip("\n") + "\n").encode()
