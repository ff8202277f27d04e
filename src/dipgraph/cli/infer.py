"""``dipgraph infer``: write the whole OWL 2 RL closure to a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dipgraph.errors import InputError

_ENDINGS = (".nt", ".ttl", ".nq", ".trig")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="where to write: .nt and .ttl hold all in one graph; .nq and .trig keep the graphs of "
        "the sources apart and put what follows into graph:closure",
    )
    parser.add_argument(
        "--engine",
        choices=("dipgraph", "owlrl"),
        default="dipgraph",
        help="owlrl is the referee: the same triples, in many times the time",
    )
    parser.epilog = (
        "Queries do not need this: what they use is derived whenever files are read.\n"
        "Left out is what says nothing (x owl:sameAs x, a class below itself) and what\n"
        "is no RDF (literals as subjects). dipgraph why-derived explains a derived triple."
    )


def run(args: argparse.Namespace) -> int:
    """Compute the closure and write it; nothing is written if anything fails."""
    if args.out.suffix not in _ENDINGS:
        raise InputError(
            f"{args.out}: the ending says no format. Use one of {', '.join(_ENDINGS)}."
        )
    if args.out.is_dir():
        raise InputError(f"{args.out}: this is a folder. Name a file in it.")
    if not args.out.absolute().parent.is_dir():
        raise InputError(f"{args.out}: its folder does not exist. Make it first.")

    from dipgraph.cli.progress import Progress
    from dipgraph.files import write_whole_file
    from dipgraph.infer import derive_closure, derive_with_owlrl, write_closure
    from dipgraph.knowledge import load

    with Progress(after_s=0) as progress:
        kg = load(args.data, sources=args.sources, say=progress.say)
        progress.say("computing the OWL 2 RL closure")
        derive = derive_with_owlrl if args.engine == "owlrl" else derive_closure
        derived = derive(kg.store)
        progress.say(f"writing {args.out}")
        content, count = write_closure(kg.store, derived, args.out.suffix)
        write_whole_file(args.out.absolute(), content)
    print(
        f"{count:,} triples written to {args.out}: {count - len(derived):,} stated, "
        f"{len(derived):,} derived",
        file=sys.stderr,
    )
    return 0
