"""What the commands that give a sheet share: its formats, its file, and the period asked for."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from dipgraph.cli.printing import print_text, terminal_width


class Written(Protocol):
    """What can be written in each of the formats."""

    def to_text(self, width: int = 0) -> str:
        """Return it as text."""
        ...

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        ...

    def to_html(self) -> str:
        """Return it as a page."""
        ...


def add_page_options(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Add ``--format`` and ``--out``."""
    parser.add_argument(
        "--format", choices=formats, help="(default: by the ending of --out, else text)"
    )
    parser.add_argument("--out", metavar="FILE", help="write to a file, not standard output")


def add_period_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--year``, ``--since`` and ``--until``."""
    parser.add_argument("--year", metavar="Y", help="one year, instead of --since and --until")
    parser.add_argument(
        "--since", metavar="DATE", help="first day, such as 2024-05-01, or a month or year"
    )
    parser.add_argument("--until", metavar="DATE", help="last day, or a month or year")


def add_term_option(parser: argparse.ArgumentParser, name: str, what: str, *, of: str = "") -> None:
    """Add an option that takes names of classes or kinds and may be given again.

    Its values are a list in ``args.NAMEs``: "kinds", "classes".
    """
    parser.add_argument(
        f"--{name}",
        dest="classes" if name == "class" else f"{name}s",
        metavar=name.upper(),
        action="append",
        default=[],
        help=f"only {of or 'records'} of this {what}; may be given again",
    )


def choose_format(given: str | None, out: str | None) -> str:
    """Return the format asked for, else the one that the ending of the file names, else text."""
    if given:
        return given
    endings = {".html": "html", ".htm": "html", ".md": "markdown", ".json": "json", ".csv": "csv"}
    return endings.get(Path(out).suffix.lower(), "text") if out else "text"


def give_sheet(written: Written, form: str | None, out: str | None) -> None:
    """Print in a format, or write a whole file and print its name."""
    chosen = choose_format(form, out)
    if chosen == "json":
        described = written.to_dict()  # type: ignore[attr-defined]
        text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    elif chosen == "markdown":
        text = written.to_markdown()
    elif chosen == "html":
        text = written.to_html()
    else:
        text = written.to_text(0 if out else terminal_width())
    give_text(text, out)


def give_text(text: str, out: str | None) -> None:
    """Print a text, or write it to a file and print the file's name."""
    if out is None:
        print_text(text)
        return
    from dipgraph.files import write_whole_file

    write_whole_file(Path(out), text.encode("utf-8", "surrogatepass"))
    print(out)
