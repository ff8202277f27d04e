"""Show what the graph holds of one node, or of a stretch of time, for people and programs."""
