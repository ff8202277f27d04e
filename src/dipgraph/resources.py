"""Where the files of a project lie: ontology, data, queries, page assets, source texts.

No other module builds a path of its own. A project is a folder with ``data/`` (or with
``registry/`` and ``sources/`` in it); what it lacks of ontology, queries and assets comes
from the copy that dipgraph carries, so that another ministry's texts need no copy of them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from dipgraph import __version__
from dipgraph.errors import InputError

_PACKAGE = Path(__file__).parent


class Project(NamedTuple):
    """The folders of one project; each exists, except ``assets`` and ``queries``, which may not.

    ``root`` is the folder that messages are relative to. ``data`` holds ``registry/`` and
    ``sources/``. ``registry`` is the project's own or, when it has none, the built-in one.
    """

    root: Path
    ontology: Path
    data: Path
    registry: Path
    queries: Path
    assets: Path

    def relative(self, path: Path | str) -> str:
        """Return ``path`` relative to the project where it lies inside it, with slashes."""
        try:
            return Path(path).relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def built_in_root() -> Path:
    """Return the folder of the copy that dipgraph carries: in the wheel or the checkout.

    Raises
    ------
    InputError
        If the installation is incomplete.
    """
    carried = _PACKAGE / "_files"
    if carried.is_dir():
        return carried
    checkout = _PACKAGE.parent.parent
    if (checkout / "ontology").is_dir():
        return checkout
    raise InputError(
        f"{_PACKAGE}: this installation carries no ontology and no data. "
        "Install dipgraph again, or set DIPGRAPH_HOME to a checkout of the project."
    )


def find_project(home: str | os.PathLike[str] | None = None) -> Project:
    """Return the project at ``home``, else at DIPGRAPH_HOME, else the built-in one.

    Raises
    ------
    InputError
        If the folder does not exist or holds no data.
    """
    built_in = built_in_root()
    named = home if home is not None else os.environ.get("DIPGRAPH_HOME") or None
    if named is None:
        return _project_at(built_in, built_in)
    root = Path(named).expanduser().absolute()
    if not root.exists():
        raise InputError(f"{named}: there is no such folder. Name the folder that holds data/.")
    if not root.is_dir():
        raise InputError(f"{named}: this is a file. Name the folder that holds data/.")
    return _project_at(root, built_in)


def _project_at(root: Path, built_in: Path) -> Project:
    def own_or_carried(name: str) -> Path:
        own = root / name
        return own if own.is_dir() else built_in / name

    data = root / "data"
    if not data.is_dir():
        if not ((root / "sources").is_dir() or (root / "registry").is_dir()):
            raise InputError(
                f"{root}: there is no data/ here, and neither registry/ nor sources/. "
                "Name the folder that holds data/."
            )
        data = root
    registry = data / "registry"
    return Project(
        root=root,
        ontology=own_or_carried("ontology"),
        data=data,
        registry=registry if registry.is_dir() else built_in / "data" / "registry",
        queries=own_or_carried("queries"),
        assets=own_or_carried("visualizations/assets"),
    )


def find_texts_folder(project: Project, given: str | os.PathLike[str] | None = None) -> Path | None:
    """Return the folder of the source texts, or None if it is not at hand.

    Looked for in this order: ``given`` (the option ``--sources``), the environment variable
    DIPGRAPH_SOURCES, ``texts/`` in the project, ``../shared/sources`` beside the project.

    Raises
    ------
    InputError
        If a folder was named and does not exist: a slip must not pass for "no texts".
    """
    for named, what in (
        (given, "--sources"),
        (os.environ.get("DIPGRAPH_SOURCES") or None, "DIPGRAPH_SOURCES"),
    ):
        if named is not None:
            folder = Path(named).expanduser().absolute()
            if not folder.is_dir():
                raise InputError(
                    f"{named}: {what} names no folder. Name the folder that holds the source texts."
                )
            return folder
    for folder in (project.root / "texts", project.root.parent / "shared" / "sources"):
        if folder.is_dir():
            return folder
    return None


def find_cache_folder() -> Path | None:
    """Return the folder for compiled stores, or None if there is none one may write to.

    DIPGRAPH_CACHE if set, else the place where the system keeps a user's caches. The folder
    is created on the way.
    """
    named = os.environ.get("DIPGRAPH_CACHE")
    if named:
        folder = Path(named)
    elif os.name == "nt":
        folder = Path(os.environ.get("LOCALAPPDATA") or "~/AppData/Local").expanduser()
        folder = folder / "dipgraph" / "cache"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "dipgraph"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder, os.R_OK | os.W_OK | os.X_OK) else None


def mark_of_code(*modules: str) -> str:
    """Return a text that changes when one of the package's modules changes.

    What was compiled by older code must not be taken for what this code would make of it, not
    even in a checkout, where the version stays while the code changes.
    """
    marks = [f"dipgraph {__version__}"]
    for name in modules:
        try:
            status = (_PACKAGE / name).stat()
            marks.append(f"{name} {status.st_size} {status.st_mtime_ns}")
        except OSError:  # run from a zip file
            marks.append(name)
    return ", ".join(marks)
