"""Check new triples in the context of a graph, at the cost of what they touch.

:func:`validate_documents` is what ``dipgraph validate`` and ``dipgraph add`` call;
:func:`validate_with_shapes` checks any data against any shapes, with no graph of ours.
"""

from __future__ import annotations

from dipgraph.validation.documents import Document, read_documents
from dipgraph.validation.findings import Finding, Outcome
from dipgraph.validation.general import validate_with_shapes
from dipgraph.validation.run import validate_documents

__all__ = [
    "Document",
    "Finding",
    "Outcome",
    "read_documents",
    "validate_documents",
    "validate_with_shapes",
]
