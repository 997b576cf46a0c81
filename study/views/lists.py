"""What every list page of this app does alike: sorting, pages of fifty."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PAGE_SIZE = 50


def sort(rows: QuerySet, request, columns: dict[str, tuple[str, ...]]) -> QuerySet:
    """Order by `?sort=name` or `?sort=-name` when the column is known, else as it comes."""
    wanted = request.GET.get("sort", "")
    fields = columns.get(wanted.removeprefix("-"))
    if not fields:
        return rows
    return rows.order_by(*(f"-{field}" if wanted.startswith("-") else field for field in fields), "pk")


def page_of(rows, request) -> Page:
    """The asked-for page; the nearest one when the number is out of range."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
