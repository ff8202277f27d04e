"""The frame of a page without scripts: it makes no request, whatever its text says."""

from __future__ import annotations

from html import escape

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"


def draw_page(title: str, style: str, body: str) -> str:
    """Return a whole HTML page.

    Parameters
    ----------
    title
        What the page is called; it is escaped here.
    style
        Its CSS, our own.
    body
        HTML in which every text is escaped already.
    """
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
{body.strip()}
</body>
</html>
"""
