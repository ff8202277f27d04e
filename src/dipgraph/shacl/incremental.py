"""Validate an addition: the results that are new, at the cost of what the addition touches.

The verdict is the difference of two whole validations, of the graph with the addition and of
the graph without it. Only the nodes that the addition can have changed are looked at in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from dipgraph.shacl.model import Result, Shapes, sort_key
from dipgraph.shacl.overlay import Overlay
from dipgraph.shacl.shape_reads import Dependencies, changes_of
from dipgraph.shacl.validate import Validation, focus_of
from dipgraph.shacl.view import TripleView
from dipgraph.shacl.vocabulary import Term

__all__ = ["Difference", "validate_addition"]


@dataclass(frozen=True)
class Difference:
    """What an addition changes in the verdict on a graph.

    ``new`` are the results that the graph had not, ``mended`` those that it has no more.
    ``focus_counts`` tells for each shape with a target how many focus nodes were looked at in the
    graph with the addition; ``whole`` names the shapes that had to look at all of theirs, since a
    query of theirs may read anything.
    """

    new: list[Result]
    mended: list[Result]
    focus_counts: dict[str, int]
    whole: tuple[str, ...] = ()


def validate_addition(merged: Overlay, shapes: Shapes, always: Collection[Term] = ()) -> Difference:
    """Validate what the additions of an overlay can have changed.

    Parameters
    ----------
    merged
        The graph with the additions, what follows from them included.
    shapes
        The shapes.
    always
        Nodes to look at even if no shape reads what is new of them.

    Raises
    ------
    ShapesError
        If a query of a SPARQL constraint fails while it runs.
    """
    before: TripleView = merged.below
    after_run = Validation(merged, shapes, is_large=False)
    before_run = Validation(before, shapes, is_large=False)
    facts = changes_of(merged, merged.new)
    after: list[Result] = []
    earlier: list[Result] = []
    counts: dict[str, int] = {}
    whole: list[str] = []
    for shape in shapes.targeted:
        dependencies = Dependencies(shape)
        touched: set[Term] | None = None
        if dependencies.is_open and facts:
            whole.append(shape.name)
        else:
            touched = dependencies.touched(merged, facts) | set(always)
        nodes = focus_of(merged, shape, touched)
        counts[shape.name] = len(nodes)
        for node in nodes:
            after += after_run.results(shape, node)
        for node in focus_of(before, shape, touched):
            earlier += before_run.results(shape, node)
    had, has = Counter(earlier), Counter(after)
    return Difference(
        sorted((has - had).elements(), key=sort_key),
        sorted((had - has).elements(), key=sort_key),
        dict(sorted(counts.items())),
        tuple(sorted(whole)),
    )
