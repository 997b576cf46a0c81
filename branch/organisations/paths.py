"""Materialised paths of the organisation tree: comparing by what a path begins with, in an index of either engine."""

from typing import Any

from django.db.models import Lookup

# After every character that a path is made of, so that all paths that begin with another lie up to the two together.
BEHIND = ":"


def ids_of(path: str) -> list[int]:
    """The ids of an organisation and of all above it, from its path: the topmost first."""
    return [int(part) for part in path.split(".") if part]


def part_of(number: int) -> str:
    """What an organisation of this id adds to the path of the one above it."""
    return f"{number:06d}."


class Below(Lookup[Any]):
    """`path__below=path`: the organisation of the path and everything under it.

    Two bounds, since SQLite looks for `LIKE 'x%'` in no index; on PostgreSQL by the operators of its `_like` index, whose
    order is that of bytes whatever the collation of the database.
    """

    lookup_name = "below"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Between the path and all that may follow it."""
        return self._between(compiler, connection, ">=", "<")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The same by bytes."""
        return self._between(compiler, connection, "~>=~", "~<~")

    def _between(self, compiler: Any, connection: Any, from_: str, until: str) -> tuple[str, tuple[Any, ...]]:
        path, path_params = self.process_lhs(compiler, connection)
        top, top_params = self.process_rhs(compiler, connection)
        sql = f"({path} {from_} {top} AND {path} {until} ({top} || '{BEHIND}'))"
        return sql, (*path_params, *top_params, *path_params, *top_params)
