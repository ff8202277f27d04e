"""A Turtle text as blocks: prefixes, records with their properties, and every comment.

What a comment belongs to is told by where it stands: at the end of a line, to what stands on that
line; on a line of its own, to what follows without an empty line between, else to nobody. A
comment of nobody keeps its place, and blocks are never sorted past it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dipgraph.curation.tokens import Token, line_of, tokenize
from dipgraph.errors import SyntaxFault
from dipgraph.namespaces import PREFIXES

RDF_TYPE = PREFIXES["rdf"] + "type"


@dataclass
class Value:
    """One object of a property, as it is spelt; ``iri`` if it is a name."""

    text: str
    iri: str = ""
    leading: list[str] = field(default_factory=list)
    trailing: str = ""


@dataclass
class Property:
    """One property of a block with its objects."""

    verb: str
    iri: str
    values: list[Value] = field(default_factory=list)
    leading: list[str] = field(default_factory=list)
    trailing: str = ""


@dataclass
class Block:
    """What is said of one subject.

    ``key`` is the IRI, or the spelling of a blank node's label; "" for a node that nothing else
    can name. ``closing`` are comments before the last dot, ``after_dot`` is one behind it.
    ``start`` and ``end`` are the places in the text, comments above included.
    """

    subject: str
    key: str
    properties: list[Property] = field(default_factory=list)
    leading: list[str] = field(default_factory=list)
    trailing: str = ""
    closing: list[str] = field(default_factory=list)
    after_dot: str = ""
    start: int = 0
    end: int = 0

    def find(self, iri: str) -> Property | None:
        """Return the property with this IRI, if the block has it."""
        return next((prop for prop in self.properties if prop.iri == iri), None)

    def names(self, iri: str) -> list[str]:
        """Return the IRIs that a property leads to, in order."""
        prop = self.find(iri)
        return [value.iri for value in prop.values if value.iri] if prop else []


@dataclass
class Prefix:
    """A declaration of a prefix, or of the base (``name`` is None)."""

    name: str | None
    iri: str
    leading: list[str] = field(default_factory=list)
    trailing: str = ""
    start: int = 0
    end: int = 0


@dataclass
class Loose:
    """Comments that belong to nothing."""

    lines: list[str]


@dataclass
class Document:
    """A Turtle text: comments at its head, prefixes, and then blocks and loose comments."""

    text: str
    shown: str
    head: list[Loose] = field(default_factory=list)
    prefixes: list[Prefix] = field(default_factory=list)
    body: list[Block | Loose] = field(default_factory=list)

    @property
    def namespaces(self) -> dict[str, str]:
        """The namespaces by prefix."""
        return {p.name: p.iri for p in self.prefixes if p.name is not None}

    @property
    def blocks(self) -> list[Block]:
        """The blocks in the order of the text."""
        return [item for item in self.body if isinstance(item, Block)]


def read_document(text: str, shown: str) -> Document:
    """Cut a Turtle text, which a parser has found good, into its parts.

    Raises
    ------
    SyntaxFault
        With file and line, where something could not be kept: a prefix or base declared anew, a
        base that is not the first, or syntax beyond RDF 1.1 Turtle.
    """
    return _Reader(text, shown).read()


class _Reader:
    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.document = Document(text, shown)
        self.names: dict[str, str] = {}
        self.tokens: Iterator[Token] = tokenize(text, shown)
        self.token: Token | None = None
        # Comments that were read and are not given to anything yet.
        self.same_line: list[str] = []
        self.own_lines: list[list[str]] = []
        self.comment_start: int | None = None
        self.last_end = 0
        self.next()

    # --- tokens and comments ---------------------------------------------------------

    def next(self) -> Token | None:
        """Go on to the next token that is no comment; comments on the way are gathered."""
        self.same_line, self.own_lines, self.comment_start = [], [], None
        if self.token is not None:
            self.last_end = self.token.end
        for token in self.tokens:
            if token.kind != "comment":
                if self.own_lines and token.breaks > 1:
                    self.own_lines.append([])  # an empty line: what stands above is loose
                    self.comment_start = None
                self.token = token
                return token
            line = token.text.rstrip()
            if not token.breaks and not self.own_lines:
                self.same_line.append(line)
                self.last_end = token.end
                continue
            if not self.own_lines or token.breaks > 1:
                self.own_lines.append([])
                self.comment_start = token.start
            self.own_lines[-1].append(line)
        self.token = None
        return None

    def comments(self) -> list[str]:
        """Return all comments before this token, as lines."""
        return [*self.same_line, *(line for group in self.own_lines for line in group)]

    def fail(self, why: str, token: Token | None = None) -> SyntaxFault:
        token = token or self.token
        at = len(self.text) if token is None else token.start
        line = line_of(self.text, at)
        return SyntaxFault(f"{self.document.shown}:{line}: {why}")

    # --- statements ------------------------------------------------------------------

    def read(self) -> Document:
        document = self.document
        while True:
            leading, start = self.loose_and_leading()
            if self.token is None:
                break
            if self.token.kind == "directive":
                self.directive(leading, start)
            else:
                self.block(leading, start)
        return document

    def loose_and_leading(self) -> tuple[list[str], int]:
        """Keep loose comments, and return those that belong to the coming statement."""
        groups = self.own_lines
        leading = groups.pop() if groups and self.token is not None else []
        loose = [Loose(group) for group in groups if group]
        document = self.document
        if document.prefixes or document.body:
            is_directive = self.token is not None and self.token.kind == "directive"
            if is_directive and loose:
                leading = [line for item in loose for line in item.lines] + leading
            else:
                document.body += loose
        else:
            document.head += loose
        start = self.token.start if self.token else len(self.text)
        return leading, (self.comment_start if leading and self.comment_start else start)

    def directive(self, leading: list[str], start: int) -> None:
        document = self.document
        opening = self.expect()
        is_base = opening.text.lstrip("@").lower() == "base"
        inside: list[str] = []
        name: str | None = None
        if not is_base:
            inside += self.advance()
            name = self.expect("pname").text[:-1]
        inside += self.advance()
        iri = self.expect("iri").text[1:-1]
        inside += self.advance_if_dot(opening)
        prefix = Prefix(name, iri, [*leading, *inside], "", start, self.last_end)
        if self.same_line:
            prefix.trailing = self.same_line[0]
        if is_base and (document.prefixes or document.body):
            raise self.fail("a base that is not the first cannot be kept. Put it first.", opening)
        known = document.namespaces
        if name is not None and name in known:
            if known[name] != iri:
                raise self.fail(
                    f"the prefix {name}: is declared anew, and one file has one place for it. "
                    "Use another prefix.",
                    opening,
                )
            if not prefix.leading and not prefix.trailing:
                return
            first = next(p for p in document.prefixes if p.name == name)
            first.leading += [*prefix.leading, *filter(None, [prefix.trailing])]
            return
        document.prefixes.append(prefix)
        if name is not None:
            self.names[name] = iri

    def advance_if_dot(self, opening: Token) -> list[str]:
        """Go behind an IRI of a directive; ``@prefix`` ends with a dot, ``PREFIX`` has none."""
        self.next()
        if not opening.text.startswith("@"):
            return []
        if self.token is None or not self.token.is_mark("."):
            raise self.fail("the dot after the prefix is missing.")
        inside = self.comments()
        self.next()
        return inside

    def advance(self) -> list[str]:
        self.next()
        return self.comments()

    def expect(self, kind: str | None = None) -> Token:
        if self.token is None or (kind and self.token.kind != kind):
            raise self.fail(f"{kind or 'more'} is expected here. Mend the line, or the one before.")
        return self.token

    def block(self, leading: list[str], start: int) -> None:
        text, iri, inner = self.term()
        key = iri or (text if text.startswith("_:") else "")
        block = Block(text, key, leading=[*leading, *inner], start=start)
        if self.same_line:
            block.trailing = self.same_line.pop(0)
        pending = self.comments()
        while self.token is not None and not self.token.is_mark("."):
            if self.token.is_mark(";"):  # a doubled one
                self.next()
                pending += self.comments()
                continue
            pending = self.property(block, pending)
        if self.token is None:
            raise self.fail("the last block lacks its dot.")
        block.closing = pending
        self.next()
        if self.same_line:
            comment = self.same_line[0]
            last = block.properties[-1] if block.properties else None
            if last is None or block.closing:
                block.after_dot = comment
            else:
                last.leading += filter(None, [last.trailing])  # one comment fits on a line
                last.trailing = comment
        block.end = self.last_end
        self.document.body.append(block)

    def property(self, block: Block, leading: list[str]) -> list[str]:
        """Read one property; return the comments that belong to what follows it."""
        verb = self.expect()
        if verb.kind not in ("pname", "iri") and verb.text != "a":
            raise self.fail(f"{verb.text!r} is no property that can be laid out here.")
        iri = RDF_TYPE if verb.text == "a" else self.resolve(verb)
        prop = Property(verb.text, iri, leading=leading)
        block.properties.append(prop)
        self.next()
        before = self.comments()
        while True:
            text, name, inner = self.term()
            value = Value(text, name, [*before, *inner])
            prop.values.append(value)
            same_line, rest = self.same_line, [line for group in self.own_lines for line in group]
            if self.token is not None and self.token.is_mark(","):
                before = rest  # on one line there is one comment
                value.trailing = same_line[0] if same_line else ""
                self.next()
                if self.same_line and not value.trailing and not before:
                    value.trailing = self.same_line.pop(0)
                before += self.comments()
                continue
            prop.trailing = same_line[0] if same_line else ""
            pending = rest
            if self.token is None or not self.token.is_mark(";", "."):
                raise self.fail("a comma, a semicolon or a dot is missing before this.")
            if self.token.is_mark("."):
                return pending
            self.next()
            if self.same_line and not prop.trailing and not pending:
                prop.trailing = self.same_line.pop(0)
            return pending + self.comments()

    # --- terms -----------------------------------------------------------------------

    def resolve(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        return self.names.get(prefix, f"{prefix}:") + local.replace("\\", "")

    def term(self) -> tuple[str, str, list[str]]:
        """Read a term: its spelling, its IRI if it has one, and comments moved before it."""
        token = self.expect()
        if token.is_mark("[", "("):
            return self.nested()
        if token.kind not in ("iri", "pname", "bnode", "string", "number", "word"):
            raise self.fail(f"{token.text!r} cannot be laid out here.")
        iri = self.resolve(token) if token.kind in ("iri", "pname") else ""
        self.next()
        text, moved = token.text, []
        if token.kind == "string" and self.token is not None:
            if self.token.kind == "lang":
                moved = self.comments()
                text += self.token.text
                self.next()
            elif self.token.kind == "type":
                moved = self.comments()
                moved += self.advance()
                text += "^^" + self.expect().text
                self.next()
        return text, iri, moved

    def nested(self) -> tuple[str, str, list[str]]:
        """Read brackets with all that is in them; with comments inside, they stay as they are."""
        opening = self.expect()
        parts: list[str] = []
        depth, has_comment, end = 0, False, opening.end
        before = ""
        while True:
            token = self.expect()
            if parts and (self.same_line or self.own_lines):
                has_comment = True
            depth += token.is_mark("[", "(") - token.is_mark("]", ")")
            glued = token.kind in ("lang", "type") or before == "type"
            closes_empty = token.is_mark("]", ")") and before in ("[", "(")
            parts.append(token.text if not parts or glued or closes_empty else " " + token.text)
            before = token.kind if token.kind != "mark" else token.text
            end = token.end
            self.next()
            if not depth:
                break
        text = self.text[opening.start : end] if has_comment else "".join(parts)
        return text, "", []
