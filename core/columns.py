"""The columns of a list, said once: head, value, order. `{% list_table columns rows %}` shows them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from . import records
from .badges import Badge
from .dates import chinese_date
from .models import Record
from .panels import late_badge


@dataclass(frozen=True)
class Column:
    """One column: its head, and what a row shows in it.

    `value` is an attribute of the row (`member.name`, `get_kind_display`) or a function of it. `sort` names the
    column in `?sort=`; `by` are the database columns it then goes by, where they are called otherwise. The `is_main`
    column opens the record and comes first on a phone; `after` follows its link. Of an `is_action` column the head
    is only read out.
    """

    label: str
    value: str | Callable[[Any], object]
    sort: str = ""
    by: tuple[str, ...] = ()
    is_main: bool = False
    after: Callable[[Any], object] | None = None
    is_action: bool = False
    css: str = ""

    def cell(self, row: Any) -> SafeString:
        """What a row shows, as HTML."""
        if not isinstance(self.value, str):
            return shown(self.value(row))
        found = row
        for name in self.value.split("."):
            found = getattr(found, name, None) if found is not None else None
            found = found() if callable(found) else found
        return shown(found)

    def linked(self, row: Any, url: str) -> SafeString:
        """The cell, with the link of the main column."""
        if not (self.is_main and url):
            return self.cell(row)
        after = shown(self.after(row)) if self.after else ""
        return SafeString(f'<a href="{escape(url)}">{self.cell(row)}</a>{after}')

    @cached_property
    def td(self) -> SafeString:
        """How its cells begin."""
        css = f"list-main {self.css}".strip() if self.is_main else self.css
        named = format_html(' class="{}"', css) if css else ""
        label = "" if self.is_action else format_html(' data-label="{}"', self.label)
        return format_html("<td{}{}>", named, label)

    @property
    def order(self) -> tuple[str, ...]:
        """The database columns it sorts by."""
        return self.by or (self.sort,)


@dataclass(frozen=True)
class Row:
    """A row as the table shows it, and the group it stands in."""

    html: SafeString
    group: str


def shown(value: Any) -> SafeString:
    """A value as lists show it: dates in words, numbers without idle zeros, badges; nothing for none."""
    if value is None or type(value) is str:
        return SafeString(escape(value or ""))
    if isinstance(value, Badge):
        return badge(value)
    if isinstance(value, datetime):
        moment = localtime(value)
        return SafeString(f"{chinese_date(moment.date())} {moment:%H:%M}")
    if isinstance(value, date):
        return SafeString(chinese_date(value))
    if isinstance(value, Decimal):
        return SafeString(floatformat(value))
    return conditional_escape(value)


@lru_cache(maxsize=1024)
def badge(value: Badge) -> SafeString:
    """A badge as pages show it, rendered once: there are few, and every row has one."""
    return SafeString(render_to_string("components/_status_badge.html", {"badge": value}).strip())


def head(label: str, css: str, icon: str, direction: str, url: str) -> SafeString:
    """The head of a column that sorts; `direction` is ascending, descending or none."""
    named = f' class="{escape(css)}"' if css else ""
    sorted_now = "" if direction == "none" else f' aria-sort="{direction}"'
    link = f'<a class="sort-link" href="{escape(url)}">{escape(label)}{icon}</a>'
    return SafeString(f'<th scope="col"{named}{sorted_now}>{link}</th>')


def plain_head(column: Column) -> SafeString:
    """The head of any other; what is only read out is hidden."""
    named = f' class="{escape(column.css)}"' if column.css else ""
    label = escape(column.label)
    told = f'<span class="visually-hidden">{label}</span>' if column.is_action else label
    return SafeString(f'<th scope="col"{named}>{told}</th>')


def table_rows(columns: Sequence[Column], objects: Iterable[Model], group: Column | None = None) -> list[Row]:
    """Every object with its cells."""
    rows = []
    for obj in objects:
        url = records.url_of(obj) if obj.pk else ""
        opened = f'<tr data-href="{escape(url)}">' if url else "<tr>"
        # Joined here: a template takes three times as long for as many cells.
        cells = "".join([f"{column.td}{column.linked(obj, url)}</td>" for column in columns])
        rows.append(Row(SafeString(f"{opened}{cells}</tr>"), group.cell(obj) if group else ""))
    return rows


def sorted_rows(rows: QuerySet, columns: Sequence[Column], request: HttpRequest) -> QuerySet:
    """The rows in the order of `?sort=name` or `?sort=-name` when a column has the name; equal ones stay in theirs."""
    asked = request.GET.get("sort", "")
    column = next(
        (column for column in columns if column.sort and column.sort == asked.removeprefix("-")), None
    )
    if column is None:
        return rows
    sign = "-" if asked.startswith("-") else ""
    usual = rows.query.order_by or rows.model._meta.ordering
    return rows.order_by(*(f"{sign}{name}" for name in column.order), *usual, "pk")


def two_lines(first: object, second: object) -> SafeString:
    """A value, and a smaller line under it where there is one."""
    if not second:
        return shown(first)
    return format_html("<div>{}{}</div>", shown(first), small(second))


def small(value: object) -> SafeString:
    """A smaller, grey line."""
    return (
        format_html('<div class="text-secondary small fw-normal">{}</div>', shown(value))
        if value
        else SafeString("")
    )


def span(first: date, last: date) -> str:
    """2025年3月7日至2025年4月1日."""
    return f"{chinese_date(first)}至{chinese_date(last)}"


def lines(values: Iterable[object]) -> SafeString:
    """Values under each other."""
    rows = format_html_join("", "<div>{}</div>", ((shown(value),) for value in values))
    return format_html("<div>{}</div>", rows) if rows else rows


def muted(text: str) -> SafeString:
    """A grey word that says that something is missing."""
    return format_html('<span class="text-secondary">{}</span>', text)


def late(row: Record) -> SafeString:
    """补录 n 天, where a record was entered later than the event allows."""
    badge = late_badge(row)
    return format_html(" {}", shown(badge)) if badge else SafeString("")


def unseen(text: object) -> SafeString:
    """Words for those who hear the page: what sets apart links that look alike."""
    return format_html('<span class="visually-hidden">{}</span>', text)
