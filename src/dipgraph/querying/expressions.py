"""Expressions of a query: what kind of value they give, and whether they can hold.

An expression is read from rdflib's algebra. A kind is "IRI", "number", "@en" (a text with that
language), or the IRI of a datatype. SPARQL 1.1 Query Language, section 17, tells what an operator
takes; what it does not take is an error, and a FILTER drops the row without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.algebra import as_list, built_in, name_of, part, pieces

XSD = PREFIXES["xsd"]
STRING = XSD + "string"
IRI = "IRI"
NUMBER = "number"
_NUMBERS = frozenset(
    XSD + name for name in "integer decimal double float int long nonNegativeInteger".split()
)
_GIVE_NUMBERS = frozenset(
    "YEAR MONTH DAY HOURS MINUTES SECONDS STRLEN ABS CEIL FLOOR ROUND RAND".split()
)
_GIVE_STRINGS = frozenset("STR LANG UUID STRUUID ENCODE_FOR_URI MD5 SHA1 SHA256 SHA512".split())
_KEEP = {"SUBSTR": "arg", "LCASE": "arg", "UCASE": "arg", "REPLACE": "arg", "STRBEFORE": "arg1",
         "STRAFTER": "arg1"}  # fmt: skip
_TAKE_TEXT = {"REGEX": "text", "CONTAINS": "arg1", "STRSTARTS": "arg1", "STRENDS": "arg1",
              "STRLEN": "arg", **_KEEP}  # fmt: skip
_TAKE_DATES = ("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS")
# What may hold of a variable without a value.
_GUARDS = frozenset(
    ("Builtin_BOUND", "Builtin_COALESCE", "Builtin_IF", "Builtin_EXISTS", "Builtin_NOTEXISTS")
)
KindOf = Callable[[str], str | None]


def family(datatype: str, language: str | None = None) -> str:
    """Return the kind of a literal: what it can be compared with."""
    if language:
        return f"@{language.lower()}"
    return NUMBER if datatype in _NUMBERS else datatype


def is_text(kind: str) -> bool:
    """Tell whether functions on texts take values of a kind."""
    return kind == STRING or kind.startswith("@")


def tell_kind(kind: str) -> str:
    """Return what values of a kind are called."""
    if kind == IRI:
        return "IRIs"
    if kind == STRING:
        return "plain texts"
    if kind.startswith("@"):
        return f'texts with the language "{kind[1:]}"'
    return "numbers" if kind == NUMBER else f"values of {shorten_iri(kind)}"


def kind_of(expression: Any, of_variable: KindOf) -> str | None:
    """Return the kind of value that an expression gives, None if that is not certain."""
    from rdflib import Literal, URIRef, Variable

    if isinstance(expression, Variable):
        return of_variable(str(expression))
    if isinstance(expression, URIRef):
        return IRI
    if isinstance(expression, Literal):
        return family(str(expression.datatype or STRING), expression.language)
    name = built_in(expression)
    if name in _GIVE_NUMBERS:
        return NUMBER
    if name in _GIVE_STRINGS:
        return STRING
    if name in ("IRI", "URI", "DATATYPE"):
        return IRI
    if name in _KEEP:
        kept = kind_of(part(expression, _KEEP[name]), of_variable)
        return kept if kept and is_text(kept) else None
    if name_of(expression) == "Function":
        iri = str(part(expression, "iri"))
        return family(iri) if iri.startswith(XSD) else None
    return None


def wrong_arguments(expression: Any, of_variable: KindOf) -> Iterator[tuple[str, Any, str, str]]:
    """Yield each call in an expression that is an error whatever the row.

    Its name, its argument, the kind of that, and what it takes: "a text" or "a date".
    """
    for piece in pieces(expression):
        name = built_in(piece)
        takes = "a date" if name in _TAKE_DATES else "a text"
        at = "arg" if name in _TAKE_DATES else _TAKE_TEXT.get(name)
        if at is None:
            continue
        argument = part(piece, at)
        kind = kind_of(argument, of_variable)
        if kind is None:
            continue
        is_date = kind.removeprefix(XSD) in ("date", "dateTime", "gYear", "gYearMonth", "time")
        if not (is_date if takes == "a date" else is_text(kind)):
            yield name, argument, kind, takes


def can_hold_without(expression: Any, name: str) -> bool:
    """Tell whether an expression can be true in a row in which a variable has no value."""
    return _truth_without(expression, name) is not False


def _truth_without(expression: Any, name: str) -> bool | None:
    """Return True or False where certain, None where it depends; an error counts as False."""
    from rdflib import Variable

    kind = name_of(expression)
    if isinstance(expression, Variable):
        return False if str(expression) == name else None
    if kind in ("ConditionalAndExpression", "ConditionalOrExpression"):
        parts = [expression.expr, *as_list(expression.other)]
        truths = [_truth_without(one, name) for one in parts]
        if kind == "ConditionalAndExpression":
            return False if False in truths else None
        return False if all(truth is False for truth in truths) else None
    if kind == "Builtin_BOUND":
        return False if str(expression.arg) == name else None
    if kind == "UnaryNot":
        inner = expression.expr
        return False if _uses(inner, name) and not _is_guarded(inner) else None
    if kind in _GUARDS:
        return None
    return False if _uses(expression, name) and not _is_guarded(expression) else None


def _is_guarded(expression: Any) -> bool:
    return any(name_of(one) in _GUARDS for one in pieces(expression))


def _uses(expression: Any, name: str) -> bool:
    from rdflib import Variable

    return any(isinstance(one, Variable) and str(one) == name for one in pieces(expression))


def asks_whether_bound(expression: Any, name: str) -> bool:
    """Tell whether BOUND(?name) stands in an expression: what is dropped is dropped on purpose."""
    return any(
        name_of(one) == "Builtin_BOUND" and str(one.arg) == name for one in pieces(expression)
    )


def denies(expression: Any, name: str) -> bool:
    """Tell whether an expression asks that a variable is *not* something: ``?x != a``, ``!...``."""
    for one in pieces(expression):
        kind = name_of(one)
        negates = kind == "UnaryNot" or (
            kind == "RelationalExpression" and one.op in ("!=", "NOT IN")
        )
        if negates and _uses(one, name):
            return True
    return False


def always_different(expression: Any) -> Iterator[str]:
    """Yield each variable of ``?x != a || ?x != b``, which is true of every value."""
    from rdflib import Variable

    for piece in pieces(expression):
        if name_of(piece) != "ConditionalOrExpression":
            continue
        seen: dict[str, set[str]] = {}
        for one in (piece.expr, *as_list(piece.other)):
            if name_of(one) == "RelationalExpression" and one.op == "!=":
                sides = (one.expr, part(one, "other"))
                if not isinstance(sides[1], Variable):
                    seen.setdefault(repr(sides[0]), set()).add(repr(sides[1]))
                    if len(seen[repr(sides[0])]) == 2:
                        yield from dict.fromkeys(
                            str(name) for name in pieces(sides[0]) if isinstance(name, Variable)
                        )
