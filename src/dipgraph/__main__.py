"""``python -m dipgraph`` is the ``dipgraph`` command."""

from dipgraph.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
