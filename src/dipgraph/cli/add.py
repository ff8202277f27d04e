"""``dipgraph add``: validate new records, show what they change, and put them in their files."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from dipgraph.cli.progress import Progress
from dipgraph.errors import InputError
from dipgraph.telling import count_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from dipgraph.curation.add import Plan
    from dipgraph.curation.effect import Answers
    from dipgraph.journal import Change
    from dipgraph.resources import Project
    from dipgraph.summary import Counts
    from dipgraph.validation import Document

_MOST_ROWS = 5
"""So many rows that come, go or change are shown of an answer."""
_EPILOG = """\
Records go where data/FORMAT.md has them: the folder of the source whose sentence
states them, the file of their class, in the order of the sentences. What a second
source tells of a record is added from its own folder. A sentence that becomes
cited leaves the ledger; data/summary.csv is carried on. Other lines stay as they
are. Comments above and inside a record go with it, but not the help of a template
(#?); those that stand with no record are told and left out.

All of it or nothing: a run that is killed is completed or undone by the next
command that reads the data.

  dipgraph add new.ttl --source mfa-2024 --dry-run --diff
  dipgraph add new.ttl --year 2024 --yes

Exit code 0 if it was added (or would be), 1 if there is a violation or the
question was answered with no, 2 if it could not be done."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="the new records: .ttl, .trig, .nt, .nq, .jsonld; - is standard input",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--year", type=int, metavar="YEAR", help="the year whose sources state them")
    which.add_argument("--source", metavar="ID", help="the source that states them")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and stop")
    parser.add_argument(
        "--diff", action="store_true", help="show the difference of each file and of the answers"
    )
    parser.add_argument(
        "--no-answers", action="store_true", help="do not compare the answers of the queries"
    )
    parser.epilog = _EPILOG


def run(args: argparse.Namespace) -> int:
    """Add the records, and return 0 only if they were added or would be."""
    from dipgraph.journal import commit, writing
    from dipgraph.resources import find_project
    from dipgraph.validation import read_documents

    documents = read_documents(args.files)
    project = find_project(args.data, args.sources)
    is_real = not args.dry_run
    with writing(project.data) if is_real else nullcontext():
        found = _prepare(args, project, documents)
        if found is None:
            return 1
        plan, changes = found
        if not changes:
            print("nothing is new: the graph states all of it already")
            return 0
        if not is_real:
            print("nothing was written (--dry-run)")
            return 0
        if not args.yes and not _ask(args.files):
            print("nothing was added")
            return 1
        commit(project.data, changes)
    print(f"added: {count_of(len(plan.subjects), 'node')} in {count_of(len(plan.changes), 'file')}")
    return 0


def _prepare(
    args: argparse.Namespace, project: Project, documents: list[Document]
) -> tuple[Plan, list[Change]] | None:
    """Validate, plan, and show the effect; None if there is a violation."""
    from dipgraph.curation.add import added_counts, plan_addition, validate_addition, with_counts
    from dipgraph.curation.effect import compare_answers, store_with
    from dipgraph.curation.place import find_sources_of
    from dipgraph.resources import find_texts_folder
    from dipgraph.store import open_store
    from dipgraph.validation.formats import write_outcome

    with Progress() as progress:
        store = open_store(project, say=progress.say).store
        sources = find_sources_of(store, args.source, args.year)
        progress.say("checking")
        texts = find_texts_folder(project, args.sources)
        outcome = validate_addition(project, store, documents, texts)
    sys.stdout.write(write_outcome(outcome, "text", 200))
    if not outcome.ok:
        print("nothing was added: mend what is told above")
        return None
    with Progress() as progress:
        plan = plan_addition(project, store, documents, sources)
        if not plan.changes:
            return plan, []
        answers: Answers | None = None
        if args.no_answers:
            after = store_with(project, plan.changes)
        else:
            answers, after = compare_answers(
                project, plan.placed, lambda: store_with(project, plan.changes), progress.say
            )
    added = added_counts(plan, store, after)
    changes = with_counts(project, plan, added)
    _show_files(project, plan, changes, with_diff=args.diff)
    _show_counts(added, store, after)
    if answers is not None:
        _show_answers(answers, with_rows=args.diff)
    return plan, changes


def _ask(files: list[str]) -> bool:
    """Ask on the terminal."""
    if "-" in files or not sys.stdin.isatty() or not sys.stdout.isatty():
        raise InputError(
            "nothing was added: there is no terminal to ask on. Look at the effect above, and run "
            "it again with --yes."
        )
    try:
        return input("Add this? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _show_files(project: Project, plan: Plan, changes: list[Change], *, with_diff: bool) -> None:
    from dipgraph.curation.formatting import show_difference
    from dipgraph.namespaces import shorten_iri

    print("\nFiles")
    for change in changes:
        shown = project.relative(change.path)
        old, new = (change.before or b"").decode(), (change.after or b"").decode()
        print(f"  {shown}{_changed_lines(change, old, new)}")
        if with_diff:
            print(show_difference(old, new, shown, "with the addition"), end="")
    for passage, reason in plan.placed.reasons.items():
        told = shorten_iri(reason).partition("set-aside-")[2] or shorten_iri(reason)
        print(f"  {shorten_iri(passage)} leaves the ledger (it was set aside as: {told})")
    for comment in plan.gone:
        print(f"  {comment.shown}:{comment.line}: leaves with it: {comment.text}")
    for comment in plan.left:
        print(
            f"  {comment.shown}:{comment.line}: stands with nothing that is added, and is left "
            f"out: {comment.text}"
        )


def _changed_lines(change: Change, old: str, new: str) -> str:
    from difflib import unified_diff

    lines = list(unified_diff(old.splitlines(), new.splitlines(), n=0))[2:]
    plus, minus = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    what = " (new)" if change.before is None else " (removed)" if change.after is None else ""
    return f"{what}: +{plus} -{minus} lines"


def _show_counts(added: Counts, before: ox.Store, after: ox.Store) -> None:
    from dipgraph.curation.effect import totals
    from dipgraph.namespaces import expand_name

    print("\nCounts")
    if not added:
        print("  no class gains or loses a node")
    classes = {cls: expand_name(cls) or cls for _, cls in added}
    old, new = totals(before, classes.values()), totals(after, classes.values())
    for (source, cls), number in sorted(added.items()):
        iri = classes[cls]
        told = f"{old[iri]:,} to {new[iri]:,}"
        if old[iri] == new[iri]:
            told = f"{new[iri]:,} as before: another source tells of it"
        print(f"  {source}  {cls}  {number:+,}  (all: {told})")


def _show_answers(answers: Answers, *, with_rows: bool) -> None:
    asked = count_of(answers.asked, "query", "queries")
    print(f"\nAnswers ({asked} compared; {answers.untouched:,} more cannot change)")
    if not answers.changes:
        print("  no row changes")
    for change in answers.changes:
        given = "".join(f" --{name} {value!r}" for name, value in change.given.items())
        print(f"  {change.name}{given}: {change.in_words()}")
        for line in change.rows_in_words(_MOST_ROWS) if with_rows else ():
            print(f"    {line}")
    if answers.changes and not with_rows:
        print("  --diff shows the rows; dipgraph query show NAME says what a query asks")
    if answers.unanswered:
        print(f"  not compared, since their examples are of other data: {len(answers.unanswered)}")
