"""The work bench of each role, the view from above, and the search: what each must show and what none may."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.rules.models import RuleExplanation
from core.enums import RuleState
from core.testing import assert_flat_queries, make_member, make_organisation, make_user
from meetings.meeting.models import Meeting
from meetings.tests.helpers import hold, item
from overview.compliance import grid_rows, lines_of
from overview.todo import Todo, todos_for
from rectification.items.models import RectificationItem
from study.tasks import services as study_services
from study.tasks.models import StudyTask

pytestmark = pytest.mark.django_db

TODAY = date(2025, 8, 20)
HOME = reverse("overview:home")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Every page of these tests is opened at nine in the morning of TODAY."""
    now = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 9))
    monkeypatch.setattr(timezone, "now", lambda: now)
    return TODAY


def make_item(cast, content: str, *, days: int, **fields) -> RectificationItem:
    return RectificationItem.objects.create(
        branch=cast.branch, year=2025, content=content, due_on=TODAY + timedelta(days=days), **fields
    )


def todos(user, cast) -> list[Todo]:
    return todos_for(user, cast.branch, TODAY, [])


def test_says_how_many_days_are_left(cast):
    for days in (8, 0, -3):
        make_item(cast, f"整改{days}", days=days, responsible=cast.people.member)
    assert [row.days for row in todos(cast.secretary, cast)] == ["逾 3 天", "今天", "8 天"]
    assert [row.tone for row in todos(cast.secretary, cast)] == ["late", "", ""]
    assert [row.title for row in todos(cast.member, cast)] == ["整改-3", "整改0", "整改8"]
    assert todos(cast.probationary, cast) == []


def test_what_waits_for_me_comes_first_but_never_my_own(cast):
    make_item(cast, "逾期很久的", days=-90)
    make_item(cast, "等人复核的", days=5, state="REVIEW", responsible=cast.people.committee)
    rows = todos(cast.secretary, cast)
    assert [(row.days, row.action) for row in rows] == [("等我审", "复核"), ("逾 90 天", "去处理")]
    assert "等我审" not in {row.days for row in todos(cast.committee, cast)}


def test_names_the_year_of_a_date_only_when_it_is_another_one(cast):
    make_item(cast, "近的", days=10)
    make_item(cast, "去年的", days=-300)
    assert [row.when for row in todos(cast.secretary, cast)] == ["2024年10月24日", "8月30日"]


def test_a_member_is_reminded_of_hours_that_fall_behind(cast):
    task = StudyTask(
        branch=cast.branch, title="读条例", year=2025, starts_on=TODAY, due_on=TODAY, hours=Decimal(2)
    )
    study_services.assign_task(task, members=[cast.people.committee], by=cast.secretary)
    (row,) = todos(cast.member, cast)
    assert (row.title, row.when, row.url) == ("学时 0 / 32", "12月31日", reverse("study:my_study"))
    assert row.detail == "离年底还有 133 天，还差 32 学时，平均每月要学 6.4 学时。"
    assert todos(cast.superior, cast) == []


def test_a_member_sees_the_own_decisions_only(cast):
    agenda = [
        item("甲事", decision="月底前办完", responsible=cast.people.member, due_on=TODAY),
        item("乙事", decision="照办", responsible=cast.people.committee, due_on=TODAY),
    ]
    hold(cast.branch, "2025-08-15", "ASSEMBLY", agenda=agenda, by=cast.secretary)
    assert [(row.title, row.detail[:6]) for row in todos(cast.member, cast)] == [("甲事", "月底前办完（")]
    assert {row.title for row in todos(cast.secretary, cast)} == {"甲事", "乙事"}


def test_cells_lead_to_the_records_or_to_what_is_missing(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE", by=cast.secretary)
    RuleExplanation.objects.create(
        branch=cast.branch, year=2025, rule_id="M2", period_key="2025-04", reason="全体抢险。"
    )
    lines = lines_of(cast.branch, 2025, TODAY)
    states = [result.state for result in next(li for li in lines if li.rule.id == "M2").results]
    cells = next(row for row in grid_rows(lines, may_record=True) if row.label == "支委会").cells
    assert states[2:4] == [RuleState.MET, RuleState.EXPLAINED]
    assert states[7] == RuleState.PENDING
    assert cells[2].url.startswith(reverse("meetings:meeting_list"))
    assert cells[0].url.startswith(reverse("meetings:explanation_create"))
    assert cells[7].url.startswith(reverse("meetings:meeting_create"))
    read_only = next(row for row in grid_rows(lines, may_record=False) if row.label == "支委会").cells
    assert [bool(cell.url) for cell in read_only[:3]] == [False, False, True]


@pytest.mark.parametrize("start", [0, 2, 7])
def test_every_address_of_the_grid_opens(cast, client_of, start):
    hold(cast.branch, "2025-03-07", "COMMITTEE", by=cast.secretary)
    client = client_of(cast.secretary, year=2025)
    rows = grid_rows(lines_of(cast.branch, 2025, TODAY), may_record=True)
    urls = {row.cells[min(start, len(row.cells) - 1)].url for row in rows} - {""}
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)


def test_each_role_gets_its_work_bench(cast, client_of):
    def page(user) -> str:
        return client_of(user, year=2025).get(HOME, follow=True).content.decode()

    assert "年度报告" in page(cast.secretary)
    assert "主题党日" in page(cast.committee)
    leader, member = page(cast.group_leader), page(cast.member)
    assert "第一党小组" in leader
    assert "第二党小组" not in leader
    assert "近期会议" in member
    assert "compliance-grid" not in member
    assert "乙机关党支部" in page(cast.superior)
    assert "compliance-grid" not in page(cast.administrator)


@pytest.mark.parametrize("role", ["secretary", "group_leader", "member"])
def test_work_bench_costs_the_same_with_many_records(cast, client_of, role):
    client = client_of(getattr(cast, role), year=2025)
    hold(cast.branch, "2025-02-07", "COMMITTEE", "STUDY", by=cast.secretary)
    make_item(cast, "整改", days=3, responsible=cast.people.member)
    planned = {"branch": cast.branch, "year": 2025, "state": "PLANNED"}
    Meeting.objects.create(title="计划", starts_at=timezone.now() + timedelta(days=1), **planned)

    def more():
        for month in range(3, 8):
            agenda = [
                item(f"事{month}", decision="办", responsible=cast.people.group_leader, due_on=TODAY),
                item(f"务{month}", decision="办", responsible=cast.people.member, due_on=TODAY),
            ]
            hold(cast.branch, f"2025-{month:02d}-07", "ASSEMBLY", agenda=agenda, by=cast.secretary)
            make_item(cast, f"整改{month}", days=month, responsible=cast.people.member)
            Meeting.objects.create(title="计划", starts_at=timezone.now() + timedelta(days=month), **planned)

    hold(
        cast.branch,
        "2025-01-07",
        "ASSEMBLY",
        agenda=[
            item("事", decision="办", responsible=cast.people.member, due_on=TODAY),
            item("务", decision="办", responsible=cast.people.group_leader, due_on=TODAY),
        ],
        by=cast.secretary,
    )
    assert_flat_queries(lambda: client.get(HOME), more)


def test_oversight_shows_the_own_subtree_only(cast, client_of):
    elsewhere = make_organisation("top2", "COMMITTEE", name="别家党委")
    make_organisation("gamma", parent=elsewhere, name="丙工地党支部")
    page = client_of(cast.superior).get(reverse("overview:oversight")).content.decode()
    assert "甲项目党支部" in page
    assert "乙机关党支部" in page
    assert "丙工地党支部" not in page
    officer = make_user("elsewhere", ("SUPERIOR_OFFICER", elsewhere))
    page = client_of(officer).get(reverse("overview:oversight")).content.decode()
    assert "丙工地党支部" in page
    assert "甲项目党支部" not in page


@pytest.mark.usefixtures("cast")
def test_oversight_says_so_when_there_is_no_branch_below(client_of):
    officer = make_user("alone", ("SUPERIOR_OFFICER", make_organisation("top3", "COMMITTEE", name="空党委")))
    assert client_of(officer).get(reverse("overview:oversight")).status_code == 403


def test_oversight_names_no_draft(cast, client_of):
    from reports.report import services

    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=TODAY)
    page = client_of(cast.superior, year=2025).get(reverse("overview:oversight")).content.decode()
    assert "未报送" in page
    assert reverse("reports:report_detail", args=[report.pk]) not in page


def test_oversight_counts_each_branch_by_itself(cast, client_of):
    make_item(cast, "逾期的", days=-5)
    make_item(cast, "还早的", days=5)
    rows = client_of(cast.superior, year=2025).get(reverse("overview:oversight")).context["rows"]
    assert {row.branch: (row.member_count, row.overdue_items) for row in rows} == {
        cast.branch: (10, 1),
        cast.other_branch: (1, 0),
    }


def found(client, words: str) -> list[str]:
    groups = client.get(reverse("overview:search"), {"q": words}).context["found"]
    return [str(row) for group in groups for row in group.rows]


def test_search_finds_what_each_may_see(cast, client_of):
    hold(cast.branch, "2025-03-07", "COMMITTEE", by=cast.secretary, title="研究桩基专项")
    hold(cast.other_branch, "2025-03-07", "STUDY", by=cast.outsider, title="外单位桩基学习")
    assert found(client_of(cast.secretary), "桩基 专项") == ["研究桩基专项"]
    assert found(client_of(cast.superior, branch=cast.branch), "桩基") == ["研究桩基专项"]
    assert found(client_of(cast.outsider), "桩基") == ["外单位桩基学习"]
    assert found(client_of(cast.member), "桩基") == []
    assert found(client_of(cast.administrator), "桩基") == []


def test_search_looks_through_no_restricted_column(cast, client_of):
    make_member(cast.branch, "冯试七", phone="13912345678", health_class="SERIOUS")
    for words in ("13912345678", "SERIOUS", "CHRONIC"):
        assert found(client_of(cast.secretary), words) == []


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "'", "\\", "甲\0乙", "桩" * 500])
def test_search_takes_any_text(cast, client_of, words):
    assert client_of(cast.secretary).get(reverse("overview:search"), {"q": words}).status_code == 200


def test_a_superior_of_many_branches_pages_and_searches_them(cast, client_of, monkeypatch):
    """Rules are evaluated for the branches of the page alone, and the header offers no endless select."""
    monkeypatch.setattr("overview.oversight.views.PAGE_SIZE", 3)
    monkeypatch.setattr("branch.workspace.MOST_TO_CHOOSE", 3)
    committee, client, url = cast.branch.parent, client_of(cast.superior), reverse("overview:oversight")
    names = iter(f"第{number}工区" for number in range(1, 20))

    def more(number: int) -> None:
        for _ in range(number):
            name = next(names)
            make_organisation(f"b{name[1:-2]}", parent=committee, name=f"{name}党支部", short_name=name)

    more(4)
    first, second = (client.get(f"{url}?page={number}").context["rows"] for number in (1, 2))
    assert (len(first), {row.branch for row in first} & {row.branch for row in second}) == (3, set())
    response = client.get(f"{url}?q=第3")
    assert [row.branch.short_name for row in response.context["rows"]] == ["第3工区"]
    text = response.content.decode()
    assert 'name="branch"' in text
    assert "workspace-branch" not in text
    assert f'href="{url}">换支部' in text
    assert_flat_queries(lambda: client.get(url), lambda: more(5))
    assert client.get(f"{url}?q=没有这个").context["rows"] == []
