"""Pages of long lists: what lies before a deep page is skipped in an index, from the nearer end, and no row of it is read."""

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
