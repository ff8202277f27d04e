"""``dipgraph source add``: register a new text in one step."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from dipgraph.errors import InputError
from dipgraph.telling import count_of


def run_add(args: argparse.Namespace) -> int:
    """Register the text, say what was seen and made, and what comes next."""
    from dipgraph.curation.register import NewSource, register_source
    from dipgraph.curation.source_text import look_over, read_new_text
    from dipgraph.querying.values import read_value
    from dipgraph.resources import find_project
    from dipgraph.store import open_store

    text = read_new_text(args.file)
    name = args.id or args.file.stem
    issued = _read_day(args.date)
    years = _find_years(args.year, name)
    title, publisher = (args.title or "").strip(), (args.publisher or "").strip()
    needed = {"--title": title, "--publisher": publisher, "--year": years}
    missing = [option for option, value in needed.items() if not value]
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", args.language):
        raise InputError(f"--language {args.language!r} is no language tag. Write en, fr, pt-BR.")
    if missing:
        raise InputError(
            f"a source is cited by its title, its publisher and its year. Add {', '.join(missing)}."
        )
    project = find_project(args.data, args.sources)
    state = ""
    if args.state:
        state = str(read_value("state", args.state, "--state", open_store(project).store).value)
    source = NewSource(name, title, publisher, years, issued, state, args.language)
    done = register_source(project, text, source, dry_run=args.dry_run)
    for note in look_over(text):
        print(f"note: {args.file}: {note}", file=sys.stderr)
    number = len(done.passages)
    folder = project.relative(project.data / "sources" / name)
    verb = "would be" if args.dry_run else "is"
    print(
        f"source:{name} {verb} registered: {count_of(number, 'passage')} cut, "
        f"{done.headings:,} set aside as headings, {number - done.headings:,} open"
    )
    for file in done.files:
        print(f"  {folder}/{file}")
    if not args.dry_run:
        _say_where_the_text_is_looked_for(args, project.root, text.path)
        print(
            f"Read the cut against the text now, since passages keep their names:\n"
            f"  {project.command('source cut', str(args.file), '--id', name, '--words')}\n"
            f"Then work through what is open:\n  {project.command('coverage', name, '--open')}"
        )
    return 0


def _say_where_the_text_is_looked_for(args: argparse.Namespace, root: Path, text: Path) -> None:
    from dipgraph.resources import find_project, find_texts_folder

    folder = find_texts_folder(find_project(args.data, args.sources), args.sources)
    if folder is None or not (folder / text.name).exists():
        where = folder or root / "texts"
        print(
            f"note: put the text into {where}, or name its folder with --sources; until then its "
            "passages cannot be verified",
            file=sys.stderr,
        )


def _read_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--date {text!r} is no date. Write 2032-01-10.") from None


def _find_years(given: list[int] | None, name: str) -> list[int]:
    if given:
        for year in given:
            if not 1000 <= year <= 9999:
                raise InputError(f"--year {year}: a year has four digits.")
        return sorted(set(given))
    found = set(re.findall(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", name))
    return [int(found.pop())] if len(found) == 1 else []
