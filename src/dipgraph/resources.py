"""Where the files of a project lie: ontology, data, queries, page assets, source texts.

No other module builds a path of its own. A project is a folder with ``data/`` (or with
``registry/`` and ``sources/`` in it); what it lacks of ontology, queries and assets comes
from the copy that dipgraph carries, so that another ministry's texts need no copy of them.
"""

from __future__ import annotations

import os

from dipgraph import __version__
from dipgraph.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

JOURNAL = ".dipgraph-journal.json"
"""In the data folder, while several files are being changed as one (:mod:`dipgraph.journal`)."""

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


class Project:
    """The folders of one project; each exists, except ``assets`` and ``queries``, which may not.

    ``root`` is the folder that messages are relative to. ``data`` holds ``registry/`` and
    ``sources/``. ``registry`` is the project's own or, when it has none, the built-in one.

    The folders are kept as text in ``folders``, by name, and become paths when asked for: a query
    from a cold start needs no ``pathlib``. ``named`` holds what the caller named, by option:
    ``data``, ``sources``; it is no part of what a project is.
    """

    __slots__ = ("folders", "named")

    def __init__(self, folders: dict[str, str], named: dict[str, str] | None = None) -> None:
        self.folders = folders
        self.named = named or {}

    def __repr__(self) -> str:
        return f"Project({self.folders['root']!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Project) and self.folders == other.folders

    def __hash__(self) -> int:
        return hash(tuple(self.folders.items()))

    def _path(self, name: str) -> Path:
        from pathlib import Path

        return Path(self.folders[name])

    @property
    def root(self) -> Path:
        """The project itself."""
        return self._path("root")

    @property
    def ontology(self) -> Path:
        """Classes, properties, kinds, shapes."""
        return self._path("ontology")

    @property
    def data(self) -> Path:
        """The folder with ``sources/``."""
        return self._path("data")

    @property
    def registry(self) -> Path:
        """States, organisations and what else outlives a year."""
        return self._path("registry")

    @property
    def queries(self) -> Path:
        """The query files."""
        return self._path("queries")

    @property
    def assets(self) -> Path:
        """Page template, styles and scripts."""
        return self._path("assets")

    def command(self, words: str, *values: str) -> str:
        """Return a command line on this project that can be pasted as it is.

        Parameters
        ----------
        words
            What stands after ``dipgraph``: ``"search --limit 0"``.
        *values
            Words of the user to put behind it, quoted where a shell would read them otherwise.

        Returns
        -------
        str
            The command, with ``--data`` and ``--sources`` where the caller named folders: without
            them it would answer about another graph.
        """
        places = (f"--{option} {_quote(folder)}" for option, folder in self.named.items())
        return " ".join(("dipgraph", *places, words, *map(_quote, values)))

    def relative(self, path: str | os.PathLike[str]) -> str:
        """Return ``path`` relative to the project where it lies inside it, with slashes."""
        text, root = os.fspath(path), self.folders["root"]
        if not text.startswith(root + os.sep):
            return text
        return text[len(root) + 1 :].replace(os.sep, "/")


def _quote(word: str) -> str:
    if word and all(char.isalnum() or char in "-_./:@+" for char in word):
        return word
    import shlex  # takes 10 ms

    return shlex.quote(word)


def built_in_root() -> str:
    """Return the folder of the copy that dipgraph carries: in the wheel or the checkout.

    Raises
    ------
    InputError
        If the installation is incomplete.
    """
    carried = os.path.join(_PACKAGE, "_files")
    if os.path.isdir(carried):
        return carried
    checkout = os.path.dirname(os.path.dirname(_PACKAGE))
    if os.path.isdir(os.path.join(checkout, "ontology")):
        return checkout
    raise InputError(
        f"{_PACKAGE}: this installation carries no ontology and no data. "
        "Install dipgraph again, or set DIPGRAPH_HOME to a checkout of the project."
    )


def find_project(
    home: str | os.PathLike[str] | None = None, texts: str | os.PathLike[str] | None = None
) -> Project:
    """Return the project at ``home``, else at DIPGRAPH_HOME, else the built-in one.

    ``texts``, the folder of the source texts if the caller names one, is only kept for
    :meth:`Project.command`.

    Raises
    ------
    InputError
        If the folder does not exist or holds no data.
    """
    built_in = built_in_root()
    named = home if home is not None else os.environ.get("DIPGRAPH_HOME") or None
    if named is None:
        project = _project_at(built_in, built_in)
        project.named = _name(None, texts)
        return project
    root = os.path.abspath(os.path.expanduser(named))
    if not os.path.exists(root):
        raise InputError(f"{named}: there is no such folder. Name the folder that holds data/.")
    if not os.path.isdir(root):
        raise InputError(f"{named}: this is a file. Name the folder that holds data/.")
    project = _project_at(root, built_in)
    project.named = _name(home, texts)
    return project


def _name(
    home: str | os.PathLike[str] | None, texts: str | os.PathLike[str] | None
) -> dict[str, str]:
    given = {"data": home, "sources": texts}
    return {option: os.fspath(folder) for option, folder in given.items() if folder is not None}


def _project_at(root: str, built_in: str) -> Project:
    def own_or_carried(*names: str) -> str:
        own = os.path.join(root, *names)
        return own if os.path.isdir(own) else os.path.join(built_in, *names)

    data = os.path.join(root, "data")
    if not os.path.isdir(data):
        if not any(os.path.isdir(os.path.join(root, name)) for name in ("sources", "registry")):
            raise InputError(
                f"{root}: there is no data/ here, and neither registry/ nor sources/. "
                "Name the folder that holds data/."
            )
        data = root
    registry = os.path.join(data, "registry")
    if not os.path.isdir(registry):
        registry = os.path.join(built_in, "data", "registry")
    return Project(
        {
            "root": root,
            "ontology": own_or_carried("ontology"),
            "data": data,
            "registry": registry,
            "queries": own_or_carried("queries"),
            "assets": own_or_carried("visualizations", "assets"),
        }
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
    from pathlib import Path

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


def find_cache_folder() -> str | None:
    """Return the folder for compiled stores, or None if there is none one may write to.

    DIPGRAPH_CACHE if set, else the place where the system keeps a user's caches. The folder
    is created on the way.
    """
    folder = os.environ.get("DIPGRAPH_CACHE")
    if not folder and os.name == "nt":
        local = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/AppData/Local")
        folder = os.path.join(local, "dipgraph", "cache")
    elif not folder:
        caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        folder = os.path.join(caches, "dipgraph")
    folder = os.path.abspath(folder)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
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
            status = os.stat(os.path.join(_PACKAGE, name))
            marks.append(f"{name} {status.st_size} {status.st_mtime_ns}")
        except OSError:  # run from a zip file
            marks.append(name)
    return ", ".join(marks)
