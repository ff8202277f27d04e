"""Queries: their text, their files, their parameters, their rows and how rows are written."""
