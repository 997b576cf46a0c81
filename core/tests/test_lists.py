"""Columns show values safely and sort by what they are asked for; a filter narrows by what is valid."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.timezone import make_aware

from branch.organisations.models import PartyGroup
from core import records
from core.badges import Badge
from core.columns import Column, lines, shown, small, sorted_rows, table_rows, two_lines
from core.forms import Choice, ListFilter, SearchField

ROW = SimpleNamespace(name="<b>甲</b>", group=None, label=lambda: "类别", on=date(2025, 3, 7))
COLUMNS = [
    Column("名称", "name", sort="name", is_main=True),
    Column("成立", "founded_on", sort="day", by=("founded_on",)),
]


class GroupFilter(ListFilter):
    """By day of founding and text."""

    searched = ("name", "branch__name")
    founded = Choice("成立", [("new", "新的"), ("old", "旧的")])
    name = Choice("名称", [("第一党小组", "第一党小组")])
    q = SearchField()

    def by_founded(self, rows, choice: str):
        """Before or after 2021."""
        return (
            rows.filter(founded_on__year__gte=2021) if choice == "new" else rows.filter(founded_on__year=2020)
        )


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (None, ""),
        (date(2025, 3, 7), "2025年3月7日"),
        (make_aware(datetime(2025, 3, 7, 9, 5)), "2025年3月7日 09:05"),
        (Decimal("4.0"), "4"),
        (Decimal("4.5"), "4.5"),
        (0, "0"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_shows_a_value(value, html):
    assert shown(value) == html


def test_shows_a_state_with_its_word_and_icon():
    assert "逾期" in shown(Badge("逾期", "late"))
    assert "<svg" in shown(Badge("逾期", "late"))


@pytest.mark.parametrize(
    "html",
    [
        Column("", "name").linked(ROW, "/1/"),
        Column("", "name", is_main=True).linked(ROW, "/1/"),
        Column("", lambda row: two_lines(row.name, row.name)).cell(ROW),
        Column("", lambda row: lines([row.name])).cell(ROW),
        Column("", "on", is_main=True, after=lambda row: small(row.name)).linked(ROW, "/1/"),
    ],
)
def test_never_lets_typed_markup_through(html):
    assert "<b>" not in html
    assert "&lt;b&gt;甲" in html


def test_reads_attributes_of_attributes_and_calls_what_can_be_called():
    assert Column("", "group.name").cell(ROW) == ""
    assert Column("", "label").cell(ROW) == "类别"


def test_only_the_main_column_links():
    assert Column("名称", "on", is_main=True).linked(ROW, "/1/") == '<a href="/1/">2025年3月7日</a>'
    assert Column("名称", "on").linked(ROW, "/1/") == "2025年3月7日"


@pytest.fixture
def groups(cast):
    PartyGroup.objects.filter(pk=cast.group.pk).update(founded_on=date(2022, 1, 1))
    PartyGroup.objects.create(branch=cast.branch, name="第三党小组", founded_on=date(2020, 1, 1))
    return PartyGroup.objects.filter(branch=cast.branch).order_by("-name")


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["二", "三", "一"]),
        ("name", ["一", "三", "二"]),
        ("-day", ["一", "二", "三"]),
        ("day", ["二", "三", "一"]),
        ("founded_on", ["二", "三", "一"]),
        ("branch__name", ["二", "三", "一"]),
    ],
)
def test_sorts_by_a_column_alone_and_keeps_equals_in_their_order(groups, sort, names):
    found = sorted_rows(groups, COLUMNS, RequestFactory().get("/", {"sort": sort}))
    assert [group.name[1] for group in found] == names


def test_a_table_names_the_page_of_each_record(groups):
    rows = table_rows(COLUMNS, groups, Column("年", lambda group: group.founded_on.year))
    assert [row.group for row in rows] == ["2020", "2020", "2022"]
    urls = [records.url_of(group) for group in groups]
    assert [row.html.count(f'"{url}"') for row, url in zip(rows, urls, strict=True)] == [2] * 3


@pytest.mark.parametrize(
    ("query", "names", "is_filtered"),
    [
        ("", {"一", "二", "三"}, False),
        ("founded=", {"一", "二", "三"}, False),
        ("founded=new", {"一"}, True),
        ("name=第一党小组", {"一"}, True),
        ("q=第 甲项目", {"一", "二", "三"}, True),
        ("q=一 甲项目", {"一"}, True),
        ("q=一 乙机关", set(), True),
        ("founded=bad&q=二", {"二"}, True),
        ("sort=name&page=2", {"一", "二", "三"}, False),
    ],
)
def test_filters_by_what_is_valid(groups, query, names, is_filtered):
    form = GroupFilter(QueryDict(query))
    assert {group.name[1] for group in form.apply(groups)} == names
    assert form.is_filtered == is_filtered
