"""Reading RDF files: what is read, and what each fault is told as."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipgraph.errors import InputError, SyntaxFault
from dipgraph.turtle import (
    find_record_lines,
    load_text,
    may_have_blank_nodes,
    parse_file,
    parse_text,
    read_text,
)

HEAD = "@prefix dip: <https://w3id.org/dipgraph/ontology#> .\n@prefix e: <http://e/> .\n"


@pytest.mark.parametrize(
    ("body", "line", "column", "words"),
    [
        ("e:a e:b 'x .\n", 3, 9, "Unexpected end"),
        ("e:a e:b e:c\ne:d e:e e:f .\n", 4, 1, "lacks its final dot"),
        ("e:a dpi:b e:c .\n", 3, 5, "the prefix dpi: is not declared. Did you mean dip?"),
        ("e:a state:b e:c .\n", 3, 5, "Add the line: @prefix state: <https://w3id.org"),
        ("e:é zzz:b e:c .\n", 3, 5, "the prefix zzz: is not declared"),
        ('e:a e:b "two\nlines" .\n', 3, 13, "is not closed"),
        ('e:a e:b "x"@1 .\n', 3, 13, "language tag"),
        ("e:a e:b <a b> .\n", 3, 9, "holds no blanks"),
        ("e:a e:b e:c ; .\ne:d e:e .\n", 4, 9, "not a valid RDF object"),
    ],
)
def test_syntax_fault_has_place_fault_and_remedy(
    body: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(SyntaxFault) as fault:
        parse_text(HEAD + body, "f.ttl")
    assert str(fault.value).startswith(f"f.ttl:{line}:{column}: ")
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in this file"),
        (b" \n\t\n", "nothing in this file"),
        (b"\xef\xbb\xbf\n", "nothing in this file"),
        (b"a\0b", "binary file"),
        ("@prefix".encode("utf-16"), "UTF-16"),
        (HEAD.encode() + b"e:a e:b '\xe9' .", ":3: byte"),
        (HEAD.encode(), "holds no statement"),
    ],
)
def test_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(content)

    def load(path: Path) -> None:
        load_text(ox.Store(), read_text(path), path.name, ox.RdfFormat.TURTLE)

    for read in (parse_file, load):
        with pytest.raises(InputError, match=r"data\.ttl") as fault:
            read(path)
        assert words in str(fault.value)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("e:a e:b e:c .", False),
        ('e:a e:b "x (y) [z] _:w" .', False),
        ('e:a e:b "\\" (" . # (c) [d]', False),
        ("e:a e:b 'it\\'s (x)', '\"', <http://e/(x)#y> .", False),
        ('e:a e:b """a "quoted" (word)""" .', False),
        ('e:a_b e:b "it\'s" ; e:c "x(y" .', False),
        ("e:a e:b _:c .", True),
        ("e:a e:b (e:c) .", True),
        ("e:a e:b [] .", True),
        ("e:a e:b '\"' ; e:c (e:d) ; e:e '\"' .", True),
        ('e:a e:b "\\"" ; e:c [ e:d "x" ] .', True),
        ('e:a e:b """x""", (e:c), """y""" .', True),
    ],
)
def test_blank_nodes_are_never_overlooked(body: str, expected: bool) -> None:
    text = HEAD + body
    quads = parse_text(text, "x.ttl")
    blank = any(isinstance(t, ox.BlankNode) for q in quads for t in (q.subject, q.object))
    assert blank == expected
    assert may_have_blank_nodes(text) == expected


def test_missing_file_folder_and_ending_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "visits.ttl").write_text(HEAD + "e:a e:b e:c .")
    with pytest.raises(InputError, match=r"no such file. Did you mean visits.ttl"):
        parse_file(tmp_path / "vists.ttl")
    with pytest.raises(InputError, match="this is a folder"):
        read_text(tmp_path)
    (tmp_path / "visits.xml").write_text("<a/>")
    with pytest.raises(InputError, match=r"says no RDF format.*\.ttl"):
        parse_file(tmp_path / "visits.xml")


@pytest.mark.parametrize(
    ("name", "text", "quads"),
    [
        ("a.ttl", HEAD + "e:a e:b e:c , e:d .", 2),
        ("a.nt", "<http://e/a> <http://e/b> <http://e/c> .\n", 1),
        ("a.trig", HEAD + "e:g { e:a e:b e:c . }", 1),
        ("a.nq", "<http://e/a> <http://e/b> <http://e/c> <http://e/g> .\n", 1),
        ("bom.ttl", "\ufeff" + HEAD + "e:a e:b e:c .", 1),
    ],
)
def test_each_format_is_read(tmp_path: Path, name: str, text: str, quads: int) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(parse_file(tmp_path / name)) == quads


def test_record_lines_are_those_of_blocks_at_the_first_column() -> None:
    text = (
        HEAD
        + "# e:comment\n\ne:one\n    a e:C ;\n    e:p e:other .\n\n"
        + 'e:two e:p """\ne:inside a string\n""" .\ne:one e:q e:z .\nq:undeclared a e:C .\n'
    )
    assert find_record_lines(text) == {"http://e/one": 5, "http://e/two": 9}


@given(st.lists(st.sampled_from(["a", "b.c", "d-e", "2031-05-14-x"]), min_size=1, unique=True))
def test_record_lines_find_every_block(names: list[str]) -> None:
    text = HEAD + "".join(f"\ne:{name}\n    a e:C .\n" for name in names)
    lines = find_record_lines(text)
    assert lines == {f"http://e/{name}": 4 + 3 * place for place, name in enumerate(names)}
    subjects = {quad.subject.value for quad in parse_text(text, "x")}  # type: ignore[union-attr]
    assert subjects == set(lines)
