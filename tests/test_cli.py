"""The command line: help, exit codes, output, limits, and how fast it starts."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dipgraph import __version__
from dipgraph.cli.commands import COMMANDS
from project_copy import ROOT, RURITANIA, assert_one_line_fault, run_dipgraph

VISIT = "https://w3id.org/dipgraph/event/2031-05-03-visit-XGK-president"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def query(cache: Path, *words: str, **options: str) -> subprocess.CompletedProcess[str]:
    """Run ``dipgraph query`` on the fictional project."""
    return run_dipgraph("--data", str(RURITANIA), "query", *words, cache=cache, **options)  # type: ignore[arg-type]


def test_version_and_help_name_every_command(cache: Path) -> None:
    assert run_dipgraph("--version", cache=cache).stdout == f"dipgraph {__version__}\n"
    helped = run_dipgraph("--help", cache=cache)
    assert helped.returncode == 0
    for name, (_, about) in COMMANDS.items():
        assert name in helped.stdout
        assert about[:30] in helped.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_module_and_help(cache: Path, command: str) -> None:
    helped = run_dipgraph(command, "--help", cache=cache)
    assert helped.returncode == 0, helped.stderr
    assert f"usage: dipgraph {command}" in helped.stdout
    assert "--data DIR" in helped.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["compiel"], "there is no command 'compiel'. Did you mean compile?"),
        ([], "COMMAND"),
        (["compile", "--frob"], "--frob"),
        (["query"], "ACTION"),
        (["query", "rn"], "invalid choice: 'rn'"),
        (["query", "run"], "name a query"),
        (["query", "run", "visits", "--format", "jsn"], "Did you mean json"),
        (["query", "run", "visits", "--hots", "XRU"], "no parameter 'hots'"),
        (["query", "run", "visits", "--host"], "--host lacks its value"),
        (["query", "run", "visits", "--host", "XRU", "--host", "XGK"], "given twice"),
        (["query", "run", "visits", "more"], "'more' belongs to no option"),
        (["query", "run", "visits", "-x"], "'-x' belongs to no option"),
        (["query", "run", "visits", "--timeout", "soon"], "--timeout is a number"),
        (["query", "run", "visits", "--labels", "--iris"], "exclude each other"),
        (["query", "run", "vists"], "Did you mean visits?"),
        (["query", "show", "vists"], "Did you mean visits?"),
        (["query", "list", "--tag", "visit"], "no query has the tag 'visit'"),
        (["compile", "--data", "nowhere"], "nowhere: there is no such folder"),
    ],
)
def test_misuse_is_one_line_and_exit_code_2(cache: Path, words: list[str], expected: str) -> None:
    assert_one_line_fault(run_dipgraph(*words, cache=cache), expected)


def test_run_prints_rows_to_stdout_and_their_number_to_stderr(cache: Path) -> None:
    run = query(cache, "run", "visits", "--host", "Ruritania")
    assert run.returncode == 0, run.stderr
    assert "Graustark" in run.stdout
    assert "https://" not in run.stdout
    assert run.stderr == "1 row\n"
    short = query(cache, "run", "visits", "--host=XRU", "--iris").stdout
    assert "state:XGK" in short
    nothing = query(cache, "run", "visits", "--host", "XGK")
    assert nothing.returncode == 0
    assert nothing.stderr == "0 rows\n"


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_formats_for_programs_hold_iris_and_nothing_goes_to_stderr(
    cache: Path, engine: str
) -> None:
    run = query(cache, "run", "visits", "--format", "csv", "--engine", engine)
    assert run.stderr == ""
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    assert [row["record"] for row in rows] == [VISIT]
    found = json.loads(query(cache, "run", "visits", "--format", "json", "--engine", engine).stdout)
    assert [row["record"]["value"] for row in found["results"]["bindings"]] == [VISIT]
    line = json.loads(query(cache, "run", "visits", "--format", "jsonl").stdout)
    assert line["record"] == VISIT


def test_query_from_standard_input_and_from_a_file(cache: Path, tmp_path: Path) -> None:
    text = "SELECT (COUNT(?v) AS ?visits) { ?v a dip:Visit }"
    run = query(cache, "run", "-", "--format", "csv", stdin=text)
    assert run.stdout.split() == ["visits", "1"]
    path = tmp_path / "mine.rq"
    path.write_text(text, encoding="utf-8")
    assert query(cache, "run", str(path), "--format", "csv").stdout.split() == ["visits", "1"]
    triples = query(cache, "run", "-", stdin="CONSTRUCT WHERE { ?v a dip:Visit }").stdout
    assert "a dip:Visit" in triples


def test_list_show_and_lint(cache: Path) -> None:
    listed = query(cache, "list", "--format", "json").stdout
    names = {row["name"]["value"] for row in json.loads(listed)["results"]["bindings"]}
    assert "visits" in names
    assert len(names) >= 12
    shown = query(cache, "show", "visits").stdout
    assert "--host" in shown
    assert "SELECT" in shown
    assert "#+" not in shown
    lint = query(cache, "lint")
    assert (lint.returncode, lint.stdout) == (0, ""), lint.stdout
    assert f"{len(names)} queries looked at, 0 findings" in lint.stderr


def test_stats_count_the_records(cache: Path) -> None:
    run = run_dipgraph("stats", "--data", str(RURITANIA), "--format", "csv", cache=cache)
    counts = {row["class"]: int(row["all"]) for row in csv.DictReader(io.StringIO(run.stdout))}
    dip = "https://w3id.org/dipgraph/ontology#"
    assert counts[dip + "Passage"] == 25
    assert counts[dip + "State"] == 2
    assert counts["all"] == sum(number for name, number in counts.items() if name != "all")


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_query_that_takes_too_long_is_stopped(cache: Path, engine: str) -> None:
    query(cache, "run", "visits")  # the store is compiled
    start = time.monotonic()
    words = ("--anyway", "--engine", engine, "--timeout", "1")
    run = query(cache, "run", "-", *words, stdin=ENDLESS)
    assert_one_line_fault(run, "stopped after 1 s", "--timeout")
    assert time.monotonic() - start < 20
    assert run.stdout == ""


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not watched there")
def test_query_that_takes_too_much_memory_is_stopped(cache: Path) -> None:
    run = query(cache, "run", "-", "--anyway", "--memory", "300", stdin=HUNGRY)
    assert_one_line_fault(run, "more than 300 MiB", "--memory")


def test_colour_codes_are_not_written_to_a_pipe(cache: Path) -> None:
    for words in (["--help"], ["stats"], ["query", "list"], ["query", "show", "visits"]):
        assert "\x1b" not in run_dipgraph(*words, cache=cache).stdout


def test_reader_that_leaves_is_no_fault(cache: Path) -> None:
    words = [sys.executable, "-m", "dipgraph", "query", "run", "-", "--format", "csv"]
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"DIPGRAPH_CACHE": str(cache), "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    process.stdin.write(b"SELECT * { ?s ?p ?o }")
    process.stdin.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_interrupt_ends_quietly_with_130(cache: Path) -> None:
    words = [sys.executable, "-m", "dipgraph", "query", "run", "-"]
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"DIPGRAPH_CACHE": str(cache), "PYTHONPATH": str(ROOT / "src")},
    )
    time.sleep(2)  # it waits for standard input
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"")


# What a query of the library needs from a cold start with a compiled store. Each of these would
# cost more time than the query itself.
HEAVY = [
    "argparse", "contextlib", "dataclasses", "json", "networkx", "owlrl", "pathlib", "pyshacl",
    "pyvis", "rdflib", "re", "shutil", "tempfile", "typing", "yaml",
]  # fmt: skip


def test_query_from_a_cold_start_imports_nothing_heavy(cache: Path) -> None:
    query(cache, "run", "visits", "--host", "XRU")
    words = ["query", "run", "visits", "--data", str(RURITANIA), "--format", "csv"]
    code = (
        "import sys; from dipgraph.cli import main\n"
        f"code = main({words})\n"
        "print(code, *sorted(sys.modules))"
    )
    run = subprocess.run(
        # -S: this is about our imports, and site may bring in others.
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | {
            "DIPGRAPH_CACHE": str(cache),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *filter(None, sys.path)]),
        },
    )
    code_and_modules = run.stdout.splitlines()[-1].split()
    assert code_and_modules[0] == "0"
    assert "pyoxigraph" in code_and_modules
    assert set(HEAVY) & set(code_and_modules) == set()


def test_help_starts_within_four_times_of_importing_argparse(cache: Path) -> None:
    def best(*words: str) -> float:
        times = []
        for _ in range(7):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, *words],
                check=True,
                capture_output=True,
                env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            )
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("-m", "dipgraph", "--help") < 4 * best("-c", "import argparse")
