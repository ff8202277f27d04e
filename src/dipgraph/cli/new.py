"""``dipgraph new``: write the template of a record, to fill in."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dipgraph.errors import InputError, QueryError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from dipgraph.cli.opening import Opening
    from dipgraph.curation.class_rules import ClassRules, Vocabulary
    from dipgraph.curation.template import Given


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Write the Turtle of a new record to standard output, to fill in: every property that the\n"
        "shapes require, with what is asked of it, and those that they allow behind a #. As long\n"
        "as something is not filled in, `dipgraph validate` and `dipgraph add` refuse the record."
    )
    parser.add_argument(
        "what",
        metavar="CLASS",
        help="visit, meeting, instrument, tenure act, figure, claim, office, … as the ontology "
        "names them; event with --kind; or a kind, such as 'state visit'",
    )
    parser.add_argument("--kind", metavar="KIND", help="the kind, in words: 'state visit'")
    parser.add_argument(
        "--source", metavar="ID", help="the source whose sentence states it, such as mfa-2024"
    )
    parser.add_argument(
        "--passage",
        metavar="WORDS",
        help="some words of the sentence; its locator is looked up, as find-passage does",
    )
    parser.add_argument(
        "--date",
        metavar="DATE",
        default="",
        help="2031-05-14, 2031-05-14/2031-05-16, 2031-05 or 2031; start, end and precision follow",
    )
    parser.add_argument(
        "--actor",
        metavar="[ROLE=]NAME",
        action="append",
        default=[],
        help="who takes part, by code or name in any spelling; may be given again. Without a role "
        "it is filled in where such an actor is asked for first",
    )
    parser.add_argument("--name", metavar="NAME", help="the name of the record, such as event:…")
    parser.epilog = (
        "  dipgraph new visit --kind 'state visit' --date 2024 --actor TUR-president\n"
        "  dipgraph new event --kind summit --source mfa-2024 --passage 'hosted the summit'"
        " > new.ttl"
    )


def run(args: argparse.Namespace) -> int:
    """Print the template."""
    from dipgraph.cli.opening import open_evidence
    from dipgraph.cli.progress import Progress
    from dipgraph.curation.class_rules import Vocabulary
    from dipgraph.curation.order import read_layout
    from dipgraph.curation.template import (
        Given,
        give_period,
        propose_name,
        read_period,
        write_template,
    )
    from dipgraph.resources import find_project
    from dipgraph.store import open_store

    if args.date:
        read_period(args.date)  # a slip is told before anything is loaded
    if args.passage and not args.source:
        raise InputError("--passage looks in a text. Name it with --source.")
    project = find_project(args.data, args.sources)
    with Progress() as progress:
        store = open_store(project, say=progress.say).store
    words = Vocabulary(project, store)
    cls, kind = _find_class(args, words)
    rules = words.rules_of(cls)
    given = Given()
    if kind:
        given.values[_dip("hasKind")] = [_short(kind)]
    if args.date:
        if _dip("startDate") not in rules.properties:
            raise InputError(
                f"a {rules.label.lower()} has no date of its own. Leave --date out; the act that "
                "begins, changes or ends it has one."
            )
        give_period(given, args.date)
    for actor in args.actor:
        _give_actor(actor, given, rules, words, store)
    if args.source:
        _give_passage(args, open_evidence(args), given, rules)
    given.name = args.name or propose_name(rules, given, args.date, words)
    _check_name(given, rules, store, is_own=bool(args.name))
    print(write_template(rules, given, words, read_layout(project)), end="")
    return 0


def _dip(local: str) -> str:
    from dipgraph.facts import DIP

    return DIP + local


def _short(iri: str) -> str:
    from dipgraph.namespaces import shorten_iri

    return shorten_iri(iri)


def _find_class(args: argparse.Namespace, words: Vocabulary) -> tuple[str, str]:
    """Return the class that is meant, and its kind or ""."""
    from dipgraph.facts import DIP
    from dipgraph.spelling import fold_label, suggest

    cls = words.find_class(args.what)
    if cls is None:
        try:
            kind, owner = words.find_kind(args.what)
        except InputError as error:
            names = [words.label(c).lower() for c in words.classes]
            guess = suggest(fold_label(args.what), names)
            if not guess and "more than one" in str(error):
                raise
            guess = guess or f" Classes: {', '.join(sorted(names))}."
            raise InputError(f"there is no class or kind {args.what!r}.{guess}") from None
        if args.kind:
            raise InputError(f"{args.what!r} is a kind already ({_short(kind)}). Leave one out.")
        return owner, kind
    if args.kind:
        kind, owner = words.find_kind(args.kind, cls)
        return owner, kind
    if cls in (DIP + "Passage", DIP + "Source"):
        raise InputError(
            "sources and passages come from a text: dipgraph source add FILE registers and cuts it."
        )
    below = words.narrower(cls)
    if below != [cls]:
        told = ", ".join(words.label(c).lower() for c in below)
        raise InputError(
            f"{args.what!r} is too wide for a record. Add --kind, or name one of: {told}."
        )
    return cls, ""


def _give_actor(
    text: str, given: Given, rules: ClassRules, words: Vocabulary, store: ox.Store
) -> None:
    import pyoxigraph as ox

    from dipgraph.curation.template import give_actor
    from dipgraph.facts import DIP, TYPE
    from dipgraph.querying.values import read_value
    from dipgraph.spelling import suggest

    role, equals, name = text.rpartition("=")
    try:
        node = read_value("actor", name, "--actor", store)
    except QueryError as error:
        try:  # a title may be held by a city
            node = read_value("place", name, "--actor", store)
        except QueryError:
            raise error from None
    if not equals:
        subject = ox.NamedNode(node.value)
        pattern = store.quads_for_pattern(subject, ox.NamedNode(TYPE), None, ox.DefaultGraph())
        types = {q.object.value for q in pattern if isinstance(q.object, ox.NamedNode)}
        give_actor(given, rules, _short(node.value), types, words)
        return
    iri = DIP + role.removeprefix("dip:")
    if not words.definition(iri):
        known = {_short(p).partition(":")[2] for p in [*rules.properties, *rules.also_used]}
        guess = suggest(role, known) or f" Some: {', '.join(sorted(k for k in known if k))}."
        raise InputError(f"--actor {text}: there is no role {role!r}.{guess}")
    given.values.setdefault(iri, []).append(_short(node.value))


def _give_passage(
    args: argparse.Namespace, opening: Opening, given: Given, rules: ClassRules
) -> None:
    from dipgraph.cli.opening import find_sources, read_words
    from dipgraph.facts import STATED_IN
    from dipgraph.text.search import find_sentences

    (source,) = find_sources([args.source], opening)[:1]
    if STATED_IN not in rules.properties:
        raise InputError(f"a {rules.label.lower()} rests on no passage. Leave --source out.")
    if not args.passage:
        name = _short(source).partition(":")[2]
        given.notes[STATED_IN] = [f"A passage of {_short(source)}: passage:{name}.START-END."]
        return
    hits = find_sentences(read_words([source], args.source, opening), args.passage)
    if not hits:
        raise InputError(f"no sentence of {args.source} fits {args.passage!r}. Try other words.")
    best, *others = hits
    given.values[STATED_IN] = [_short(best.key)]
    notes = given.notes.setdefault(STATED_IN, [])
    if best.score < 1:
        notes.append(f"Found with a likeness of {best.score:.0%}: look whether it is the sentence.")
    if others:
        notes.append(f"Other sentences that fit: {', '.join(_short(h.key) for h in others[:4])}.")
    if records := opening.facts.citations.get(best.key):
        notes.append(f"Records rest on it already: {', '.join(map(_short, records[:4]))}.")
    if opening.facts.set_aside.get(best.key):
        notes.append("It is set aside in the ledger; `dipgraph add` takes it out.")


def _check_name(given: Given, rules: ClassRules, store: ox.Store, *, is_own: bool) -> None:
    import pyoxigraph as ox

    from dipgraph.namespaces import expand_name

    if not given.name:
        return
    iri = expand_name(given.name)
    if iri is None or not rules.namespace or not iri.startswith(rules.namespace):
        wanted = _short(rules.namespace + "x").partition(":")[0] if rules.namespace else "a prefix"
        raise InputError(f"--name {given.name!r}: a {rules.label.lower()} is named {wanted}:….")
    taken = next(iter(store.quads_for_pattern(ox.NamedNode(iri), None, None)), None) is not None
    if taken and is_own:
        raise InputError(f"--name {given.name}: there is such a record. Name another.")
    if taken:
        given.name = ""
