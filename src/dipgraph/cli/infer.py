"""``dipgraph infer``: write the whole OWL 2 RL closure to a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dipgraph.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="where to write: .nt for N-Triples, .ttl for Turtle",
    )
    parser.epilog = "Queries do not need this: what they use is derived whenever files are read."


def run(args: argparse.Namespace) -> int:
    """Compute the closure and write it; nothing is written if anything fails."""
    if args.out.suffix not in (".nt", ".ttl"):
        raise InputError(f"{args.out}: the ending says no format. Use .nt or .ttl.")
    if args.out.is_dir():
        raise InputError(f"{args.out}: this is a folder. Name a file in it.")
    if not args.out.absolute().parent.is_dir():
        raise InputError(f"{args.out}: its folder does not exist. Make it first.")

    from dipgraph.cli.progress import Progress
    from dipgraph.files import write_whole_file
    from dipgraph.infer import close_graph, write_graph
    from dipgraph.knowledge import load

    with Progress(after_s=0) as progress:
        kg = load(args.data, sources=args.sources, say=progress.say)
        progress.say("computing the OWL 2 RL closure")
        closed = close_graph(kg.store)
        progress.say(f"writing {args.out}")
        write_whole_file(args.out.absolute(), write_graph(closed, turtle=args.out.suffix == ".ttl"))
    print(f"{len(closed):,} triples written to {args.out}", file=sys.stderr)
    return 0
