"""Entering a meeting in a real browser: few fields, the roll by tap and key, nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from meetings.meeting.models import Meeting
from meetings.plan import services
from meetings.plan.models import AgendaTemplate, MeetingPlanItem
from meetings.plan.services import TemplateLine

from .helpers import hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Notes the name of every field that a person changes.
NOTE_TOUCHED = """
window.touched = new Set();
for (const kind of ["input", "change"])
  document.addEventListener(kind, (event) => { if (event.target.name) window.touched.add(event.target.name); }, true);
"""


@pytest.fixture
def last_month(cast):
    """Last month's 支委会: what place and recorder are taken from."""
    day = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    return hold(
        cast.branch,
        f"{day:%Y-%m-%d} 00:05",
        "COMMITTEE",
        chair=cast.people.secretary,
        recorder=cast.people.discipline,
        place="二楼会议室",
    )


def new_page(live_page, user, **options):
    page = live_page(user, **options)
    page.add_init_script(NOTE_TOUCHED)
    return page


def roll_row(page, name: str):
    return page.locator("[data-roll-row]").filter(has_text=name)


def test_monthly_committee_meeting_takes_at_most_eight_fields(cast, live_page, last_month):
    page = new_page(live_page, cast.secretary)
    page.goto("/")
    row = page.locator(".compliance-grid tr").filter(has=page.get_by_role("rowheader", name="支委会"))
    row.locator("td").nth(timezone.localdate().month - 1).get_by_role("link").click()
    page.wait_for_url("**/meetings/new/**")
    roll_row(page, "钱试二").get_by_text("请假").click()
    page.get_by_label("钱试二的事由").fill("去公司开会")
    page.locator("[name=agenda-0-title]").fill("研究本月党建工作")
    page.get_by_label("决定").fill("月底前办一次安全大讲堂。")
    page.get_by_label("责任人").select_option("孙试三")
    page.get_by_label("会议记录").fill("会议研究了本月党建工作。")
    expect(page.locator("[data-roll-sum]")).to_contain_text("应到 3 人，实到 2，请假 1")
    touched = page.evaluate("[...window.touched]")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/meetings/{last_month.pk + 1}/")
    assert len(touched) <= 8, touched
    meeting = Meeting.objects.with_counts().get(pk=last_month.pk + 1)
    today = timezone.localdate()
    assert (meeting.title, meeting.year) == (f"{today.year}年{today.month}月支委会", today.year)
    assert (meeting.kind_labels, meeting.state, meeting.place) == ("支委会", "HELD", "二楼会议室")
    assert (meeting.chair, meeting.recorder) == (cast.people.secretary, cast.people.discipline)
    assert (meeting.due_count, meeting.present_count, meeting.leave_count) == (3, 2, 1)
    assert meeting.agenda.get().responsible == cast.people.discipline


def test_changing_kind_and_date_renews_the_roll_and_keeps_what_was_typed(cast, live_page):
    page = new_page(live_page, cast.secretary)
    page.goto("/meetings/new/?kind=COMMITTEE")
    roll_row(page, "钱试二").get_by_text("请假").click()
    page.get_by_label("钱试二的事由").fill("出差")
    page.get_by_label("会议记录").fill("打了半天的字")
    page.get_by_label("支委会").uncheck()
    page.get_by_label("主题党日").check()
    page.locator("[data-roll-row]").nth(9).wait_for()
    expect(page.get_by_label("钱试二的事由")).to_have_value("出差")
    expect(page.get_by_label("会议记录")).to_have_value("打了半天的字")
    expect(page.get_by_label("名称")).to_have_value(re.compile(r"主题党日$"))
    page.get_by_label("计划", exact=True).check()
    page.get_by_text("计划中的会议还没有到会情况").wait_for()
    page.get_by_label("已召开", exact=True).check()
    page.get_by_label("开始时间").fill("2014-01-01T09:00")
    page.get_by_text("这一天没有应到人员").wait_for()


def test_roll_works_by_keyboard(cast, live_page):
    page = new_page(live_page, cast.secretary)
    page.goto("/meetings/new/?kind=ASSEMBLY")
    first = page.locator("[data-roll-row]").first
    first.locator("input[type=radio]:checked").focus()
    page.keyboard.press("3")
    expect(first.locator("input[value=ABSENT]")).to_be_checked()
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.type("生病2次")
    expect(first.get_by_placeholder("事由")).to_have_value("生病2次")
    page.get_by_role("button", name="全部到会").click()
    expect(page.locator("[data-roll-row] input[value=PRESENT]:checked")).to_have_count(10)


def test_lecture_fields_show_only_for_a_lecture(cast, live_page):
    page = new_page(live_page, cast.secretary)
    page.goto("/meetings/new/?kind=ASSEMBLY")
    lecturer = page.get_by_label("主讲人", exact=True)
    expect(lecturer).to_be_hidden()
    page.get_by_label("党课", exact=True).check()
    expect(lecturer).to_be_visible()
    note = page.get_by_label("委托说明")
    expect(note).to_be_hidden()
    page.get_by_label("主持人").select_option("钱试二")
    expect(note).to_be_visible()


@pytest.mark.usefixtures("live_page")
def test_saves_without_javascript(cast, browser, live_server):
    from core.testing_browser import session_cookie

    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    context.add_cookies([{**session_cookie(cast.secretary), "url": live_server.url}])
    page = context.new_page()
    page.goto("/meetings/new/?kind=COMMITTEE")
    page.get_by_label("支委会").uncheck()
    page.get_by_label("集中学习").check()
    page.get_by_label("会议记录").fill("不会丢的字")
    page.get_by_role("button", name="更新名单").click()
    expect(page.locator("[data-roll-row]")).to_have_count(10)
    expect(page.get_by_label("会议记录")).to_have_value("不会丢的字")
    page.get_by_role("button", name="保存", exact=True).click()
    context.close()
    assert Meeting.objects.get().kind_labels == "集中学习"


def test_planned_meeting_takes_one_click_for_its_agenda(cast, live_page, last_month):
    today = timezone.localdate()
    row = MeetingPlanItem.objects.create(
        branch=cast.branch, year=today.year, month=today.month, kind="COMMITTEE", theme="研究安全"
    )
    services.create_template(
        AgendaTemplate(branch=cast.branch, name="月度支委会", kind="COMMITTEE"),
        lines=[TemplateLine("传达文件"), TemplateLine("研究工作", "赵试一")],
        by=cast.secretary,
    )
    page = new_page(live_page, cast.secretary)
    page.goto("/meetings/plan/")
    page.get_by_role("link").filter(has_text=f"登记会议：{today.month}月支委会").click()
    page.wait_for_url(f"**/meetings/new/?plan={row.pk}")
    page.get_by_label("会议记录").fill("会议研究了安全工作。")
    page.get_by_label("主题党日").check()
    page.get_by_label("主题", exact=True).wait_for()
    page.get_by_label("主题党日").uncheck()
    page.get_by_role("button", name="用模板“月度支委会”填议题").click()
    page.wait_for_url(f"**/meetings/new/?plan={row.pk}#agenda-rows")
    expect(page.locator("[name=agenda-1-title]")).to_have_value("研究工作")
    expect(page.get_by_label("会议记录")).to_have_value("会议研究了安全工作。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/meetings/{last_month.pk + 1}/#agenda-rows")
    meeting = Meeting.objects.get(pk=last_month.pk + 1)
    row.refresh_from_db()
    assert (row.meeting, meeting.theme, meeting.template_version.number) == (meeting, "研究安全", 1)
    assert [(item.title, item.reporter) for item in meeting.agenda.all()] == [
        ("传达文件", ""),
        ("研究工作", "赵试一"),
    ]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_slip_is_mended_before_it_is_signed(cast, live_page, last_month, viewport):
    Meeting.objects.filter(pk=last_month.pk).update(minutes="会议要求发挥发挥先锋模范作用。\n由XX负责。")
    page = live_page(cast.secretary, viewport=viewport)
    page.goto(f"/meetings/{last_month.pk}/confirm/")
    page.get_by_role("link", name="校对意见").click()
    page.get_by_role("heading", name="校对意见").wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_role("button", name="改为“发挥”").click()
    page.get_by_text("会议记录已改为“发挥”").wait_for()
    assert Meeting.objects.get(pk=last_month.pk).minutes.startswith("会议要求发挥先锋模范作用。")
