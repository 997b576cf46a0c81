"""What every list page of this app does alike: sorting, pages of fifty."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PAGE_SIZE = 50


def sort(rows: QuerySet, request, columns: dict[str, str], default: tuple[str, ...]) -> QuerySet:
    """Order by `?sort=name` or `?sort=-name` when `columns` knows the name, else by `default`."""
    wanted = request.GET.get("sort", "")
    field = columns.get(wanted.removeprefix("-"))
    if field is None:
        return rows.order_by(*default)
    return rows.order_by(f"-{field}" if wanted.startswith("-") else field, "pk")


def page_of(rows, request) -> Page:
    """The asked-for page; the nearest one when the number is out of range."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
