"""A year's cycle opens from the last one, and each step leads to the form of its next record."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse
from django.utils import timezone

from core.testing import assert_flat_queries
from meetings.cycle.appraisal import paper, services
from meetings.cycle.appraisal.models import AppraisalRound
from meetings.cycle.enums import CycleStep
from meetings.tests.helpers import hold
from overview.cycle.data import CycleData
from overview.cycle.views import cycle_of
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem

YEAR = 2025
S = CycleStep


def steps(cast, today):
    data = CycleData(cast.branch, YEAR, cast.secretary, today)
    return {step.step: step for step in cycle_of(data).steps}


def last_life(cast, day="2025-01-21"):
    return hold(cast.branch, day, "LIFE", "APPRAISAL", year=YEAR - 1, by=cast.secretary)


def test_proposes_last_years_day_and_kinds_while_it_lies_ahead(cast):
    # Without a year before there is nothing to go by.
    assert steps(cast, date(2025, 12, 1))[S.MEETING].action == "登记会议"
    last_life(cast)
    # 21 January 2025 was a Tuesday; so is 20 January 2026.
    for today, word, on in (
        (date(2025, 12, 1), "排定会议", ["2026-01-20"]),
        (date(2026, 1, 19), "排定会议", ["2026-01-20"]),
        (date(2026, 1, 20), "登记会议", None),
        (date(2026, 1, 21), "登记会议", None),
    ):
        step = steps(cast, today)[S.MEETING]
        query = parse_qs(urlsplit(step.action_url).query)
        assert (step.action, query.get("on")) == (word, on), today
        assert query["kind"] == ["LIFE", "APPRAISAL"]
        assert ("2026年1月20日（星期二）" in step.missing) is (today <= date(2026, 1, 20)), today
    assert steps(cast, date(2025, 12, 1))[S.STUDY].action == "排定会议"


def test_form_of_the_proposed_meeting_is_filled_in(cast, client_of):
    year = timezone.localdate().year
    client, form_url = client_of(cast.secretary), reverse("meetings:meeting_create")
    query = {"kind": ["LIFE", "APPRAISAL"], "year": year, "on": f"{year + 1}-01-20"}
    initial = client.get(form_url, query).context["form"].initial
    assert (initial["year"], initial["title"]) == (year, f"{year}年度组织生活会")
    assert (initial["state"], initial["starts_at"].date()) == ("PLANNED", date(year + 1, 1, 20))
    for odd in ("2025-13-01", "昨天", "1", "9" * 30):
        assert client.get(form_url, {"on": odd}).status_code == 200


def test_shows_what_the_year_before_left_open(cast, client_of):
    last_life(cast)
    problem = Problem.objects.create(branch=cast.branch, year=YEAR - 1, title="服务不够", order=1)
    for number, state in enumerate(
        ["ACTIVE", "PENDING", "REVIEW", "ACTIVE", "ACTIVE", "ACTIVE", "CLOSED"], 1
    ):
        RectificationItem.objects.create(
            branch=cast.branch,
            year=YEAR - 1,
            problem=problem,
            content=f"措施{number}",
            state=state,
            due_on=date(2026, 1, number),
            closed_on=date(2025, 12, 1) if state == "CLOSED" else None,
        )
    client = client_of(cast.secretary, year=YEAR)
    page = client.get(reverse("overview:cycle")).content.decode()
    assert [f"措施{number}" in page for number in range(1, 8)] == [True] * 5 + [False, False]
    assert "另有 1 项没有销号" in page
    assert "会议</a>在2025年1月21日召开" in page
    assert "?scope=carried" in page

    def more():
        RectificationItem.objects.create(
            branch=cast.branch, year=YEAR - 1, problem=problem, content="又一项", state="ACTIVE"
        )

    assert_flat_queries(lambda: client.get(reverse("overview:cycle")), more)


def test_every_button_opens_its_page(cast, client_of):
    client, seen = client_of(cast.secretary, year=YEAR), {}

    def follow(today=date(2026, 2, 20)):
        for step, found in steps(cast, today).items():
            if found.action_url:
                seen.setdefault(found.action, step)
                assert client.get(found.action_url).status_code == 200, found

    follow()
    life = hold(cast.branch, "2026-01-21", "LIFE", "APPRAISAL", year=YEAR, by=cast.secretary)
    Problem.objects.create(branch=cast.branch, year=YEAR, title="服务不够", order=1)
    follow()
    day = date(2026, 1, 21)
    appraisal = services.open_round(
        AppraisalRound(
            branch=cast.branch, year=YEAR, opens_on=day, closes_on=day, method="PAPER", meeting=life
        ),
        by=cast.secretary,
    )
    follow()
    lines = [paper.Line(entry, (0, 8, 0, 0)) for entry in appraisal.entries.filter(is_graded=True)]
    counted = paper.record_papers(
        appraisal=appraisal, papers=paper.Papers(10, 9, 8), lines=lines, by=cast.secretary, on=day
    )
    found = steps(cast, date(2026, 2, 20))[S.BALLOTS]
    assert "发出 10 张，收回 9 张，有效 8 张" in found.found[-1].label
    follow()
    services.close_round(appraisal=counted, by=cast.secretary)
    follow()
    assert set(seen) >= {
        "登记通知或方案",
        "登记学习",
        "登记会议",
        "登记意见",
        "谈话一轮",
        "登记问题",
        "起草报告",
        "补写记录",
        "逐人录入",
        "开始民主评议",
        "录入计票结果",
        "去截止",
        "登记点评",
        "评定和反馈",
        "登记整改事项",
    }
