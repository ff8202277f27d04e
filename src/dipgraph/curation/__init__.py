"""What a curator does to the files: canonical order, templates, new texts, additions."""
