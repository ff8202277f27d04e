"""Files that somebody else wrote: any bytes are read or refused, and nothing is fetched.

Files of 100 MB and of millions of nodes are tried in ``benchmarks/hostile.py``.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dipgraph.cli import main
from dipgraph.errors import DipgraphError
from dipgraph.namespaces import PREFIXES
from dipgraph.shacl import Shapes, read_shapes
from dipgraph.shapes import load_shape_quads
from dipgraph.validation import Document, validate_documents, validate_with_shapes
from dipgraph.validation.documents import CONTEXT, INPUT_FORMATS
from dipgraph.validation.formats import FORMATS, write_outcome
from validation.additions import GOOD, HEAD, RURITANIA, document, ruritania
from validation.hostile_texts import FILE, HOSTILE_SHAPES, NESTED, REMOTE, SHAPE

ENDINGS = {
    "turtle": ".ttl",
    "trig": ".trig",
    "ntriples": ".nt",
    "nquads": ".nq",
    "jsonld": ".jsonld",
}


@pytest.fixture(autouse=True, scope="module")
def no_network() -> object:
    """Let every attempt to reach another machine fail, and the test with it."""
    tried: list[object] = []

    def refuse(*args: object, **kwargs: object) -> None:
        tried.append(args)
        raise AssertionError(f"a connection was tried: {args}")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, refuse)
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            patch.setattr(socket, name, refuse)
        yield
    assert not tried


@pytest.fixture(autouse=True)
def project(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("DIPGRAPH_SOURCES", str(RURITANIA / "texts"))


@cache
def shapes() -> Shapes:
    return read_shapes(load_shape_quads(ruritania().project))


def try_text(text: str, kind: str) -> str:
    """Return "refused", "wrong" or "passed"; anything else that happens is a fault of ours."""
    made = Document("new.ttl", text, INPUT_FORMATS[kind])
    kg = ruritania()
    try:
        made.read(named_only=True)
        outcome = validate_documents(
            kg.project, kg.store, [made], texts=RURITANIA / "texts", shapes=shapes()
        )
    except DipgraphError as error:
        assert "\n" not in str(error) and len(str(error)) < 2_000
        return "refused"
    for form in FORMATS:
        assert write_outcome(outcome, form)
    return "passed" if outcome.ok else "wrong"


def run(*words: str) -> int:
    return main(["validate", "--data", str(RURITANIA), *words])


# --- any bytes --------------------------------------------------------------------------

_TOKENS = st.sampled_from(
    """@prefix @base PREFIX BASE GRAPH a [ ] ( ) { } << >> <<( )>> ; , . ^^ @en @ true -1 1e9 0.5
    dip:Visit event:x event:y state:XRU dip:hasKind kind:summit xsd:date rdfs:label _:b <http://e/x>
    <x> <> " \"\"\" ' ''' "a"@en "2031-02-30"^^xsd:date \\u0000 \\uD800 \\ % # \ufeff \u202e \u0301
    """.split()
)
_SOUP = st.lists(_TOKENS, max_size=40).map(" ".join)
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=60, deadline=None, suppress_health_check=_SLOW)
@given(soup=_SOUP, kind=st.sampled_from(("turtle", "trig")), whole=st.booleans())
def test_any_row_of_signs_is_read_or_refused(soup: str, kind: str, whole: bool) -> None:
    try_text(HEAD + (GOOD if whole else "") + soup, kind)


@settings(max_examples=60, deadline=None, suppress_health_check=_SLOW)
@given(
    at=st.integers(len(HEAD), len(FILE)),
    length=st.integers(0, 30),
    new=_SOUP | st.text(max_size=20),
)
def test_a_good_file_with_a_piece_changed_is_read_or_refused(
    at: int, length: int, new: str
) -> None:
    try_text(FILE[:at] + new + FILE[at + length :], "turtle")


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["event:x", "dip:Visit", "@id", "@type", "@vocab", "_:b", CONTEXT, "x y"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "@id @type @value @list @set @graph @reverse @nest @included @language @index "
                "@base @vocab @json @version @protected rdfs:label dip:hasKind a x".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=_SLOW)
@given(tree=_JSON, context=st.just(CONTEXT) | st.just(PREFIXES) | _JSON)
def test_any_json_is_read_or_refused(tree: object, context: object) -> None:
    body = tree if isinstance(tree, dict) else {"@graph": tree}
    try_text(json.dumps({"@context": context, **body}), "jsonld")


@settings(max_examples=60, deadline=None)
@given(raw=st.binary(max_size=200), kind=st.sampled_from(sorted(ENDINGS)), good=st.booleans())
def test_the_command_gives_0_1_or_2_for_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, kind: str, good: bool
) -> None:
    path = tmp_path_factory.mktemp("any") / f"x{ENDINGS[kind]}"
    path.write_bytes(FILE.encode() + raw if good else raw)
    assert run(str(path)) in (0, 1, 2)


def test_a_file_cut_off_anywhere_is_refused_or_found_wrong() -> None:
    """Each tenth place, and every place of the last lines."""
    ends = [*range(len(HEAD), len(FILE) - 120, 10), *range(len(FILE) - 120, len(FILE) - 2)]
    results = {end: try_text(FILE[:end], "turtle") for end in ends}
    assert set(results.values()) <= {"refused", "wrong"}, results
    assert results[ends[-1]] == results[len(HEAD) + 40] == "refused"
    assert try_text(FILE, "turtle") == "passed"


# --- encodings ----------------------------------------------------------------------------

ENCODED: dict[str, tuple[bytes, int, str]] = {
    "UTF-8 with a mark": (b"\xef\xbb\xbf" + FILE.encode(), 0, ""),
    "UTF-8 with two marks": (b"\xef\xbb\xbf" * 2 + FILE.encode(), 2, ":1:"),
    "UTF-16": (FILE.encode("utf-16"), 2, "UTF-16"),
    "UTF-16 without a mark": (FILE.encode("utf-16-le"), 2, "UTF-16"),
    "UTF-32": (FILE.encode("utf-32"), 2, "binary"),
    "Latin 1": (FILE.encode() + "# é".encode("latin-1"), 2, "is not UTF-8"),
    "a letter of UTF-8 cut off": (FILE.encode() + "# é".encode()[:-1], 2, "is not UTF-8"),
    "an overlong letter": (FILE.encode() + b"# \xc0\xaf", 2, "is not UTF-8"),
    "half of a pair": (FILE.replace("Ruritania and", "\\uD800").encode(), 2, ":"),
    "NUL": (FILE.encode() + b"\0", 2, "binary"),
    "NUL written out": (FILE.replace("Ruritania and", "\\u0000Ruritania and").encode(), 1, ""),
    "nothing": (b"", 2, "there is nothing in this file"),
    "space": (b" \n\t" * 9, 2, "there is nothing in this file"),
    "a mark only": (b"\xef\xbb\xbf", 2, "there is nothing in this file"),
    "lines that end with CR": (FILE.replace("\n", "\r").encode(), 0, ""),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(20), 2, "binary"),
    "a ZIP": (b"PK\x03\x04" + bytes(20), 2, "binary"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 2, "is not UTF-8"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, code, words = ENCODED[name]
    path = tmp_path / "new.ttl"
    path.write_bytes(raw)
    assert run(str(path)) == code
    said = capsys.readouterr().err
    assert words in said and (code != 2 or said.count("\n") == 1)


# --- depth ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NESTED)
def test_what_is_deep_or_long_is_refused_or_found_wrong(name: str) -> None:
    kind, text = NESTED[name]
    assert try_text(text, kind) in ("refused", "wrong")


# --- what would be fetched ----------------------------------------------------------------------


@pytest.mark.parametrize("name", REMOTE)
def test_nothing_is_fetched(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ending, text, code, words = REMOTE[name]
    path = tmp_path / f"new{ending}"
    path.write_text(text, encoding="utf-8")
    assert run(str(path)) == code
    out, err = capsys.readouterr()
    assert words in err
    if code == 0:
        assert "is not followed: nothing is fetched" in out


@pytest.mark.parametrize("name", HOSTILE_SHAPES)
def test_hostile_shapes_give_0_1_or_2(name: str) -> None:
    text, code = HOSTILE_SHAPES[name]
    shape = Document(
        "s.ttl", SHAPE + "@prefix e: <http://e.org/> .\n" + text, INPUT_FORMATS["turtle"]
    )
    shape.read(named_only=False)
    try:
        outcome = validate_with_shapes([document(GOOD)], [shape], [])
    except DipgraphError as error:
        assert code == 2 and "\n" not in str(error), error
    else:
        assert (0 if outcome.ok else 1) == code, outcome.findings


# --- files that are no files ----------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_read_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "new.ttl"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(FILE, encoding="utf-8"))
    writer.start()
    assert run(str(pipe)) == 0
    writer.join()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_without_an_end_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("/dev/zero", "--input-format", "turtle", "--max-size", "1") == 2
    assert "larger than 1 MiB" in capsys.readouterr().err
    assert run("/dev/null", "--input-format", "turtle") == 2


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.mkdir(),
        lambda path: path.symlink_to(path),
        lambda path: path.symlink_to(path.parent / "nothing.ttl"),
    ],
    ids=["a folder", "a link to itself", "a link to nothing"],
)
def test_what_is_no_file_is_refused(
    make: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / "new.ttl")
    assert run(str(tmp_path / "new.ttl")) == 2
    assert capsys.readouterr().err.count("\n") == 1
