"""Run a query in a process of its own, which can be stopped.

No engine can be told to stop, and ending the user's own Python is not ours to do. So a query
with limits runs in a child, as ``dipgraph query run`` would, and its rows come back as SPARQL
results JSON or N-Triples.
"""

from __future__ import annotations

import subprocess
import sys

import pyoxigraph as ox

from dipgraph.errors import QueryError
from dipgraph.querying.engines import Labels, result_of
from dipgraph.querying.result import QueryResult
from dipgraph.querying.rows import Cells
from dipgraph.resources import Project


def run_in_child(
    project: Project,
    text: str,
    form: str,
    labels: Labels,
    *,
    engine: str,
    timeout_s: float,
    memory_mib: float,
) -> QueryResult:
    """Run a query on a project's graph, within limits that end the work.

    Parameters
    ----------
    project
        The project; the child opens its compiled store.
    text, form
        SPARQL with its values put in and its prefixes declared, and its form.
    labels
        Finds the labels of the rows.
    engine
        "oxigraph" or "rdflib".
    timeout_s, memory_mib
        Seconds of wall time, and resident memory; 0 means without limit.

    Raises
    ------
    QueryError
        If a limit was reached or the query could not be run; the message says which.
    """
    triples = form in ("CONSTRUCT", "DESCRIBE")
    words = [sys.executable, "-m", "dipgraph", "--data", project.folders["root"], "query", "run"]
    words += ["-", "--anyway", "--format", "ntriples" if triples else "json"]
    words += ["--engine", engine, "--timeout", f"{timeout_s}", "--memory", f"{memory_mib}"]
    run = subprocess.run(words, input=text.encode(), capture_output=True, check=False)
    if run.returncode != 0:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        raise QueryError(said[-1].removeprefix("dipgraph: ") if said else "the query ended early.")
    if triples:
        parsed = ox.parse(run.stdout, format=ox.RdfFormat.N_TRIPLES)
        rows: list[Cells] = [(quad.subject, quad.predicate, quad.object) for quad in parsed]
        return QueryResult(("subject", "predicate", "object"), rows, form, labels)
    return result_of(
        ox.parse_query_results(run.stdout, format=ox.QueryResultsFormat.JSON), form, labels
    )
