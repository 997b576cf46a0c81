"""Lists: filters, order, paging, cost, and the sheets they give."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from core.testing import assert_flat_queries
from rectification import exports
from rectification.enums import ItemState
from rectification.items.services import close_item, log_progress, submit_item
from rectification.ledger.columns import LABELS
from rectification.ledger.sheet import SHEET_PRINTED

from . import factory

LISTS = ["item_list", "problem_list", "cause_list", "measure_list", "opinion_list", "framework_list"]


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def _chain(cast, number: int):
    opinion = factory.make_opinion(cast, f"意见{number}")
    framework = factory.make_framework(cast, f"对照{number}")
    problem = factory.make_problem(cast, f"问题{number}", framework_item=framework, is_main=True)
    opinion.problem = problem
    opinion.save()
    cause = factory.make_cause(cast, problem, title=f"原因{number}")
    measure = factory.make_measure(cast, problem, title=f"措施{number}", causes=[cause])
    item = factory.make_item(cast, problem=problem, measure=measure, content=f"整改{number}")
    log_progress(item=item, text=f"进展{number}", by=cast.member, on=date(2026, 2, 1))
    return item


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["", "?view=board", "?format=xlsx"])
def test_costs_the_same_for_many(name, query, cast, secretary):
    if query == "?format=xlsx" and name == "framework_list":
        query = ""
    _chain(cast, 0)

    def add():
        for number in range(1, 6):
            _chain(cast, number)

    assert_flat_queries(lambda: secretary.get(reverse(f"rectification:{name}") + query), add)


def _rows(response) -> list[tuple]:
    book = openpyxl.load_workbook(BytesIO(response.content))
    rows = list(book.active.iter_rows(values_only=True))
    return rows[1:]


def test_ledger_has_the_columns_that_the_office_knows(cast, secretary):
    item = _chain(cast, 1)
    item.goal, item.remark = "目标一", "备注一"
    item.save()
    submit_item(
        item=item, result="都做了", by=cast.member, on=date(2026, 5, 1), evidence=[factory.make_meeting(cast)]
    )
    close_item(item=item, by=cast.committee, on=date(2026, 5, 8))
    head, row = _rows(secretary.get(reverse("rectification:item_list") + "?format=xlsx"))
    values = dict(zip(head, row, strict=True))
    assert tuple(head) == (*SHEET_PRINTED, *(one for one in LABELS if one not in SHEET_PRINTED))
    assert values["存在问题（具体表现）"] == "问题1\n1. 有的学习没有讨论"
    assert values["对照方面"] == "对照1"
    assert values["原因"] == "原因1"
    assert values["进展"] == "2026-02-01 进展1"
    assert values["佐证"] == "试验学习会"
    assert values["完成情况"] == "都做了"
    assert values["销号人"] == "钱试二"
    assert values["销号时间"].date() == date(2026, 5, 8)
    assert (values["责任领导"], values["责任人"], values["目标"]) == ("钱试二", "周试五", "目标一")


def test_problem_sheet_tells_the_whole_chain(cast, secretary):
    _chain(cast, 1)
    head, row = _rows(secretary.get(reverse("rectification:problem_list") + "?format=xlsx"))
    values = dict(zip(head, row, strict=True))
    assert list(head) == exports.PROBLEM_COLUMNS
    assert values["具体表现"] == "1. 有的学习没有讨论"
    assert (values["意见条数"], values["主要问题"]) == (1, "是")
    assert values["整改事项"] == "整改1（整改中）"


def test_sheet_holds_what_is_filtered(cast, secretary):
    _chain(cast, 1)
    _chain(cast, 2)
    rows = _rows(secretary.get(reverse("rectification:item_list") + "?format=xlsx&q=整改2"))
    assert [row[rows[0].index("措施")] for row in rows[1:]] == ["整改2"]


def test_text_that_looks_like_a_formula_stays_text(cast, secretary):
    factory.make_opinion(cast, "=1+1")
    response = secretary.get(reverse("rectification:opinion_list") + "?format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet.cell(3, 5).data_type == "s"


ITEM_FILTERS = {
    "": {"甲", "乙", "丙"},
    "?state=REVIEW": {"乙"},
    "?due=overdue": {"甲"},
    "?due=none": {"丙"},
    "?due=7": set(),
    "?q=甲": {"甲"},
    "?state=NONSENSE": {"甲", "乙", "丙"},
    "?person=999999": {"甲", "乙", "丙"},
    "?sort=-due_on": {"甲", "乙", "丙"},
    "?sort=password": {"甲", "乙", "丙"},
    "?page=99": {"甲", "乙", "丙"},
    "?view=board&state=REVIEW": {"乙"},
}


@pytest.mark.parametrize("query", ITEM_FILTERS)
def test_items_by_filter(query, cast, secretary):
    problem = factory.make_problem(cast)
    factory.make_item(
        cast, problem=problem, content="事项甲", due_on=date(2020, 1, 1), state=ItemState.ACTIVE
    )
    factory.make_item(
        cast, problem=problem, content="事项乙", due_on=date(2020, 1, 1), state=ItemState.REVIEW
    )
    factory.make_item(cast, problem=problem, content="事项丙", due_on=None)
    page = secretary.get(reverse("rectification:item_list") + query).content.decode()
    assert {name for name in "甲乙丙" if f"事项{name}" in page} == ITEM_FILTERS[query]


def test_items_by_framework_and_person(cast, secretary):
    framework = factory.make_framework(cast)
    problem = factory.make_problem(cast, framework_item=framework)
    factory.make_item(cast, problem=problem, content="事项甲", responsible="discipline")
    factory.make_item(cast, content="事项乙")
    url = reverse("rectification:item_list")
    page = secretary.get(f"{url}?framework_item={framework.pk}").content.decode()
    assert ("事项甲" in page, "事项乙" in page) == (True, False)
    page = secretary.get(f"{url}?person={cast.people.member.pk}").content.decode()
    assert ("事项甲" in page, "事项乙" in page) == (False, True)


def test_member_sees_only_own_items_and_no_problem_page(cast, client_of):
    factory.make_item(cast, content="自己的事")
    other = factory.make_item(cast, content="别人的事", responsible="discipline")
    other.leader = None
    other.save()
    client = client_of(cast.member, year=2025)
    page = client.get(reverse("rectification:item_list")).content.decode()
    assert ("自己的事" in page, "别人的事" in page) == (True, False)
    assert client.get(reverse("rectification:item_detail", args=[other.pk])).status_code == 404
    assert client.get(reverse("rectification:problem_list")).status_code == 403
    sheet = _rows(client.get(reverse("rectification:item_list") + "?format=xlsx"))
    assert len(sheet) == 2


PROBLEM_FILTERS = {
    "": {"甲", "乙"},
    "?section=main": {"乙"},
    "?section=findings": {"甲"},
    "?section=repeats": set(),
    "?owner=COMMITTEE": {"乙"},
    "?q=讨论": {"甲"},
    "?framework_item=x": {"甲", "乙"},
    "?sort=owner": {"甲", "乙"},
}


@pytest.mark.parametrize("query", PROBLEM_FILTERS)
def test_problems_by_filter(query, cast, secretary):
    factory.make_problem(cast, "问题甲", points=("没有讨论",))
    factory.make_problem(cast, "问题乙", points=(), owner="COMMITTEE", is_main=True, is_finding=False)
    page = secretary.get(reverse("rectification:problem_list") + query).content.decode()
    assert {name for name in "甲乙" if f"问题{name}" in page} == PROBLEM_FILTERS[query]


def test_problems_stand_under_their_framework_item_and_the_rest_last(cast, secretary):
    factory.make_problem(cast, "问题丙")
    framework = factory.make_framework(cast, "对照一")
    factory.make_problem(cast, "问题甲", framework_item=framework)
    page = secretary.get(reverse("rectification:problem_list")).content.decode()
    body = page[page.index("<table") :]
    places = [body.index(text) for text in ("对照一", "问题甲", "不按对照方面", "问题丙")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "count"), [("?merged=no", 1), ("?merged=yes", 1), ("?source=SUPERIOR", 1), ("", 2)]
)
def test_opinions_by_filter(query, count, cast, secretary):
    factory.make_opinion(cast, "意见甲", source="SUPERIOR")
    factory.make_opinion(cast, "意见乙", problem=factory.make_problem(cast))
    page = secretary.get(reverse("rectification:opinion_list") + query).content.decode()
    assert f"共 {count} 条" in page


def test_pages_of_fifty(cast, secretary):
    problem = factory.make_problem(cast)
    for number in range(51):
        factory.make_item(cast, problem=problem, content=f"事项{number:02d}号")
    page = secretary.get(reverse("rectification:item_list")).content.decode()
    assert "第 1 / 2 页" in page
    assert "共 51 项" in page
