"""Ties as networkx graphs: built from the views, projected, measured, exported.

What a tie is stands in the query file of the view (``queries/views``). Here its rows become nodes
and edges (:mod:`~dipgraph.network.build`), each edge with the records it rests on; networks of two
modes are projected (:mod:`~dipgraph.network.projection`); measures say what they mean and where
they mean nothing (:mod:`~dipgraph.network.measures`, :mod:`~dipgraph.network.communities`,
:mod:`~dipgraph.network.change`); :mod:`~dipgraph.network.exports` writes files of other tools.
"""

from dipgraph.network.build import build_network

__all__ = ["build_network"]
