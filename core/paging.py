"""Pages of long lists: what lies before a deep page is skipped in an index, from the nearer end, and no row of it is read.

Of what waits the first rows stand on a page that shows other things besides: a `Shortlist`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

# Up to here a database skips rows faster than it is asked twice.
DEEP = 1000


class ListPaginator(Paginator):
    """Django's, of an ordered queryset; a deep page asks for its keys first, and then for its fifty rows."""

    object_list: QuerySet

    def page(self, number) -> Page:
        """The page; `Paginator.page` where little lies before it."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if first < DEEP:
            return super().page(number)
        keys = self._keys(first, min(first + self.per_page, self.count))
        rows = {row.pk: row for row in self.object_list.filter(pk__in=keys)}
        return self._get_page([rows[pk] for pk in keys if pk in rows], number, self)

    def _keys(self, first: int, last: int) -> list[int]:
        keys = self.object_list.values_list("pk", flat=True)
        if first <= self.count - last:
            return list(keys[first:last])
        return list(keys.reverse()[self.count - last : self.count - first])[::-1]


@dataclass(frozen=True)
class Shortlist:
    """The first rows of a queue, and how many more there are."""

    rows: Sequence[Any]
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows)

    def of(self, rows: Sequence[Any]) -> "Shortlist":
        """The same queue, its rows told otherwise."""
        return replace(self, rows=rows)


def first_of(queue: QuerySet, most: int = 10) -> Shortlist:
    """The first rows of an ordered queryset; the rest is counted, where there is any."""
    rows = list(queue[: most + 1])
    return Shortlist(rows[:most], queue.count() - most if len(rows) > most else 0)
