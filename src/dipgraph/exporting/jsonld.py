"""Write triples as compact JSON-LD, framed by record.

Under ``@graph`` stand the records first, each with what a reader needs beside it: the labels of
the actors, places and kinds that it names, and its passages whole. Then comes everything else, by
identifier. A label that stands in several records is one triple all the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import pyoxigraph as ox

from dipgraph.errors import DataError
from dipgraph.exporting.context import Context
from dipgraph.facts import DIP, STATED_IN, TYPE
from dipgraph.namespaces import PREFIXES, shorten_iri

_LABEL = PREFIXES["rdfs"] + "label"
_INVOLVES = DIP + "involves"
_XSD = PREFIXES["xsd"]
_CLASSES = "@vocab"

Statements = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]


class _Term:
    """How the context writes the values of one property."""

    def __init__(self, name: str, meaning: Mapping[str, str]) -> None:
        self.name = name
        self.type = meaning.get("@type", "")
        self.language = meaning.get("@language", "")
        self.is_list = meaning.get("@container") == "@set"


def write_jsonld(
    triples: Iterable[ox.Triple],
    records: frozenset[str],
    context: Context,
    out: IO[bytes],
    *,
    context_url: str | None = None,
) -> None:
    """Write triples to a binary file as JSON-LD 1.1, a node a line.

    Parameters
    ----------
    triples
        In the order in which subjects and properties are written.
    records
        IRIs of the records, which are written first and framed.
    context
        What :func:`dipgraph.exporting.context.load_context` gives.
    out
        Where to.
    context_url
        Named in place of the context itself. It is written and never fetched.

    Raises
    ------
    DataError
        If an IRI looks like a prefixed name of the context, so that it would be read as another.
    """
    nodes: defaultdict[str, Statements] = defaultdict(dict)
    for triple in triples:
        values = nodes[_key(triple.subject)].setdefault(triple.predicate.value, [])
        values.append(triple.object)  # type: ignore[arg-type]
    head = json.dumps(context_url) if context_url else json.dumps(context, ensure_ascii=False)
    out.write(f'{{"@context": {head},\n"@graph": [\n'.encode())
    writer = _Writer(nodes, records, context)
    first = True
    for node in writer.nodes():
        text = json.dumps(node, ensure_ascii=False)
        out.write(f"{'' if first else ',' + chr(10)}{text}".encode())
        first = False
    out.write(b"\n]}\n")


def _key(term: object) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", ""))


class _Writer:
    def __init__(
        self, nodes: Mapping[str, Statements], records: frozenset[str], context: Context
    ) -> None:
        self._nodes = nodes
        self._records = records
        self._context = context
        self._terms: dict[str, _Term] = {}
        self._classes: dict[str, str] = {}
        for name, meaning in context.items():
            if isinstance(meaning, dict):
                self._terms[self._expand(meaning["@id"])] = _Term(name, meaning)
            elif isinstance(meaning, str) and ":" in meaning and name not in PREFIXES:
                self._classes[self._expand(meaning)] = name
        self._inside = {
            _key(value)
            for record in records & nodes.keys()
            for value in nodes[record].get(STATED_IN, ())
        }

    def _expand(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return str(self._context.get(prefix, prefix + ":")) + local

    def nodes(self) -> Iterator[dict[str, Any]]:
        """Yield the records, then all that does not stand inside one."""
        for key in self._nodes:
            if key in self._records:
                yield self._node(key, framed=True)
        for key in self._nodes:
            if key not in self._records and key not in self._inside:
                yield self._node(key, framed=False)

    def _node(self, key: str, *, framed: bool) -> dict[str, Any]:
        found: dict[str, Any] = {"id": self._id(key)}
        for predicate, values in self._nodes[key].items():
            if predicate == TYPE:
                types = [self._type(value) for value in values]
                found["type"] = types[0] if len(types) == 1 else types
                continue
            term = self._terms.get(predicate) or _Term(self._id(predicate), {})
            written = [self._value(predicate, value, term, framed) for value in values]
            found[term.name] = written if term.is_list or len(written) > 1 else written[0]
        return found

    def _id(self, key: str) -> str:
        if key.startswith("_:"):
            return key
        short = shorten_iri(key)
        if short != key and short.partition(":")[0] in self._context:
            return short
        prefix, _, rest = key.partition(":")
        if prefix in self._context and not rest.startswith("//"):
            raise DataError(
                f"<{key}> begins like a prefixed name of the context and would be read as another "
                "IRI. Write another format, or rename it."
            )
        return key

    def _type(self, value: object) -> str:
        key = _key(value)
        return self._classes.get(key) or self._id(key)

    def _value(
        self,
        predicate: str,
        value: ox.NamedNode | ox.BlankNode | ox.Literal,
        term: _Term,
        framed: bool,
    ) -> Any:
        if isinstance(value, ox.Literal):
            return _literal(value, term)
        key = _key(value)
        if term.type == _CLASSES and key in self._classes:
            return self._classes[key]
        name = self._id(key)
        if framed and predicate == STATED_IN and key in self._nodes:
            return self._node(key, framed=False)
        if framed and predicate != _INVOLVES and key not in self._records and term.type == "@id":
            labels = self._nodes[key].get(_LABEL, ()) if key in self._nodes else ()
            if labels:
                written = [_literal(one, self._terms[_LABEL]) for one in labels if _is_text(one)]
                return {"id": name, "label": written[0] if len(written) == 1 else written}
        return name if term.type == "@id" else {"id": name}


def _is_text(value: object) -> bool:
    return isinstance(value, ox.Literal)


def _literal(value: Any, term: _Term) -> Any:
    text, kind = value.value, value.datatype.value
    if value.language:
        return text if value.language == term.language else _tagged(text, value.language)
    if kind == _XSD + "string":
        return text if not term.type and not term.language else {"@value": text}
    if term.type and shorten_iri(kind) == term.type:
        if kind == _XSD + "integer" and text.lstrip("-").isdecimal() and str(int(text)) == text:
            return int(text)
        if kind == _XSD + "boolean" and text in ("true", "false"):
            return text == "true"
        return text
    return {"@value": text, "type": shorten_iri(kind)}


def _tagged(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}
