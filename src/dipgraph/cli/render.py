"""``dipgraph render``: write the pages of all views, and a list of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from dipgraph.cli.graph import choose_folder, make_folder
from dipgraph.resources import find_project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--year", help="records of one year only")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write to (default: visualizations)"
    )


def run(args: argparse.Namespace) -> int:
    """Build all pages, then write them: if one cannot be built, none is written."""
    from dipgraph import __version__
    from dipgraph.cli.progress import Progress
    from dipgraph.files import write_whole_file
    from dipgraph.knowledge import load
    from dipgraph.pages.build import build_page, digest_data
    from dipgraph.pages.index import write_index
    from dipgraph.views import list_views

    folder = choose_folder(find_project(args.data), args.out)
    with Progress() as progress:
        kg = load(args.data, sources=args.sources, say=progress.say)
        pages = []
        for view in list_views(kg.project):
            progress.say(f"drawing {view.name}")
            year = args.year if view.dated else None
            pages.append(build_page(kg, view.name, year))
        version = f"dipgraph {__version__}, data {digest_data(kg.store)}"
        index = write_index(kg.project, pages, version)
        make_folder(folder)
        for page in pages:
            write_whole_file((folder / f"{page.view.name}.html").absolute(), page.html)
        write_whole_file((folder / "index.html").absolute(), index)
    for page in pages:
        print(f"{folder / page.view.name}.html: {page.records:,} records, {page.ties:,} ties")
    print(f"{folder / 'index.html'}: {len(pages)} pages")
    return 0
