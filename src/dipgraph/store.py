"""Load a project into one store, and keep it compiled on disk.

In the store:

======================  ===================================================================
graph                   what is in it
======================  ===================================================================
``source:ID``           every triple of ``data/sources/ID/``
``graph:registry``      states, organisations, offices, people, places, groups
``graph:memberships``   who is a member of what by reference tables, apart from all texts
``graph:ontology``      classes, properties and kinds
``graph:alignments``    ties to other vocabularies
``graph:derived``       what the rules add (:mod:`dipgraph.rules`)
the default graph       each triple of all of them but the alignments, once
======================  ===================================================================

The default graph is filled and not left to the engine's "union of all graphs", because that
union counts a triple twice when two sources state it.

What is loaded is kept compiled on disk: :mod:`dipgraph.compiled`.
"""

from __future__ import annotations

import os

import pyoxigraph as ox

from dipgraph.compiled import find_place, open_compiled, write_compiled
from dipgraph.errors import InputError
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import JOURNAL, Project, find_cache_folder, mark_of_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Say = Callable[[str], object]

REGISTRY = ox.NamedNode(PREFIXES["graph"] + "registry")
MEMBERSHIPS = ox.NamedNode(PREFIXES["graph"] + "memberships")
ONTOLOGY = ox.NamedNode(PREFIXES["graph"] + "ontology")
ALIGNMENTS = ox.NamedNode(PREFIXES["graph"] + "alignments")
DERIVED = ox.NamedNode(PREFIXES["graph"] + "derived")

_DATA_ENDINGS = (".ttl", ".nt")
_NOT_ONTOLOGY = {"alignments", "shapes", "checks"}


class DataFile:
    """One file that is loaded: where it lies, the graph it goes to, its size and time."""

    __slots__ = ("graph", "mtime_ns", "path", "size_bytes")

    def __init__(self, path: str, graph: str, size_bytes: int, mtime_ns: int) -> None:
        self.path = path
        self.graph = graph
        self.size_bytes = size_bytes
        self.mtime_ns = mtime_ns

    def __repr__(self) -> str:
        return f"DataFile({self.path!r}, {self.graph!r}, {self.size_bytes}, {self.mtime_ns})"


class Opened:
    """An open store. ``place`` is its folder on disk, or None if it is in memory only.

    ``compiled_now`` tells whether the files were read just now; ``project`` is the one it was made
    from.
    """

    __slots__ = ("compiled_now", "place", "project", "store")

    def __init__(
        self,
        store: ox.Store,
        place: str | None,
        *,
        compiled_now: bool,
        project: Project | None = None,
    ) -> None:
        self.store = store
        self.place = place
        self.compiled_now = compiled_now
        self.project = project

    def command(self, words: str, *values: str) -> str:
        """Return a command line on this graph, see :meth:`dipgraph.resources.Project.command`."""
        return (self.project or Project({})).command(words, *values)


def list_files(project: Project) -> list[DataFile]:
    """Return every file that a project loads, in a fixed order.

    Raises
    ------
    InputError
        If there is no ontology or no data, or a source folder's name cannot be an identifier; if
        an interrupted addition cannot be completed.
    """
    # An addition that was interrupted is completed first: nobody reads half of it.
    if os.path.exists(os.path.join(project.folders["data"], JOURNAL)):
        from dipgraph import journal

        journal.recover(project.data)
    found: list[DataFile] = []
    ontology = project.folders["ontology"]
    for entry in walk(ontology, _DATA_ENDINGS):
        top = entry.path[len(ontology) + 1 :].split(os.sep)[0]
        if top.partition(".")[0] not in _NOT_ONTOLOGY:
            found.append(_describe(entry, ONTOLOGY))
        elif top.startswith("alignments"):
            found.append(_describe(entry, ALIGNMENTS))
    if not any(file.graph == ONTOLOGY.value for file in found):
        raise InputError(f"{ontology}: there is no ontology (*.ttl) in this folder.")
    before = len(found)
    registry = project.folders["registry"]
    found += [_describe(entry, REGISTRY) for entry in walk(registry, _DATA_ENDINGS)]
    memberships = os.path.join(project.folders["data"], "memberships")
    found += [_describe(entry, MEMBERSHIPS) for entry in walk(memberships, _DATA_ENDINGS)]
    sources = os.path.join(project.folders["data"], "sources")
    for name in sorted(os.listdir(sources)) if os.path.isdir(sources) else []:
        folder = os.path.join(sources, name)
        if name.startswith(".") or not os.path.isdir(folder):
            continue
        if not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
            raise InputError(
                f"{project.relative(folder)}: the folder's name is the identifier of "
                "its source. Use letters, digits, hyphens and dots only."
            )
        graph = ox.NamedNode(PREFIXES["source"] + name)
        found += [_describe(entry, graph) for entry in walk(folder, _DATA_ENDINGS)]
    if len(found) == before:
        raise InputError(f"{project.folders['data']}: no data (*.ttl) in registry/ or sources/.")
    return found


def fingerprint(project: Project, files: list[DataFile]) -> str:
    """Return the text that tells one state of a project's files from any other."""
    code = mark_of_code("rules.py", "store.py", "compiled.py", "turtle.py")
    head = f"{code}, pyoxigraph {ox.__version__}, {project.folders['root']}\n"
    return head + "".join(
        f"{file.path}\t{file.graph}\t{file.size_bytes}\t{file.mtime_ns}\n" for file in files
    )


def build_store(project: Project, files: list[DataFile] | None = None, say: Say = str) -> ox.Store:
    """Read all files of a project into a new store in memory and run the rules.

    ``say`` is told, in a few words, what is being done.

    Raises
    ------
    InputError
        If a file cannot be read; the message names file, line and remedy.
    DataError
        If an axiom of the ontology cannot be followed.
    """
    # Opening a compiled store needs none of these.
    from concurrent.futures import ThreadPoolExecutor

    from dipgraph import rules, turtle

    files = list_files(project) if files is None else files
    store = ox.Store()
    # Each file is read twice, into the default graph and into its named graph. To parse once and
    # copy takes longer: the engine reads a triple in the time in which Python makes an object of
    # it. The named graphs are filled on a second core while the axioms are followed on the first.
    # The files of a graph are one text there: between two texts the core would wait for the
    # interpreter. What that text cannot hold has been refused before.
    named: dict[ox.NamedNode, list[str]] = {}
    for file in files:
        shown, graph = project.relative(file.path), ox.NamedNode(file.graph)
        say(f"reading {shown}")
        text, kind = turtle.read_text(file.path, shown), turtle.rdf_format(file.path, shown)
        # Blank nodes must be the same in both graphs.
        if graph in (ONTOLOGY, ALIGNMENTS) or turtle.may_have_blank_nodes(text):
            quads = turtle.parse_statements(text, shown, kind)
            store.extend([ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads])
            if graph != ALIGNMENTS:
                store.extend(quads)
        else:
            turtle.load_text(store, text, shown, kind)
            named.setdefault(graph, []).append(text)
    axioms = rules.read_axioms(store, ONTOLOGY)
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = [
            beside.submit(store.load, "\n".join(texts), format=ox.RdfFormat.TURTLE, to_graph=graph)
            for graph, texts in named.items()
        ]
        say("following the axioms of the ontology")
        derived = rules.derive(store, axioms)
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in derived)
        waiting.append(
            beside.submit(store.load, text, format=ox.RdfFormat.N_TRIPLES, to_graph=DERIVED)
        )
        store.load(text, format=ox.RdfFormat.N_TRIPLES)
        for load in waiting:
            load.result()
    return store


def open_store(project: Project, *, cache: bool = True, say: Say = str) -> Opened:
    """Open the compiled store of a project, compiling it first when a file has changed.

    Without a cache folder that can be written, or with ``cache=False``, the store is built in
    memory; the answers are the same.

    Raises
    ------
    InputError, DataError
        As :func:`build_store`.
    """
    folder = find_cache_folder() if cache else None
    for is_last in (False, False, True):
        files = list_files(project)
        mark = fingerprint(project, files)
        place = find_place(folder, mark) if folder else None
        if place:
            store = open_compiled(place, mark)
            if store is not None:
                return Opened(store, place, compiled_now=False, project=project)
        try:
            built = build_store(project, files, say)
        except InputError:
            if is_last or fingerprint(project, list_files(project)) == mark:
                raise
            continue
        # What was read while files changed may be half of an addition: it is read again, and
        # never kept under the old state's name.
        is_still = fingerprint(project, list_files(project)) == mark
        if is_still or is_last:
            break
    if place and is_still:
        say("writing the compiled store")
        if write_compiled(built, place, mark):
            store = open_compiled(place, mark)
            if store is not None:
                return Opened(store, place, compiled_now=True, project=project)
    return Opened(built, None, compiled_now=True, project=project)


def walk(folder: str, endings: tuple[str, ...]) -> list[os.DirEntry[str]]:
    """Return the files below a folder with one of these endings, sorted; hidden ones left out.

    Raises
    ------
    InputError
        If a folder cannot be read; a folder that does not exist has no files.
    """
    found: list[os.DirEntry[str]] = []
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be read ({error.strerror}).") from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            found += walk(entry.path, endings)
        elif entry.name.endswith(endings):
            found.append(entry)
    found.sort(key=lambda entry: entry.path)
    return found


def _describe(entry: os.DirEntry[str], graph: ox.NamedNode) -> DataFile:
    try:
        status = entry.stat()
    except OSError as error:
        raise InputError(f"{entry.path}: the file cannot be read ({error.strerror}).") from None
    return DataFile(entry.path, graph.value, status.st_size, status.st_mtime_ns)
