"""What an analyst reads without SPARQL: a brief on a relation, two years compared, why a tie is."""
