"""Pages: a view as one HTML file that opens offline, with the records behind every tie."""
