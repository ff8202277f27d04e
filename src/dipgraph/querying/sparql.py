"""The text of a SPARQL query: its tokens, what is refused, and values put for parameters.

Values are put into the text, not handed to an engine: pyoxigraph 0.5 substitutes only what the
query projects, rdflib joins or substitutes depending on the place, and both take a misspelt name
without a word. A text with its values in it means the same to every engine.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from dipgraph.errors import SyntaxFault
from dipgraph.namespaces import PREFIXES
from dipgraph.querying.template import Piece
from dipgraph.querying.tokens import Token as Token
from dipgraph.querying.tokens import at as at
from dipgraph.querying.tokens import place as place
from dipgraph.querying.tokens import tokenize as tokenize
from dipgraph.spelling import suggest

QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH USING".split())
_WORDS = (
    frozenset(
        """
    A ASC ASK AS BASE BIND BY CONSTRUCT DATA DEFAULT DESC DESCRIBE DISTINCT EXISTS FALSE FILTER
    FROM GRAPH GROUP HAVING IN LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT
    SEPARATOR SERVICE SILENT TRUE UNDEF UNION VALUES WHERE
    ABS BNODE BOUND CEIL COALESCE CONCAT CONTAINS DATATYPE DAY ENCODE_FOR_URI FLOOR HOURS IF IRI
    ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MD5 MINUTES MONTH NOW RAND REGEX
    REPLACE ROUND SAMETERM SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS
    STRLANG STRLEN STRSTARTS STRUUID SUBSTR TIMEZONE TZ UCASE URI UUID YEAR
    """.split()
    )
    | AGGREGATES
)
_DEEPEST = 100
_LONGEST = 2_000
"""Words and signs of a query, lists of values apart. The engine's parser and planner call
themselves for each operator in a chain: from about 3,000 "!" on, they run out of stack and take
the whole process with them."""
_IN_LISTS = frozenset("( ) , ^^".split())
_PLACE = re.compile(r"error at (\d+):(\d+)")


def check_text(text: str, shown: str, tokens: list[Token] | None = None) -> list[Token]:
    """Return the tokens of a query that may be run here.

    Refused are updates, and whatever would read from another place: SERVICE, FROM, LOAD. A word
    that SPARQL does not know, a bracket without its partner, and nesting so deep that parsers
    break on it are named with their place; parsers name none of them well. So is a length on
    which they break.

    Raises
    ------
    SyntaxFault
        With file, line, column, fault and remedy.
    """
    tokens = tokenize(text) if tokens is None else tokens
    if not tokens:
        raise SyntaxFault(f"{shown}: there is no query here. Write a SELECT, ASK or CONSTRUCT.")
    if len(tokens) > _LONGEST and _length(tokens) > _LONGEST:
        raise SyntaxFault(
            f"{shown}: the query has {_length(tokens):,} words and signs, and {_LONGEST:,} are the "
            "most. Put lists into VALUES or IN, which count as one, or ask several queries."
        )
    open_brackets: list[Token] = []
    closing = {")": "(", "}": "{", "]": "["}
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind == "word":
            _check_word(token, text, shown)
        elif token.text in ("'", '"'):
            raise SyntaxFault(
                f"{at(shown, text, token.start)}: the string that begins here is not closed. "
                "Close it on this line, or write it between three quotation marks."
            )
        elif token.kind == "var" and before and before.upper == "FILTER":
            raise SyntaxFault(
                f"{at(shown, text, token.start)}: FILTER is followed by a bracket: "
                f"FILTER ({token.text} ...)."
            )
        elif token.text in closing.values():
            open_brackets.append(token)
            if len(open_brackets) > _DEEPEST:
                raise SyntaxFault(
                    f"{at(shown, text, token.start)}: brackets nest more than {_DEEPEST} deep. "
                    "Simplify the query."
                )
        elif token.text in closing:
            if not open_brackets or open_brackets[-1].text != closing[token.text]:
                what = f"closes {open_brackets[-1].text}" if open_brackets else "closes nothing"
                raise SyntaxFault(
                    f"{at(shown, text, token.start)}: {token.text} {what}. "
                    "Each bracket closes the one opened last."
                )
            open_brackets.pop()
    if open_brackets:
        last = open_brackets[-1]
        raise SyntaxFault(f"{at(shown, text, last.start)}: this {last.text} is never closed.")
    if not any(token.upper in QUERY_FORMS for token in tokens):
        raise SyntaxFault(f"{shown}: this is no query. It begins with SELECT, ASK or CONSTRUCT.")
    return tokens


def _length(tokens: list[Token]) -> int:
    """Return the number of tokens, what stands in the brackets of VALUES and IN left out."""
    count, index = 0, 0
    while index < len(tokens):
        count += 1
        wanted = {"VALUES": "{", "IN": "("}.get(tokens[index].upper)
        index += 1
        if wanted is None:
            continue
        while index < len(tokens) and tokens[index].text != wanted:
            count, index = count + 1, index + 1
        # Only plain lists are left out: an operator or a function in IN is one like any other.
        while index < len(tokens) and tokens[index].text not in ("}" if wanted == "{" else ")"):
            token, index = tokens[index], index + 1
            is_sign = wanted == "{" and token.text in ("+", "-")
            count += token.kind == "mark" and not is_sign and token.text not in _IN_LISTS
    return count


def _check_word(token: Token, text: str, shown: str) -> None:
    word = token.upper
    if word in _UPDATES:
        raise SyntaxFault(
            f"{at(shown, text, token.start)}: {word} would change the graph, and queries only "
            "read it. Change the Turtle files instead."
        )
    if word == "SERVICE":
        raise SyntaxFault(
            f"{at(shown, text, token.start)}: SERVICE would ask another machine, and dipgraph "
            "makes no network request. Remove that part of the query."
        )
    if word == "FROM":
        raise SyntaxFault(
            f"{at(shown, text, token.start)}: FROM would fetch a graph from its address. All "
            "graphs are loaded: remove FROM, or name a graph with GRAPH <...> { ... }."
        )
    if word not in _WORDS:
        guess = suggest(word, _WORDS) or " Prefixed names hold a colon, variables a question mark."
        raise SyntaxFault(
            f"{at(shown, text, token.start)}: SPARQL has no word {token.text}.{guess}"
        )


def query_form(tokens: list[Token]) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE."""
    return next(token.upper for token in tokens if token.upper in QUERY_FORMS)


def own_limit(text: str) -> int | None:
    """Return the LIMIT of the query as a whole, or None if it has none."""
    tokens = tokenize(text)
    depth = 0
    found: int | None = None
    for before, token in pairwise(tokens):
        depth += {"{": 1, "}": -1}.get(before.text, 0)
        if before.upper == "LIMIT" and depth == 0 and token.text.isdecimal():
            found = int(token.text)
    return found


def declared_prefixes(tokens: list[Token]) -> set[str]:
    """Return the prefixes that the query declares itself."""
    return {
        after.text.partition(":")[0]
        for before, after in pairwise(tokens)
        if before.upper == "PREFIX" and after.kind == "pname"
    }


def add_prefixes(text: str, shown: str, tokens: list[Token]) -> str:
    """Return the query with the project's prefixes declared where it uses them undeclared.

    They go before its first line and add none, so that lines in messages stay right.

    Raises
    ------
    SyntaxFault
        If a prefix is neither declared nor one of the project's.
    """
    declared = declared_prefixes(tokens)
    wanted: dict[str, str] = {}
    for token in tokens:
        if token.kind == "pname":
            prefix = token.text.partition(":")[0]
            if prefix in declared or prefix in wanted:
                continue
            if prefix not in PREFIXES:
                guess = suggest(prefix, {*declared, *PREFIXES}) or " Declare it with PREFIX."
                raise SyntaxFault(
                    f"{at(shown, text, token.start)}: the prefix {prefix}: is not declared.{guess}"
                )
            wanted[prefix] = PREFIXES[prefix]
    return "".join(f"PREFIX {name}: <{iri}> " for name, iri in wanted.items()) + text


def split(text: str, shown: str, params: Collection[str]) -> tuple[list[Piece], str]:
    """Return a query in pieces between which values can be put, and its form.

    It is checked as by :func:`check_text`, and the prefixes it left undeclared are added.

    A parameter that the query only reads is replaced by its value wherever it stands. One that
    the query also gives (it is selected, grouped by, ordered by, or stands after AS) stays a
    variable, and its value becomes a FILTER at the end of the outermost pattern.

    Parameters
    ----------
    text, shown
        The query, and how messages name it.
    params
        Names of parameters, without question mark.

    Returns
    -------
    tuple
        Pieces for :func:`dipgraph.querying.template.put_values`, and SELECT, ASK, CONSTRUCT or
        DESCRIBE.

    Raises
    ------
    SyntaxFault
        As :func:`check_text` and :func:`add_prefixes`.
    """
    tokens = check_text(text, shown)
    head = add_prefixes(text, shown, tokens)
    given = {t.text[1:] for _, t, clause in walk_clauses(tokens) if clause and t.kind == "var"}
    given &= set(params)
    edits: list[tuple[int, int, list[str]]] = []
    for index, token in enumerate(tokens):
        name = token.text[1:]
        if token.kind != "var" or name not in params or name in given:
            continue
        start, end, how = token.start, token.start + len(token.text), "value"
        before = tokens[max(index - 2, 0) : index]
        if [mark.text.upper() for mark in before] == ["BOUND", "("] and index + 1 < len(tokens):
            start, end, how = before[0].start, tokens[index + 1].start + 1, "bound"
        edits.append((start, end, [name, how, text[start:end], ""]))
    for name in given:
        close, fault = _find_filter_place(name, text, shown, tokens)
        edits.append((close, close, [name, "filter", "", fault]))
    pieces: list[Piece] = [head[: len(head) - len(text)]]
    done = 0
    for start, end, piece in sorted(edits):
        pieces += [text[done:start], piece]
        done = end
    return [*pieces, text[done:]], query_form(tokens)


def _find_filter_place(name: str, text: str, shown: str, tokens: list[Token]) -> tuple[int, str]:
    """Return where a FILTER on a variable can stand, and why it would be wrong there, or "".

    The filter would drop every row, in silence, if nothing in the pattern bound the variable.
    """
    form = next(index for index, token in enumerate(tokens) if token.upper in QUERY_FORMS)
    opens = [index for index in range(form, len(tokens)) if tokens[index].text == "{"]
    if query_form(tokens) == "CONSTRUCT" and len(opens) > 1:
        template_end = find_partner(tokens, opens[0])
        opens = [index for index in opens if index > template_end] or opens
    first = opens[0]
    last = find_partner(tokens, first)
    clauses = {index: clause for index, _, clause in walk_clauses(tokens)}
    index, bound = first + 1, False
    while index < last:
        token = tokens[index]
        if token.upper in ("FILTER", "MINUS"):
            index = skip_test(tokens, index, last)
            continue
        if token.kind == "var" and token.text[1:] == name and clauses[index] in ("", "AS"):
            bound = True
        index += 1
    where = tokens[last].start
    if not bound:
        return where, (
            f"{shown}: the parameter ?{name} is selected, but the pattern gives it no value. "
            f"Use (?{name} AS ?shown), or bind it in the pattern."
        )
    if tokens[first + 1].upper == "SELECT":
        return where, (
            f"{at(shown, text, tokens[first + 1].start)}: the inner SELECT is the whole pattern, "
            f"so nothing can be added for the parameter ?{name}. Put it in brackets: {{ ... }}."
        )
    return where, ""


def find_partner(tokens: list[Token], opening: int) -> int:
    """Return the index of the brace that closes the one at an index."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return index
    return len(tokens) - 1


def skip_test(tokens: list[Token], index: int, last: int) -> int:
    """Return the index after a FILTER or MINUS, whose variables are read and not bound."""
    opened = False
    depth = 0
    for ahead in range(index + 1, last):
        text = tokens[ahead].text
        if text in ("(", "{"):
            depth, opened = depth + 1, True
        elif text in (")", "}"):
            depth -= 1
        if opened and depth == 0:
            return ahead + 1
    return last


def walk_clauses(tokens: list[Token]) -> Iterator[tuple[int, Token, str]]:
    """Yield each token with the clause that allows only variables there, or "".

    The clauses are SELECT, GROUP BY, ORDER BY (each outside brackets), AS and VALUES.
    """
    clause, depth = "", 0
    for index, token in enumerate(tokens):
        word = token.upper
        if word in ("SELECT", "VALUES"):
            clause, depth = word, 0
        elif word in ("GROUP", "ORDER"):
            clause, depth = f"{word} BY", 0
        elif token.text in ("{", "}") or word in ("WHERE", "LIMIT", "OFFSET", "HAVING"):
            clause = ""
        elif token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
        if token.kind == "var" and index and tokens[index - 1].upper == "AS":
            yield index, token, "AS"
        else:
            yield index, token, clause if depth == 0 or clause == "VALUES" else ""


def explain_syntax(error: SyntaxError, text: str, shown: str, added: int = 0) -> SyntaxFault:
    """Turn what the engine's parser says into one line with file, line, column and remedy.

    ``added`` is the number of characters that were put before the first line.
    """
    said = str(error.msg or error)
    found = _PLACE.search(said)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    if line == 1:
        column = max(1, column - added)
    if "variable that is unbound" in said:
        if any(token.upper in AGGREGATES for token in tokenize(text)):
            fault = "a variable is selected beside an aggregate, but the query is not grouped by it"
            return SyntaxFault(f"{shown}: {fault}. Add it to GROUP BY, or aggregate it as well.")
        return SyntaxFault(f"{shown}: SELECT names a variable that GROUP BY does not hold. Add it.")
    tokens = tokenize(text)
    reached = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1
    # The parser reports the furthest character it looked at: that may lie inside a token.
    near_by = [token for token in tokens if token.start + len(token.text) > reached] or tokens[-1:]
    line, column = place(text, near_by[0].start)
    near = f"the query cannot be read beyond {near_by[0].text[:40]!r}"
    hints = said.partition("expected ")[2].replace("one of ", "")
    hint = f" (expected {hints})" if 0 < len(hints) < 50 and "[" not in hints else ""
    return SyntaxFault(
        f"{shown}:{line}:{column}: {near}{hint}. Look for a missing dot, bracket or keyword there "
        "or shortly before."
    )
