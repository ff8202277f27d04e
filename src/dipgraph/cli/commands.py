"""The commands of ``dipgraph``, each with its module and a line of help."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "validate data and evidence, and say how much was looked at"),
    "validate": ("validate", "check new triples before they are added, or any data against shapes"),
    "coverage": ("coverage", "list the sentences that no record accounts for"),
    "discrepancies": ("discrepancies", "list the slips of the sources and the sums that fail"),
    "reconcile": ("reconcile", "hold every reported figure against what the graph holds"),
    "review": ("review", "write a page of sentences beside their records, for a second reader"),
    "search": ("search", "find actors, places and records by their names in any spelling"),
    "show": ("show", "show an actor and what it did, or a record and the words that state it"),
    "timeline": ("timeline", "list records in order of time, of one actor or several together"),
    "brief": ("brief", "write one cited page on the relation of two states"),
    "diff": ("diff", "compare two years: what began, ended, grew and fell"),
    "why": ("why", "list the records behind the tie of two actors, and how each takes part"),
    "cite": ("cite", "show a record beside the passages that state it"),
    "find-passage": ("find_passage", "find the sentence for some words and print its locator"),
    "query": ("query", "list, show and run the queries, or anybody's SPARQL"),
    "graph": ("graph", "draw ties as an offline page, measure them, or export the network"),
    "render": ("render", "write the pages of all views"),
    "stats": ("stats", "count records by class and by source"),
    "source": ("source", "register a source text and cut it into passages"),
    "why-derived": ("why_derived", "show which records and axioms lead to a derived triple"),
    "export": ("export", "write the data, or a part, as RDF, JSON-LD, CSV tables or Parquet"),
    "infer": ("infer", "write the full OWL 2 RL closure to a file"),
    "new": ("new", "write the template of a record, to fill in"),
    "add": ("add", "validate new records, show the effect, put them in their files"),
    "fmt": ("fmt", "put Turtle in canonical order, comments and meaning untouched"),
    "compile": ("compile", "read all files into the compiled store and say what is in it"),
}
"""Module in this package and a line of help by name, in the order of the help page."""
