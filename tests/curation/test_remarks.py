"""Comments of an addition are placed with what they stand with, or told; none is just lost."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.adding import FREED, HEAD, INSTRUMENT, OFFICE, TALKS, add, files, write
from dipgraph.cli import main
from dipgraph.curation.add import Plan, plan_addition
from dipgraph.curation.remarks import comments_in
from dipgraph.curation.tokens import tokenize
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import find_project
from dipgraph.store import build_store
from dipgraph.validation import Document
from dipgraph.validation.documents import INPUT_FORMATS
from project_copy import RURITANIA


@cache
def _store() -> ox.Store:
    return build_store(find_project(RURITANIA))


def plan(text: str, kind: str = "turtle") -> Plan:
    document = Document(f"new.{kind}", text, INPUT_FORMATS[kind])
    document.read(named_only=True)
    sources = [PREFIXES["source"] + name for name in ("xr-2031", "xr-2031-annex")]
    return plan_addition(find_project(RURITANIA), _store(), [document], sources)


def new_text(found: Plan, file: str) -> str:
    (text,) = [c.after.decode() for c in found.changes if c.after and c.path.name == file]
    return text


COMMENTED = """# a remark on the record
event:2031-05-14-talks # its name
    a dip:Meeting ;
    rdfs:label "Talks in the margins"@en ; # in our words
    # two states
    dip:hasParticipant state:XRU , # the host
        # the guest
        state:XGK ;
    dip:hasKind kind:multilateral-meeting ;
    dip:startDate "2031-05-14"^^xsd:date ; dip:endDate '2031-05-14'^^xsd:date ; # one day
    dip:datePrecision dip:Day ;
    dip:isPartOf event:2031-05-14-summit ;
    dip:isStatedIn passage:xr-2031.229-365
    # that is all
    . # really
"""


def test_comments_above_and_inside_a_record_go_with_it() -> None:
    found = plan(HEAD + COMMENTED)
    assert found.left == [] and found.gone == []
    text = new_text(found, "meetings.ttl")
    block = text[text.index("# a remark on the record") : text.index("# really") + 8]
    assert block == (
        "# a remark on the record\n"
        "event:2031-05-14-talks # its name\n"
        "    a dip:Meeting ;\n"
        '    rdfs:label "Talks in the margins"@en ; # in our words\n'
        "    dip:hasKind kind:multilateral-meeting ;\n"
        "    # two states\n"
        "    dip:hasParticipant\n"
        "        state:XRU , # the host\n"
        "        # the guest\n"
        "        state:XGK ;\n"
        "    dip:isPartOf event:2031-05-14-summit ;\n"
        '    dip:startDate "2031-05-14"^^xsd:date ;\n'
        '    dip:endDate "2031-05-14"^^xsd:date ; # one day\n'
        "    dip:datePrecision dip:Day ;\n"
        "    dip:isStatedIn passage:xr-2031.229-365\n"
        "    # that is all\n"
        "    . # really"
    )


def test_a_comment_on_what_is_said_of_an_old_record_joins_its_block() -> None:
    note = (
        "# the annex agrees\n"
        "event:2031-05-14-summit skos:editorialNote # why\n"
        '    "A remark."@en .\n'
    )
    found = plan(HEAD + note)
    text = new_text(found, "meetings.ttl")
    assert "# the annex agrees\nevent:2031-05-14-summit\n" in text
    assert re.search(r'# why\n +"A remark."@en ;', text) and found.left == []


def test_a_comment_behind_a_passage_of_a_second_source_goes_to_its_folder() -> None:
    both = INSTRUMENT.replace(
        "dip:isStatedIn passage:xr-2031.366-446 .",
        "\n # both\n dip:isStatedIn passage:xr-2031.366-446 , # first\n"
        " # second\n passage:xr-2031-annex.21-112 .",
    )
    found = plan(HEAD + "# above\n" + both)
    by_folder = {c.path.parent.name: (c.after or b"").decode() for c in found.changes}
    assert "# above" in by_folder["xr-2031"] and "# first" in by_folder["xr-2031"]
    assert "# second" in by_folder["xr-2031-annex"]
    for comment in ("# above", "# both", "# first", "# second"):
        assert sum(text.count(comment) for text in by_folder.values()) == 1
    assert found.left == []


def test_what_stands_with_nothing_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = (
        "# additions of May\n\n# --- meetings ---\n\n",
        TALKS,
        "# known already\nstate:XRU a dip:State .\n\n# the end\n",
    )
    path = write(project, *parts)
    text = Path(path).read_text(encoding="utf-8")
    Path(path).write_text("# who wrote this\n\n" + text, encoding="utf-8")
    lines = text.splitlines()
    assert add(project, path, "--year", "2031", "--yes") == 0
    out = capsys.readouterr().out
    for comment in ("# additions of May", "# --- meetings ---", "# known already", "# the end"):
        where = f"{path}:{lines.index(comment) + 3}: stands with nothing that is added"
        assert f"{where}, and is left out: {comment}\n" in out
    assert f"{path}:1: stands with nothing that is added" in out
    assert (
        "# a remark of the curator's\nevent:2031-05-14-talks\n"
        in (files(project)["sources/xr-2031/meetings.ttl"])
    )
    assert "the curator" not in out


def test_a_comment_of_the_ledger_that_leaves_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = project / "data/sources/xr-2031/set-aside.ttl"
    text = ledger.read_text(encoding="utf-8")
    old = "passage:xr-2031.28-77"
    ledger.write_text(text.replace(old, "# a mere opinion?\n" + old, 1), encoding="utf-8")
    assert add(project, write(project, FREED), "--year", "2031", "--yes") == 0
    out = capsys.readouterr().out
    assert re.search(r"set-aside\.ttl:\d+: leaves with it: # a mere opinion\?", out)
    assert "mere opinion" not in files(project)["sources/xr-2031/set-aside.ttl"]


def test_help_of_a_template_is_left_out_and_own_words_stay(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["new", "office", "--name", "office:XGK-chancellor"]
    path = project.parent / "new.ttl"
    assert main(["--data", str(project), *words]) == 0
    text = capsys.readouterr().out
    assert text.count("#?") > 10
    text = text.replace(
        "    rdfs:label fill-in:label", '    rdfs:label "Chancellor of Graustark"@en'
    )
    text = text.replace(
        "    dip:hasKind fill-in", "    # as the court gazette has it\n    dip:hasKind fill-in"
    )
    text = text.replace("fill-in:hasKind ;", "kind:head-of-government ; # or its head?")
    text = re.sub(
        r"^    # dip:isOfficeOf fill-in:\S+", "    dip:isOfficeOf state:XGK", text, flags=re.M
    )
    text = text.replace("dip:isOfficeOf fill-in:isOfficeOf", "dip:isOfficeOf state:XGK")
    path.write_text(text, encoding="utf-8")
    before = files(project)["registry/offices.ttl"]
    assert add(project, str(path), "--yes") == 0, capsys.readouterr()
    after = files(project)["registry/offices.ttl"]
    gained = comments_in(after, "a") - comments_in(before, "b")
    assert gained == Counter(["# as the court gazette has it", "# or its head?"])
    assert "stands with nothing" not in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["ntriples", "trig", "nquads"])
def test_other_formats_keep_or_tell_their_comments(kind: str) -> None:
    subject, label = PREFIXES["event"] + "2031-05-14-summit", PREFIXES["skos"] + "editorialNote"
    text = f'# of the year\n\n# agreed\n<{subject}> <{label}> "A # remark."@en . # sure\n'
    if kind == "nquads":
        text = text.replace(" . # sure", " <http://e/g> . # sure")
    found = plan(text, kind)
    told = [(c.line, c.text) for c in found.left]
    result = new_text(found, "meetings.ttl")
    if kind == "ntriples":
        assert told == [(1, "# of the year")] and "# agreed\n" in result and "# sure" in result
    else:
        assert told == [(1, "# of the year"), (3, "# agreed")] and "# agreed" not in result


def test_a_base_escapes_and_full_names_are_understood() -> None:
    text = f"@base <{PREFIXES['event']}> .\n{HEAD}" + (
        "# one\n<2031-05-14-summit> <http://www.w3.org/2004/02/skos/core#editorialNote> # two\n"
        ' "A remark."@en .\n'
    )
    found = plan(text)
    assert found.left == []
    assert comments_in(new_text(found, "meetings.ttl"), "x")["# one"] == 1


PARTS = [TALKS, INSTRUMENT, FREED, OFFICE, "state:XRU a dip:State .\n"]
GAPS = st.sampled_from([" ", " ", "\n", "\n\n", " #{}\n", "\n#{}\n", "\n\n#{}\n\n", "\n#{}\n#{}\n"])


@settings(max_examples=60, deadline=None)
@given(st.permutations(PARTS), st.integers(1, 5), st.data())
def test_no_comment_is_lost_wherever_it_stands(
    parts: list[str], number: int, data: st.DataObject
) -> None:
    text, inside, count = "", set(), 0
    is_new = is_open = False
    for token in tokenize(HEAD + "".join(parts[:number]), "x"):
        gap = data.draw(GAPS)
        while "{}" in gap:
            gap = gap.replace("{}", f" c{count} .", 1)
            if is_open and is_new:
                inside.add(f"# c{count} .")
            count += 1
        if token.kind in ("lang", "type") or text.endswith("^^"):
            gap = ""
        text += gap + token.text
        if token.kind == "comment":
            text += "\n"
        elif token.is_mark("."):
            is_open = False
        elif not is_open and token.kind == "pname":
            is_open, is_new = True, token.text != "state:XRU"
        if token.kind == "directive":
            is_open, is_new = True, False
    found = plan(text + "\n")
    given_ = comments_in(text, "x")
    left = Counter(comment.text for comment in found.left)
    gained: Counter[str] = Counter()
    for change in found.changes:
        for sign, content in ((1, change.after), (-1, change.before)):
            for comment, times in comments_in((content or b"").decode(), "x").items():
                gained[comment] += sign * times
    gained += Counter()
    if found.changes:
        assert gained + left == given_
    assert not inside & set(left)
