"""Formal memberships stand apart from what the texts state, and every one is in two tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import dipgraph
from dipgraph.facts import Facts
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.queries import run_query
from dipgraph.resources import find_project
from dipgraph.store import DERIVED, MEMBERSHIPS, build_store, list_files
from library_cases import ROOT, Case, all_cases, rows_of
from project_copy import copy_project

DIP, PROV = PREFIXES["dip"], PREFIXES["prov"]
FOLDER = ROOT / "data/memberships"
TABLE = ROOT.parent / "shared/reference/memberships.csv"
KG = dipgraph.load(ROOT)
ASK_FOR_MEMBERSHIPS = {
    "formal-members",
    "memberships-and-records",
    "memberships",
    "members-of-both",
    "shared-without-record",
}
CASES = [case for case in all_cases(KG) if case.query not in ASK_FOR_MEMBERSHIPS]

# How the reference table names what corroborates a row.
CORROBORATORS = {
    "reference:cow-igo-v3": "COW-IGO-v3 (2014)",
    "reference:country-converter": "country-converter 1.3.2",
    "reference:worldcountrygroups": "worldcountrygroups 0.5.0",
    "source:mfa-2024": "mfa-2024:",
}
# The factbook has no better word for these members; the other tables list them.
STATUSES = {"member", "suspended"}


@cache
def facts() -> Facts:
    return Facts.of_store(KG.store)


@cache
def memberships() -> list[str]:
    return [s for s in facts().subjects() if facts().is_a(s, DIP + "FormalMembership")]


@cache
def without_memberships() -> ox.Store:
    project = find_project(ROOT)
    files = [file for file in list_files(project) if file.graph != MEMBERSHIPS.value]
    assert len(files) < len(list_files(project))
    return build_store(project, files)


def pair(membership: str) -> tuple[str, str]:
    (state,) = facts().nodes(membership, DIP + "hasMember")
    (organisation,) = facts().nodes(membership, DIP + "isMembershipIn")
    return state.rpartition("/")[2], organisation.rpartition("/")[2]


def triples_of(store: ox.Store, graph: ox.NamedNode) -> set[tuple[str, str, str]]:
    found = store.quads_for_pattern(None, None, None, graph)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in found}


# --- the files ---------------------------------------------------------------------------


def test_each_file_holds_the_members_of_one_organisation_in_order() -> None:
    seen = 0
    for path in sorted(FOLDER.glob("*.ttl")):
        if path.stem == "tables":
            continue
        subjects = dict.fromkeys(
            quad.subject.value
            for quad in ox.parse(path=path)
            if isinstance(quad.subject, ox.NamedNode)
        )
        names = [shorten_iri(subject) for subject in subjects]
        assert names == sorted(names), path.name
        assert all(name.endswith(f"-{path.stem}") for name in names), path.name
        seen += len(names)
    assert seen == len(memberships()) > 0


def test_a_membership_is_named_after_its_state_and_organisation_and_stands_once() -> None:
    pairs = [pair(membership) for membership in memberships()]
    assert len(set(pairs)) == len(pairs) > 0
    for membership, (state, organisation) in zip(memberships(), pairs, strict=True):
        assert membership == f"{PREFIXES['membership']}{state}-{organisation}"


# --- the tables --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    if not TABLE.exists():
        pytest.skip("the reference tables are not at hand")
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_loaded_is_what_the_table_has_corroborated(rows: list[dict[str, str]]) -> None:
    """Both ways: nothing else is loaded, and nothing of it is left out."""
    wanted = {
        (row["iso3"], row["organization"].lower())
        for row in rows
        if row["confidence"] == "corroborated"
        and row["status"] in STATUSES
        and f"{PREFIXES['state']}{row['iso3']}" in facts()
        and f"{PREFIXES['organisation']}{row['organization'].lower()}" in facts()
    }
    assert wanted
    assert {pair(membership) for membership in memberships()} == wanted


def test_provenance_is_that_of_the_table(rows: list[dict[str, str]]) -> None:
    row_of = {(row["iso3"], row["organization"].lower()): row for row in rows}
    for membership in memberships():
        row = row_of[pair(membership)]
        (table,) = facts().nodes(membership, PROV + "wasDerivedFrom")
        (place,) = facts().texts(membership, PREFIXES["dcterms"] + "source")
        origin, _, file = row["source"].partition(" ")
        assert ("factbook" in origin) == (table.rpartition("/")[2] == "world-factbook")
        assert ("worldcountrygroups" in origin) == (table.endswith("/worldcountrygroups"))
        assert file.endswith(place)
        told = {shorten_iri(iri) for iri in facts().nodes(membership, DIP + "isCorroboratedBy")}
        by = row["corroborated_by"].split("; ")
        assert len(by) == len(told)
        assert all(any(word.startswith(CORROBORATORS[one]) for word in by) for one in told)
        noted = bool(facts().texts(membership, PREFIXES["skos"] + "editorialNote"))
        assert noted == (row["status"] != "member")


# --- nothing leaks -----------------------------------------------------------------------


def test_rules_add_nothing_for_memberships_but_that_a_table_is_an_entity() -> None:
    added = triples_of(KG.store, DERIVED) - triples_of(without_memberships(), DERIVED)
    assert triples_of(without_memberships(), DERIVED) <= triples_of(KG.store, DERIVED)
    tables = [s for s in facts().subjects() if facts().is_a(s, DIP + "ReferenceTable")]
    entity = f"<{PROV}Entity>"
    assert tables
    assert {(s, o) for s, _, o in added} == {(f"<{table}>", entity) for table in tables}


def test_memberships_are_no_records() -> None:
    assert memberships()
    assert facts().records == Facts.of_store(without_memberships()).records
    assert not {DIP + "hasMember", DIP + "isMembershipIn"} & facts().roles


def test_only_the_graph_of_memberships_speaks_of_them() -> None:
    for membership in memberships():
        assert facts().graphs_of[membership] == {MEMBERSHIPS.value}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_other_questions_have_the_same_rows_without_memberships(case: Case) -> None:
    query = KG.library.find(case.query)
    bare = run_query(without_memberships(), query, case.params)
    assert rows_of(bare) == rows_of(KG.query(case.query, **case.params))


# --- the questions -----------------------------------------------------------------------


def test_formal_members_are_those_of_the_file() -> None:
    by_organisation: defaultdict[str, set[str]] = defaultdict(set)
    for membership in memberships():
        state, organisation = pair(membership)
        by_organisation[organisation].add(state)
    for organisation, states in by_organisation.items():
        found = {str(row.state) for row in KG.query("formal-members", organisation=organisation)}
        assert {iri.rpartition("/")[2] for iri in found} == states, organisation


SMALL = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dip: <https://w3id.org/dipgraph/ontology#> .
@prefix membership: <https://w3id.org/dipgraph/membership/> .
@prefix organisation: <https://w3id.org/dipgraph/organisation/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix reference: <https://w3id.org/dipgraph/reference/> .
@prefix state: <https://w3id.org/dipgraph/state/> .
"""
BLOCK = """
membership:XRU-{organisation}
    a dip:FormalMembership ;
    rdfs:label "Ruritania: member of {organisation}"@en ;
    dip:hasMember state:XRU ;
    dip:isMembershipIn organisation:{organisation} ;
    dcterms:source "row 1" ;
    prov:wasDerivedFrom reference:{table} ;
    dip:isCorroboratedBy reference:yearbook .
"""
TABLE_BLOCK = """
reference:{name}
    a dip:ReferenceTable ;
    dcterms:title "River {name}"@en ;
    dcterms:publisher "Almanac Office"@en ;
    dcterms:identifier "edition of 2031" ;
    dcterms:rights "Free to use."@en .
"""


def write_small(folder: Path, table: str = "almanac") -> Path:
    project = copy_project(folder)
    (project / "data/memberships").mkdir(exist_ok=True)
    text = SMALL + "".join(TABLE_BLOCK.format(name=name) for name in ("almanac", "yearbook"))
    for organisation in ("danubian-union", "river-league"):
        text += BLOCK.format(organisation=organisation, table=table)
    (project / "data/memberships/all.ttl").write_text(text, encoding="utf-8")
    return project


def test_records_of_state_and_organisation_are_counted_once_each(tmp_path: Path) -> None:
    kg = dipgraph.load(write_small(tmp_path), cache=False)
    found = {
        str(row.organisation).rpartition("/")[2]: row.records
        for row in kg.query("memberships-and-records", state="XRU")
    }
    both = kg.query(
        "SELECT DISTINCT ?r WHERE "
        "{ ?r dip:involves organisation:river-league . ?r dip:involves state:XRU }"
    )
    assert len(both) > 0
    assert found == {"river-league": len(both), "danubian-union": 0}


def test_check_accepts_memberships_of_another_project(tmp_path: Path) -> None:
    kg = dipgraph.load(write_small(tmp_path), cache=False)
    assert [issue.fault for issue in kg.check(only=["shapes", "vocabulary"]).issues] == []


def test_check_refuses_a_membership_that_rests_on_one_table(tmp_path: Path) -> None:
    kg = dipgraph.load(write_small(tmp_path, table="yearbook"), cache=False)
    issues = kg.check(only=["shapes"]).issues
    assert len(issues) == 2
    assert all("isCorroboratedBy" in issue.check for issue in issues)
    assert all(issue.file == "data/memberships/all.ttl" and issue.line for issue in issues)
