"""``dipgraph graph``: write a view as a page that opens offline, as a network file, or measured."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dipgraph.errors import InputError
from dipgraph.resources import Project, find_project

if TYPE_CHECKING:
    from dipgraph.knowledge import KnowledgeGraph

ENDINGS = {
    "html": "html",
    "svg": "svg",
    "graphml": "graphml",
    "gexf": "gexf",
    "json": "json",
    "csv": "csv",
    "pajek": "net",
    "dot": "dot",
}
_MEASURES = ("table", "csv", "json")
_DRAWN = ("html", "svg")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "view", metavar="VIEW", help="bilateral, multilateral, offices, agreements, or another view"
    )
    parser.add_argument("--year", help="records of one year only")
    parser.add_argument(
        "--since", metavar="DATE", help="records that end on this day (or in this year) or later"
    )
    parser.add_argument(
        "--until", metavar="DATE", help="records that begin by this day (or in this year)"
    )
    parser.add_argument("--state", help="the state whose ties are drawn (default: who reports)")
    parser.add_argument("--actor", help="ties of one state, organisation, office, person or group")
    parser.add_argument(
        "--kind", help="a kind, class or family of records: state-visit, Visit, aid"
    )
    parser.add_argument("--region", help="a UN M49 region or sub-region: Central Asia, Africa")
    parser.add_argument(
        "--without-reporting",
        action="store_true",
        default=None,
        help="leave the reporting state out (default: in projections, participation, "
        "organisations)",
    )
    parser.add_argument(
        "--with-reporting",
        dest="without_reporting",
        action="store_false",
        default=None,
        help="keep the reporting state (default: elsewhere)",
    )
    parser.add_argument(
        "--projection",
        metavar="WEIGHT",
        help="join those who share something: newman (what few share weighs more) or shared",
    )
    parser.add_argument("--onto", metavar="MODE", help="whom a projection joins: States")
    parser.add_argument("--measures", action="store_true", help="print measures of the network")
    parser.add_argument(
        "--of",
        choices=("nodes", "ties", "network", "years", "changes"),
        help="what is measured (default: nodes)",
    )
    parser.add_argument(
        "--format",
        choices=(*ENDINGS, "table"),
        help="(default: by the ending of --out, else html, for measures table)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="(default: visualizations/VIEW.html)"
    )
    parser.epilog = (
        "A view is a query file in queries/views; its front matter says what network its\n"
        "rows are. CSV is two files: FILE.csv holds the edges, FILE-nodes.csv the nodes."
    )


def run(args: argparse.Namespace) -> int:
    """Write one view; nothing is written if anything fails."""
    from dipgraph.views import find_view

    project = find_project(args.data, args.sources)
    view = find_view(project, args.view)
    if args.out and args.out.is_dir():
        raise InputError(f"{args.out}: this is a folder. Name a file in it.")
    if args.out and not args.out.absolute().parent.is_dir():
        raise InputError(f"{args.out}: its folder does not exist. Make it first.")
    if args.of and not args.measures:
        raise InputError("--of says what is measured. Add --measures.")
    filters = {
        name: getattr(args, name)
        for name in ("state", "actor", "kind", "region", "since", "until")
        if getattr(args, name) is not None
    }
    wanted: dict[str, Any] = {"year": args.year, **filters}
    for name in ("without_reporting", "projection", "onto"):
        if getattr(args, name) is not None:
            wanted[name] = getattr(args, name)
    if args.measures:
        if view.network == "records":
            wanted.setdefault("projection", "newman")
        return _measure(args, view.name, wanted)
    kind = _choose_format(args.format, args.out)
    out = args.out or choose_folder(project) / f"{view.name}.{ENDINGS[kind]}"
    return _write(args, view.name, kind, out, wanted)


def _write(
    args: argparse.Namespace, view: str, kind: str, out: Path, wanted: dict[str, Any]
) -> int:
    from dipgraph.cli.progress import Progress
    from dipgraph.files import write_whole_file
    from dipgraph.knowledge import load

    with Progress() as progress:
        kg = load(args.data, sources=args.sources, say=progress.say)
        files: dict[Path, str] = {}
        if kind in _DRAWN:
            from dipgraph.pages.build import build_page, build_picture

            progress.say("drawing")
            build = build_page if kind == "html" else build_picture
            page = build(kg, view, **wanted)
            files[out] = page.html
            records, ties = page.records, page.ties
        else:
            from dipgraph.network import build_network
            from dipgraph.network.exports import write_network, write_nodes

            network = build_network(kg, view, **wanted)
            files[out] = write_network(network, kind)
            if kind == "csv":
                files[out.with_name(f"{out.stem}-nodes.csv")] = write_nodes(network)
            records, ties = network.graph["records"], network.graph["ties"]
        if not args.out:
            make_folder(out.parent)
        for path, text in files.items():
            write_whole_file(path.absolute(), text)
    if records == 0:
        print(
            f"dipgraph: no record fits this choice; {out} says so. "
            "Try another year, state, kind or region.",
            file=sys.stderr,
        )
    print(f"{' and '.join(map(str, files))}: {records:,} records, {ties:,} ties")
    return 0


def _measure(args: argparse.Namespace, view: str, wanted: dict[str, Any]) -> int:
    from dipgraph.cli.measure_tables import write_measures
    from dipgraph.cli.progress import Progress
    from dipgraph.cli.run_query import print_text
    from dipgraph.files import write_whole_file
    from dipgraph.knowledge import load

    ending = args.out.suffix.lstrip(".").lower() if args.out else ""
    form = args.format or (ending if ending in _MEASURES else "table")
    if form not in _MEASURES:
        raise InputError(f"measures are no {form}. Formats: {', '.join(_MEASURES)}.")
    of = args.of or "nodes"
    if of in ("years", "changes") and args.year:
        raise InputError(f"--of {of} compares years. Take --since and --until for --year.")
    with Progress() as progress:
        kg: KnowledgeGraph = load(args.data, sources=args.sources, say=progress.say)
        progress.say("measuring")
        text = write_measures(kg, view, of, form, wanted)
    if args.out:
        write_whole_file(args.out.absolute(), text)
        print(f"{args.out}: measures of {view}, by {of}")
    else:
        print_text(text)
    return 0


def _choose_format(given: str | None, out: Path | None) -> str:
    if given == "table":
        raise InputError("a table holds measures. Add --measures, or name another format.")
    if given:
        return given
    if out is None:
        return "html"
    ending = out.suffix.lstrip(".").lower()
    if ending in ("htm", ""):
        return "html"
    for name, usual in ENDINGS.items():
        if ending in (usual, "gv" if name == "dot" else usual):
            return name
    raise InputError(
        f"{out}: the ending .{ending} says no format that is known here. "
        f"Use one of {', '.join('.' + usual for usual in ENDINGS.values())}, or add --format."
    )


def choose_folder(project: Project, given: Path | None = None) -> Path:
    """Return the folder that pages go to; it is not made yet.

    That is the folder given, else ``visualizations/`` of the project where the command runs
    inside it, else ``visualizations/`` here.

    Raises
    ------
    InputError
        If it is a file, or cannot be made or written to.
    """
    here = Path.cwd()
    inside = here == project.root or project.root in here.parents
    folder = given or (project.root if inside else here) / "visualizations"
    nearest = folder.absolute()
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise InputError(f"{folder}: {nearest} is a file. Name a folder with --out.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise InputError(f"{folder}: {nearest} cannot be written to. Name another with --out.")
    return folder


def make_folder(folder: Path) -> None:
    """Make a folder of :func:`choose_folder` if it is not there.

    Raises
    ------
    InputError
        If that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder}: the folder cannot be made ({error.strerror}). Name another with --out."
        ) from None
