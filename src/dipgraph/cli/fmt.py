"""``dipgraph fmt``: put Turtle in canonical order without touching comments or meaning."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dipgraph.errors import InputError
from dipgraph.telling import count_of

if TYPE_CHECKING:
    from dipgraph.curation.order import Layout
    from dipgraph.resources import Project

_STDIN = "standard input"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Put Turtle in the canonical form of data/FORMAT.md: prefixes by name, one block a record\n"
        "in the order of its passages, one property a line in a fixed order. Comments and the\n"
        "spelling of names and literals stay; the new text is parsed and compared before it is\n"
        "written, and a file that could not be kept whole is refused."
    )
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="Turtle files, or folders of them; - filters standard input to standard output "
        "(default: all data of the project)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; list the files that would change, exit code 1 if there are any",
    )
    parser.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    parser.epilog = (
        "The order of properties stands in ontology/layout.toml. Nothing is written unless every\n"
        "file can be.\n\n"
        "  dipgraph fmt --check\n"
        "  dipgraph fmt --diff data/sources/mfa-2024/visits.ttl\n"
        "  dipgraph fmt - < new.ttl"
    )


def run(args: argparse.Namespace) -> int:
    """Format, and say how many files were looked at."""
    from dipgraph.curation.formatting import format_text
    from dipgraph.curation.order import read_layout
    from dipgraph.resources import find_project
    from dipgraph.turtle import read_text

    project = find_project(args.data)
    layout = read_layout(project)
    if "-" in args.files:
        return _filter(args, layout)
    files = _find_files(args.files) if args.files else _data_files(project)
    texts = [(path, shown, read_text(path, shown)) for path, shown in files]
    results = [(path, s, text, format_text(text, s, layout)) for path, s, text in texts]
    changed = [result for result in results if result[2] != result[3]]
    for path, shown, old, new in changed:
        _show_or_write(args, path, shown, old, new)
    verb = "would change" if args.check or args.diff else "rewritten"
    number = len(results)
    print(
        f"{count_of(number, 'file')} looked at: {len(changed):,} {verb}, "
        f"{number - len(changed):,} in canonical form",
        file=sys.stderr,
    )
    return 1 if args.check and changed else 0


def _show_or_write(args: argparse.Namespace, path: Path, shown: str, old: str, new: str) -> None:
    from dipgraph.curation.formatting import show_difference
    from dipgraph.files import write_whole_file

    if args.diff:
        print(show_difference(old, new, shown), end="")
    else:
        print(shown)
        if not args.check:
            write_whole_file(path.resolve(), new)  # a link stays a link


def _filter(args: argparse.Namespace, layout: Layout) -> int:
    """Format standard input."""
    from dipgraph.curation.formatting import format_text, show_difference
    from dipgraph.turtle import decode

    if len(args.files) > 1:
        raise InputError("- stands alone: standard input goes to standard output.")
    text = decode(sys.stdin.buffer.read(), _STDIN)
    if not text.strip():
        raise InputError(f"{_STDIN}: there is nothing in it. Send Turtle, or name a file.")
    new = format_text(text, _STDIN, layout)
    if args.diff:
        print(show_difference(text, new, _STDIN), end="")
    elif not args.check:
        sys.stdout.buffer.write(new.encode())
    elif new != text:
        print(_STDIN)
    return 1 if args.check and new != text else 0


def _find_files(names: list[str]) -> list[tuple[Path, str]]:
    found: dict[Path, str] = {}
    for name in names:
        path = Path(name)
        if path.is_dir():
            below = sorted(p for p in path.rglob("*.ttl") if not p.name.startswith("."))
            if not below:
                raise InputError(f"{name}: there is no Turtle (*.ttl) in this folder.")
            found |= {p: str(p) for p in below}
        elif path.suffix.lower() != ".ttl":
            raise InputError(f"{name}: fmt lays out Turtle, in files that end with .ttl.")
        else:
            found[path] = name
    return list(found.items())


def _data_files(project: Project) -> list[tuple[Path, str]]:
    from dipgraph.store import ALIGNMENTS, ONTOLOGY, list_files

    apart = (ONTOLOGY.value, ALIGNMENTS.value)
    files = [f.path for f in list_files(project) if f.graph not in apart and f.path[-4:] == ".ttl"]
    return [(Path(path), project.relative(path)) for path in files]
