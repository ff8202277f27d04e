"""Register a new text: its source, its sentences, its headings in the ledger, in one step."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from dipgraph.curation.counts import change_of_counts
from dipgraph.errors import DataError, InputError
from dipgraph.facts import DIP, Facts
from dipgraph.journal import Change, commit, writing
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.resources import Project
from dipgraph.sources import SourceText, write_passages
from dipgraph.store import open_store
from dipgraph.text.cut import Passage, cut_text
from dipgraph.validation import Document, validate_documents

_HEADING = PREFIXES["kind"] + "set-aside-heading"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")


@dataclass
class NewSource:
    """What is said of a new source.

    ``state`` is the IRI of the state whose doings it reports, or "". ``issued`` may be None.
    """

    name: str
    title: str
    publisher: str
    years: list[int]
    issued: date | None = None
    state: str = ""
    language: str = "en"


@dataclass
class Registered:
    """The outcome: the files by name, and the passages with how many of them are headings."""

    files: dict[str, str]
    passages: list[Passage]
    headings: int


def register_source(
    project: Project, text: SourceText, source: NewSource, *, dry_run: bool = False
) -> Registered:
    """Make the folder of a source with all its files, or nothing.

    Raises
    ------
    InputError
        If the name cannot be one, is taken, or the text is registered already.
    DataError
        If what would be written does not pass the checks.
    """
    if not _NAME.fullmatch(source.name):
        raise InputError(
            f"{source.name!r} cannot name a source. Use letters, digits and hyphens, with --id."
        )
    if dry_run:
        return _register(project, text, source, dry_run=True)
    with writing(project.data):
        return _register(project, text, source, dry_run=False)


def _register(
    project: Project, text: SourceText, source: NewSource, *, dry_run: bool
) -> Registered:
    store = open_store(project).store
    facts = Facts.of_store(store)
    folder = project.data / "sources" / source.name
    _refuse_known(facts, text, source, project)
    if folder.exists() and any(p for p in folder.iterdir() if not p.name.startswith(".")):
        raise InputError(f"{project.relative(folder)}: this folder is there. Use another --id.")
    passages = cut_text(text.text)
    headings = [p for p in passages if text.text[p.start : p.end].startswith("#")]
    if _HEADING not in facts:  # an ontology with other reasons
        headings = []
    files = {
        "source.ttl": _describe(source, text),
        "passages.ttl": write_passages(source.name, passages),
    }
    if headings:
        files["set-aside.ttl"] = _set_aside(source.name, headings)
    documents = [
        Document(f"{project.relative(folder)}/{name}", content, ox.RdfFormat.TURTLE)
        for name, content in files.items()
    ]
    for document in documents:
        document.read(named_only=True)
    outcome = validate_documents(project, store, documents)
    if not outcome.ok:
        first = outcome.violations[0] if outcome.violations else None
        why = f"{first.record}: {first.fault}" if first else "nothing was checked."
        raise DataError(f"{source.name} is not registered: {why}")
    if not dry_run:
        changes = [Change(folder / name, None, t.encode()) for name, t in files.items()]
        added = Counter(
            {
                (source.name, "dip:Source"): 1,
                (source.name, "dip:Passage"): len(passages),
            }
        )
        commit(project.data, [*changes, *change_of_counts(project, added)])
    return Registered(files, passages, len(headings))


def _refuse_known(facts: Facts, text: SourceText, source: NewSource, project: Project) -> None:
    if PREFIXES["source"] + source.name in facts.sources:
        raise InputError(
            f"source:{source.name} is registered already. Use another --id, or work on it: "
            f"{project.command('coverage', source.name, '--open')}."
        )
    for other in facts.sources:
        if facts.texts(other, DIP + "sha256") == [text.sha256]:
            raise InputError(
                f"{text.path}: this text is registered already, as {shorten_iri(other)}."
            )
        if facts.texts(other, DIP + "fileName") == [text.path.name]:
            raise InputError(
                f"{text.path}: {shorten_iri(other)} has a text of this name, with other words. "
                f"Rename the file, or see what changed: {project.command('source check')}."
            )


def _describe(source: NewSource, text: SourceText) -> str:
    lines = [
        "a dip:Source",
        f"dcterms:title {ox.Literal(source.title, language='en')}",
        f"dcterms:publisher {ox.Literal(source.publisher, language='en')}",
    ]
    if source.issued is not None:
        lines.append(f'dcterms:issued "{source.issued}"^^xsd:date')
    lines.append(f"dcterms:language {ox.Literal(source.language)}")
    if source.state:
        lines.append(f"dip:isReportOf {shorten_iri(source.state)}")
    lines.append(f"dip:coversYear {' , '.join(map(str, source.years))}")
    lines.append(f"dip:fileName {ox.Literal(text.path.name)}")
    lines.append(f'dip:sha256 "{text.sha256}"')
    lines.append(f"dip:lineCount {text.line_count}")
    used = ["dcterms", "dip", "source"]
    used += ["state"] if source.state else []
    used += ["xsd"] if source.issued is not None else []
    head = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in used]
    body = " ;\n".join(f"    {line}" for line in lines)
    return "\n".join(head) + f"\n\nsource:{source.name}\n{body} .\n"


def _set_aside(source: str, headings: list[Passage]) -> str:
    head = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("dip", "kind", "passage")]
    blocks = [
        f"passage:{source}.{p.start}-{p.end}\n    dip:isSetAsideAs {shorten_iri(_HEADING)} ."
        for p in headings
    ]
    return "\n".join(head) + "\n\n" + "\n\n".join(blocks) + "\n"
