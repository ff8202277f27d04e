"""Reading a source text: its cut into sentences, and the names, dates and numbers in its words."""
