"""What a query gives: its rows, and the ways to look at them."""

from __future__ import annotations

from dipgraph.errors import InputError
from dipgraph.querying.formats import write_csv, write_json, write_table
from dipgraph.querying.people import read_rows
from dipgraph.querying.rows import ResultRows

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pandas
    import polars


class QueryResult(ResultRows):
    """The rows of a query, with the ways to write them."""

    def __repr__(self) -> str:
        return f"<QueryResult {self.name or self.form}: {len(self)} rows of {self.columns}>"

    def to_csv(self, *, labels: bool = False) -> str:
        """Return SPARQL 1.1 CSV: full IRIs, or labels instead of them."""
        return write_csv(self, labels=labels)

    def to_json(self) -> str:
        """Return SPARQL 1.1 results JSON."""
        return write_json(self)

    def to_table(self, *, width: int = 0, labels: bool = True) -> str:
        """Return a table of text, cut to ``width`` characters a line; 0 means uncut."""
        return write_table(self, width=width, labels=labels)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas DataFrame; the package pandas must be installed."""
        try:
            import pandas
        except ImportError:
            raise InputError("to_pandas needs the package pandas. Install it.") from None
        return pandas.DataFrame(self.to_dicts(), columns=list(self.columns))

    def to_polars(self) -> polars.DataFrame:
        """Return a polars DataFrame; the package polars must be installed."""
        try:
            import polars
        except ImportError:
            raise InputError("to_polars needs the package polars. Install it.") from None
        return polars.DataFrame(
            self.to_dicts(), schema=list(self.columns), infer_schema_length=None
        )

    def _repr_html_(self) -> str:
        """Return an HTML table for notebooks: the first 100 rows, escaped."""
        import html

        _, names, rows = read_rows(self)
        head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>"
            for row in rows[:100]
        )
        more = f"<caption>{len(self)} rows, 100 shown</caption>" if len(self) > 100 else ""
        return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
