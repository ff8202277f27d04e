"""A validator for SHACL Core and SHACL-SPARQL on pyoxigraph terms.

It walks an index in memory instead of asking queries, and gives the results that the W3C
recommendation of 2017 asks for:

>>> from pyoxigraph import RdfFormat, parse
>>> data = DataGraph(parse("<http://e/a> <http://e/p> 1 .", RdfFormat.TURTLE))
>>> shapes = read_shapes(parse('''@prefix sh: <http://www.w3.org/ns/shacl#> .
...     <http://e/S> sh:targetSubjectsOf <http://e/p> ;
...         sh:property [ sh:path <http://e/q> ; sh:minCount 1 ] .''', RdfFormat.TURTLE))
>>> report = validate(data, shapes)
>>> report.conforms, report.focus_counts
(False, {'http://e/S': 1})
"""

from __future__ import annotations

from dipgraph.shacl.graph import DataGraph
from dipgraph.shacl.incremental import Difference, validate_addition
from dipgraph.shacl.model import Result, Shapes, ShapesError
from dipgraph.shacl.overlay import Overlay, StoreView
from dipgraph.shacl.reader import read_shapes
from dipgraph.shacl.report import Report
from dipgraph.shacl.validate import validate

__all__ = [
    "DataGraph",
    "Difference",
    "Overlay",
    "Report",
    "Result",
    "Shapes",
    "ShapesError",
    "StoreView",
    "read_shapes",
    "validate",
    "validate_addition",
]
