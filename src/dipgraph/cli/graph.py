"""``dipgraph graph``: write a view as a page that opens offline, or as a network file."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dipgraph.errors import InputError
from dipgraph.resources import Project, find_project

ENDINGS = {"html": "html", "graphml": "graphml", "gexf": "gexf", "json": "json", "csv": "csv"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("view", metavar="VIEW", help="bilateral, multilateral, or another view")
    parser.add_argument("--year", help="records of one year only")
    parser.add_argument("--state", help="the state whose ties are drawn (default: who reports)")
    parser.add_argument(
        "--kind", help="a kind, class or family of records: state-visit, Visit, aid"
    )
    parser.add_argument("--region", help="a UN M49 region or sub-region: Central Asia, Africa")
    parser.add_argument(
        "--format", choices=tuple(ENDINGS), help="(default: by the ending of --out, else html)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="(default: visualizations/VIEW.html)"
    )
    parser.epilog = "A view is a query file in queries/views; its front matter says how to draw it."


def run(args: argparse.Namespace) -> int:
    """Write one view; nothing is written if anything fails."""
    from dipgraph.cli.progress import Progress
    from dipgraph.files import write_whole_file
    from dipgraph.knowledge import load
    from dipgraph.views import find_view

    project = find_project(args.data)
    view = find_view(project, args.view)
    kind = _choose_format(args.format, args.out)
    out = args.out or choose_folder(project) / f"{view.name}.{ENDINGS[kind]}"
    if args.out and args.out.is_dir():
        raise InputError(f"{args.out}: this is a folder. Name a file in it.")
    if args.out and not args.out.absolute().parent.is_dir():
        raise InputError(f"{args.out}: its folder does not exist. Make it first.")
    with Progress() as progress:
        kg = load(args.data, sources=args.sources, say=progress.say)
        filters = {"state": args.state, "kind": args.kind, "region": args.region}
        if kind == "html":
            from dipgraph.pages.build import build_page

            progress.say("drawing the page")
            page = build_page(kg, view.name, args.year, **filters)
            text, records, ties = page.html, page.records, page.ties
        else:
            from dipgraph.network import build_network
            from dipgraph.network.exports import write_network

            network = build_network(kg, view.name, args.year, **filters)
            text = write_network(network, kind)
            records, ties = network.graph["records"], network.graph["ties"]
        if not args.out:
            make_folder(out.parent)
        write_whole_file(out.absolute(), text)
    if records == 0:
        print(
            f"dipgraph: no record fits this choice; {out} says so. "
            "Try another year, state, kind or region.",
            file=sys.stderr,
        )
    print(f"{out}: {records:,} records, {ties:,} ties")
    return 0


def _choose_format(given: str | None, out: Path | None) -> str:
    if given:
        return given
    if out is None:
        return "html"
    ending = out.suffix.lstrip(".").lower()
    if ending in ("htm", ""):
        return "html"
    for name, usual in ENDINGS.items():
        if ending == usual:
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
