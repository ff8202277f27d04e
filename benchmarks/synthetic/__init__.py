"""Synthetic diplomatic graphs of any size in the project's ontology, for benchmarks and tests.

The shape of the records is measured on the project's own corpus: records that hang together (an
act and its instrument, a summit and what happened there, the parts of a sum) make a *cluster*.
A synthetic graph is made of copies of those clusters. Each copy has other actors of the same class
and kind, other days, labels, titles, numbers and passages; which property leads to how many
values, which precision a date has, who meets whom at which level, and how many links a record has
are therefore those of the corpus. The state that the corpus reports of stays itself, so that the
graph has its hub; every other actor is drawn with a long tail. Nothing synthetic is a fact: all
labels say so.

The same arguments give the same graph, byte for byte. A graph is made one source text at a
time, and no source leads to the records of another, so a million events need no more memory than
a few thousand.

======================  ========================================================================
:func:`measure`         the :class:`Model` of a project: its clusters, actors and rates
:func:`iter_quads`      the quads of all sources, each in the named graph of its source
:func:`registry_quads`  what they rest on: registry, memberships, ontology, further offices
:func:`write_project`   the same as a project folder that ``dipgraph --data`` takes
:func:`build_large`     the same as a compiled store on disk, with what the rules derive
:func:`open_large`      the last, kept between runs where BENCH_KEEP names a folder
:func:`additions`       new valid events in a source of their own that lead into the graph
:func:`planted_faults`  those with known faults, a fault a list
======================  ========================================================================

>>> from benchmarks.synthetic import additions, iter_quads, measure, write_project
>>> model = measure()                                                # doctest: +SKIP
>>> project = write_project("some/folder", 10_000, model=model)      # doctest: +SKIP
>>> new = additions(10_000, 100, model=model)                        # doctest: +SKIP
"""

from benchmarks.synthetic.additions import Fault, additions, planted_faults
from benchmarks.synthetic.generate import Source, iter_quads, iter_sources, plan_sources
from benchmarks.synthetic.model import Model, measure
from benchmarks.synthetic.project import build_large, open_large, registry_quads, write_project

__all__ = [
    "Fault",
    "Model",
    "Source",
    "additions",
    "build_large",
    "iter_quads",
    "iter_sources",
    "measure",
    "open_large",
    "plan_sources",
    "planted_faults",
    "registry_quads",
    "write_project",
]
