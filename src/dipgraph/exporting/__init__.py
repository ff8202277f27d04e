"""Write the graph, or a part of it, for other programs: RDF, JSON-LD, tables, descriptions."""
