"""Modules import only from the layers below them, and heavy packages only where they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "dipgraph"

# From the bottom up. A folder counts as one: its modules may import one another, though not in a
# circle. "queries" is the front of "querying".
LAYERS = [
    {"issues", "namespaces", "spelling", "text", "layout", "plain_page", "telling"},
    {"errors"},
    {"resources", "turtle", "rules", "facts", "report", "files", "shacl", "lane_layout"},
    {"journal", "compiled"},
    {"store", "sources"},
    {"locations", "querying", "readings"},
    {"passages", "shapes", "style", "summary", "infer", "views", "finding", "lines"},
    {
        "identifiers",
        "terms",
        "evidence",
        "coverage",
        "sums",
        "ties",
        "passage_text",
        "proofs",
        "acting",
    },
    {
        "check",
        "validation",
        "text_page",
        "network",
        "discrepancies",
        "review_page",
        "showing",
    },
    {"briefing", "curation", "exporting"},
    {"answers"},
    {"pages"},
    {"knowledge", "reconcile"},
    {"cli"},
    {"__main__"},
]
LEVEL = {group: level for level, groups in enumerate(LAYERS) for group in groups}

# Package: the groups that may import it, never at the head of a module.
OWNERS = {
    "networkx": {"network", "knowledge", "pages"},
    "owlrl": {"infer"},
    "pyshacl": {"shapes"},
    "pyvis": {"pages"},
    "rdflib": {"querying", "infer", "shapes", "knowledge"},
    "sentencex": {"text"},
    "yaml": {"querying"},
    "pandas": {"querying"},
    "pyarrow": {"querying", "exporting"},
    "polars": {"querying"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def group_of(module: str) -> str:
    top = module.split(".")[0]
    return "querying" if top == "queries" else top


def imports_of(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Yield each module that is imported at run time, and whether at the head of the module."""

    def walk(node: ast.AST, at_head: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield alias.name, at_head
            elif isinstance(child, ast.ImportFrom) and child.module == "dipgraph":
                for alias in child.names:
                    yield f"dipgraph.{alias.name}", at_head
            elif isinstance(child, ast.ImportFrom) and child.module:
                yield child.module, at_head
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from walk(child, at_head and not inside)

    return walk(tree, True)


def found_in(path: Path) -> list[tuple[str, bool]]:
    return list(imports_of(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_downwards(path: Path) -> None:
    group = group_of(name_of(path))
    assert group in LEVEL, f"{group} stands in no layer: add it to LAYERS"
    for name, _ in found_in(path):
        if not name.startswith("dipgraph."):
            continue
        module = name.removeprefix("dipgraph.")
        if module.startswith("__"):  # __version__
            continue
        other = group_of(module)
        assert other == group or LEVEL[other] < LEVEL[group], f"{path.name} may not import {name}"


def neighbours_of(tree: ast.Module, names: set[str]) -> set[str]:
    """Return those of the modules ``names`` that a module takes from, for types only, too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            taken = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            taken = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in (name.removeprefix("dipgraph.") for name in taken):
            found.add(name if name in names else name.rpartition(".")[0])
    return found & names


def test_no_modules_import_each_other_in_a_circle() -> None:
    names = {name_of(path) for path in MODULES}
    assert len(names) > 200
    graph = {
        name_of(path): neighbours_of(ast.parse(path.read_text(encoding="utf-8")), names)
        for path in MODULES
    }
    assert sum(map(len, graph.values())) > 500
    TopologicalSorter(graph).prepare()  # CycleError names the circle


def test_the_finder_of_circles_sees_types_functions_and_packages() -> None:
    text = (
        "if TYPE_CHECKING:\n    from dipgraph.a import Name\n"
        "def f():\n    from dipgraph.b import c\n    from dipgraph import a, __version__\n"
    )
    assert neighbours_of(ast.parse(text), {"a", "b", "b.c"}) == {"a", "b.c"}
    with pytest.raises(CycleError):
        TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_packages_are_imported_where_they_are_used_and_inside_functions(path: Path) -> None:
    group = group_of(name_of(path))
    for name, at_head in found_in(path):
        package = name.split(".")[0]
        if package in OWNERS:
            assert group in OWNERS[package], f"{group} may not import {package}"
            assert not at_head, f"{path.name} imports {package} at its head"


def test_the_reader_of_imports_sees_what_it_must() -> None:
    text = (
        "import a.b\nif TYPE_CHECKING:\n    import c\n"
        "def f():\n    from d import e\n    from dipgraph import store, __version__\n"
    )
    assert list(imports_of(ast.parse(text))) == [
        ("a.b", True),
        ("d", False),
        ("dipgraph.store", False),
        ("dipgraph.__version__", False),
    ]


def test_importing_dipgraph_imports_no_other_package() -> None:
    code = "import sys; import dipgraph; print(*sorted(sys.modules))"
    environment = {"PYTHONPATH": str(PACKAGE.parent)}
    run = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert "dipgraph" in loaded
    assert loaded & {*OWNERS, "pyoxigraph"} == set()


def test_every_public_name_can_be_imported() -> None:
    import dipgraph

    assert len(dipgraph.__all__) >= 10
    for name in dipgraph.__all__:
        assert getattr(dipgraph, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        dipgraph.nosuch  # noqa: B018
