"""The notebook of the documentation: executed anew, its outputs written or compared.

    python tests/notebook_run.py

writes the outputs of every cell into ``docs/notebook.ipynb``; ``make accept`` does so too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
TIMEOUT_S = 120


def read_notebook(path: Path = NOTEBOOK) -> Any:
    """Return a notebook of format 4."""
    import nbformat

    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def execute(notebook: Any, folder: Path) -> Any:
    """Return a copy of a notebook, every cell run anew in ``folder`` from an empty kernel.

    The texts of the sources are kept from it: no output may hold their words.
    """
    from copy import deepcopy

    from nbclient import NotebookClient

    fresh = deepcopy(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    bare = folder / "no-texts"
    bare.mkdir(exist_ok=True)
    before = os.environ.get("DIPGRAPH_SOURCES")
    os.environ["DIPGRAPH_SOURCES"] = str(bare)
    try:
        client = NotebookClient(
            fresh,
            extra_arguments=["--log-level=ERROR"],  # not its warning on the loopback interface
            timeout=TIMEOUT_S,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute()
    finally:
        if before is None:
            del os.environ["DIPGRAPH_SOURCES"]
        else:
            os.environ["DIPGRAPH_SOURCES"] = before
    return fresh


def texts_of(cell: Any) -> list[str]:
    """Return what a cell prints and gives as plain text, in the order of its outputs."""
    found: list[str] = []
    stream = ""
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            # What is printed may arrive in pieces, as the machine has time.
            if output.name == stream:
                found[-1] += output.text
            else:
                stream = output.name
                found.append(f"{stream}: {output.text}")
            continue
        stream = ""
        if output.output_type == "error":
            found.append(f"error: {output.ename}: {output.evalue}")
        else:
            found.append(str(output.data.get("text/plain", "")))
    return found


def write_notebook(path: Path = NOTEBOOK) -> None:
    """Execute the notebook and write it with its outputs."""
    import tempfile

    import nbformat

    with tempfile.TemporaryDirectory() as folder:
        fresh = execute(read_notebook(path), Path(folder))
    fresh.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(fresh, path)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    write_notebook()
