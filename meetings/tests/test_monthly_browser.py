"""A month's meeting on one page: 第一议题, study hours, two matters carried over, in at most ten fields."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting
from study.tasks.models import StudyAssignment

from .helpers import hold, item
from .test_browser import new_page, roll_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_months(cast):
    """The 支委会 of the two months before: 第一议题 on both, and what the second left open."""
    this = timezone.localdate().replace(day=1)
    first = (this - timedelta(days=40)).replace(day=1)
    second = (this - timedelta(days=1)).replace(day=1)
    more = {"chair": cast.people.secretary, "recorder": cast.people.discipline, "place": "二楼会议室"}
    study = {"study_form": "LED", "study_category": "SPEECH"}
    agenda = [
        item("学习《旧讲话》", kind="FIRST", material="旧讲话"),
        item("研究安全月", kind="DELIBERATION", decision="办一次大讲堂。", responsible=cast.people.committee),
        item("修订议事规则", kind="DELIBERATION", outcome="PUT_OFF"),
    ]
    hold(
        cast.branch,
        f"{first} 00:05",
        "COMMITTEE",
        agenda=[item("学习", kind="FIRST")],
        by=cast.secretary,
        **more,
    )
    return hold(
        cast.branch, f"{second} 00:05", "COMMITTEE", agenda=agenda, by=cast.secretary, title="上月支委会",
        **more, **study,
    )  # fmt: skip


def test_a_monthly_meeting_is_one_page_and_ten_fields(cast, live_page, two_months):
    page = new_page(live_page, cast.secretary)
    page.goto(f"/meetings/{two_months.pk}/")
    page.get_by_role("link", name="下一次").click()
    page.wait_for_url("**/meetings/new/?copy=*")
    if page.get_by_label("计划", exact=True).is_checked():
        today = timezone.localdate()
        page.get_by_label("开始时间").fill(f"{today}T00:05")
        page.get_by_label("已召开", exact=True).check()
    fields = len(page.evaluate("[...window.touched]"))
    address = page.url.split("#")[0]
    # One click each takes up what was left open; the page comes back to the agenda.
    page.get_by_role("button", name="研究安全月").click()
    page.get_by_text("承接上月支委会的议题").wait_for()
    page.get_by_role("button", name="修订议事规则").click()
    page.get_by_text("承接上月支委会的议题").nth(1).wait_for()
    rows = page.locator("#agenda-rows [data-formset-rows] > [data-formset-row]")
    expect(rows).to_have_count(3)
    # Only what the kind asks: a 第一议题 its material and no result, a 通报 no decision.
    expect(rows.nth(0).get_by_label("学习文件")).to_be_visible()
    expect(rows.nth(0).get_by_label("议决结果")).to_be_hidden()
    expect(rows.nth(1).get_by_label("决定", exact=True)).to_be_hidden()
    rows.nth(0).get_by_label("学习文件").fill("新的重要讲话")
    rows.nth(1).get_by_label("承接的这件事已办结").check()
    rows.nth(2).get_by_label("决定", exact=True).fill("通过，下月起施行。")
    rows.nth(2).get_by_label("议决结果").select_option("通过")
    roll_row(page, "孙试三").get_by_text("请假").click()
    page.get_by_label("孙试三的事由").fill("出差")
    page.get_by_label("学时", exact=True).fill("1.5")
    expect(page).to_have_url(re.compile(re.escape(address) + "(#.*)?$"))
    fields += len(page.evaluate("[...window.touched]"))
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/meetings/{two_months.pk + 1}/**")
    assert fields <= 10, fields
    made = Meeting.objects.get(pk=two_months.pk + 1)
    assert (made.place, made.chair, made.study_hours) == ("二楼会议室", cast.people.secretary, Decimal("1.5"))
    titles = [row.title for row in made.agenda.all()]
    assert titles == ["学习《新的重要讲话》", "“研究安全月”落实情况", "修订议事规则"]
    assert AgendaItem.objects.get(title="研究安全月").done_on == timezone.localdate(made.starts_at)
    assert not AgendaItem.objects.returning().exists()
    done = StudyAssignment.objects.completed().values_list("member__name", "hours_done")
    assert sorted(done) == sorted(
        (one.name, Decimal("1.5")) for one in (cast.people.secretary, cast.people.committee)
    )
    page.get_by_text("1 人补学以后再记").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_form_and_pages_fit_and_are_accessible(cast, live_page, two_months, viewport):
    page = new_page(live_page, cast.secretary, viewport=viewport)
    for address in (
        f"/meetings/new/?copy={two_months.pk}",
        f"/meetings/{two_months.pk}/",
        "/meetings/topics/",
    ):
        page.goto(address)
        assert axe_violations(page) == []
        assert sideways_scroll(page) == 0
