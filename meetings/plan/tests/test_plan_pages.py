"""The pages of the year's plan: what each role sees, a meeting from a row, and the themes of the year on one page."""

from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from branch.organisations.models import PartyGroup
from core import records
from core.models import AuditEntry
from core.testing import assert_flat_queries, page
from meetings.meeting import services, suggestions
from meetings.meeting.models import Meeting
from meetings.plan.models import MeetingPlanItem
from meetings.tests.forms import committee_roll, create_url, posted
from meetings.tests.helpers import build, hold

from .test_plan import row

pytestmark = pytest.mark.django_db
LIST = reverse("meetings:plan_list")
THEMES = reverse("meetings:plan_themes")


def page_of(client, url: str = LIST) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def starts(item) -> str:
    return f"?plan={item.pk}"


def test_shows_everyone_the_year_and_buttons_to_those_who_may(cast, client_of):
    committee, own = row(cast, 3, "COMMITTEE", theme="研究安全"), row(cast, 3, "GROUP", cast.group)
    others, lecture = row(cast, 4, "GROUP", cast.second_group), row(cast, 5, "LECTURE", theme="守纪律")
    held = hold(cast.branch, "2025-03-07", "COMMITTEE")
    url = reverse("meetings:meeting_detail", args=[held.pk])
    for name in ("secretary", "group_leader", "member", "superior"):
        page = page_of(client_of(getattr(cast, name), year=2025))
        assert "计划 4 项，已召开 1 项，已过未开 3 项" in page
        assert "研究安全" in page
        assert "守纪律" in page
        assert "2025年3月7日" in page
        assert (url in page) == (name in {"secretary", "superior", "group_leader"}), name
        assert starts(committee) not in page
        assert (starts(own) in page) == (name in {"secretary", "group_leader"}), name
        assert (starts(others) in page) == (starts(lecture) in page) == (name == "secretary"), name
        assert ("按要求排出全年" in page) == (name == "secretary"), name
    assert "研究安全" not in page_of(client_of(cast.outsider, year=2025))
    filtered = page_of(client_of(cast.secretary, year=2025), f"{LIST}?kind=LECTURE&period=2&state=MISSED")
    assert "共 1 项" in filtered
    assert "研究安全" not in filtered


def test_costs_the_same_with_more_rows_and_exports_them(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    row(cast, 3, "COMMITTEE", theme="=1+1")
    row(cast, 12, "LECTURE")
    hold(cast.branch, "2025-12-01", "LECTURE")

    def more():
        for month in range(1, 4):
            row(cast, month, "GROUP", cast.group)
            row(cast, month, "THEME_DAY", theme="主题")
            hold(cast.branch, f"2025-{month:02d}-07", "THEME_DAY")

    for url in (LIST, THEMES):
        assert_flat_queries(lambda url=url: client.get(url), more)
    book = openpyxl.load_workbook(BytesIO(client.get(f"{LIST}?format=xlsx&kind=COMMITTEE").content))
    cells = [[cell.value for cell in line] for line in book.active.iter_rows(min_row=3)]
    assert cells == [[1, "3月", "支委会", "=1+1", None, "已过未开", None]]


def test_proposes_the_usual_day_for_a_month_ahead_and_none_for_one_that_is_over():
    now = timezone.make_aware(datetime(2025, 3, 20, 10))
    moments = [datetime(2024, 12, 5, 9), datetime(2025, 1, 31, 15, 30), datetime(2025, 2, 28, 16)]
    usual = suggestions.usual_of([Meeting(starts_at=timezone.make_aware(one)) for one in moments])
    assert usual == suggestions.Usual(28, time(15, 30))
    late = suggestions.Usual(31, time(15, 30))
    start = suggestions.start_for(date(2025, 4, 1), now.date(), now, late)
    assert start == timezone.make_aware(datetime(2025, 4, 30, 15, 30))
    assert suggestions.start_for(date(2025, 2, 1), now.date(), now, usual) is None
    # Of the present month the usual day, as long as it is ahead; not asked for a month, today.
    assert suggestions.start_for(date(2025, 3, 1), now.date(), now, usual) == timezone.make_aware(
        datetime(2025, 3, 28, 15, 30)
    )
    assert suggestions.start_for(date(2025, 3, 20), now.date(), now, usual, is_asked=False) == now
    assert suggestions.start_for(date(2025, 3, 1), now.date(), now, suggestions.Usual(6, time(15))) == now
    assert suggestions.start_for(date(2025, 4, 1), now.date(), now, None) is None


def test_fills_the_meeting_form_from_a_row_and_links_it(cast, client_of):
    item = row(cast, 3, "COMMITTEE", theme="研究安全", work_link="支护")
    client = client_of(cast.secretary, year=2025)
    response = client.get(create_url(starts(item)))
    assert f'<a class="btn" href="{LIST}">取消</a>' in response.content.decode()
    form = response.context["form"]
    wanted = {"kinds": ["COMMITTEE"], "title": "2025年3月支委会", "theme": "研究安全", "work_link": "支护"}
    assert {name: form.initial[name] for name in wanted} == wanted
    data = posted(
        committee_roll(cast),
        plan_item=form["plan_item"].value(),
        form_token=form["form_token"].value(),
        chair=str(cast.people.secretary.pk),
        starts_at="2025-04-02T09:00",
        theme="研究安全",
    )
    for _ in range(2):
        assert client.post(create_url(), data).status_code == 302
    meeting = Meeting.objects.get()
    item.refresh_from_db()
    assert item.meeting == meeting
    page = page_of(client, reverse("meetings:meeting_detail", args=[meeting.pk]))
    assert reverse("meetings:plan_detail", args=[item.pk]) in page
    assert "2025年4月2日（不在计划的月份）" in page_of(
        client, reverse("meetings:plan_detail", args=[item.pk])
    )


def test_a_row_deleted_meanwhile_does_not_keep_the_meeting_from_being_saved(cast, client_of):
    item = row(cast, 3, "COMMITTEE")
    client = client_of(cast.secretary, year=2025)
    for pointer in (item.pk, "9" * 30, "²", "null"):
        records.soft_delete(item, by=cast.secretary, reason="重复")
        data = posted(committee_roll(cast), plan_item=pointer, chair=str(cast.people.secretary.pk))
        assert client.post(create_url(), data).status_code == 302, pointer
    item.refresh_from_db()
    assert item.meeting is None


def test_a_leader_starts_and_words_the_rows_of_the_own_group_alone(cast, client_of):
    own, others = row(cast, 3, "GROUP", cast.group), row(cast, 3, "GROUP", cast.second_group)
    client = client_of(cast.group_leader, year=2025)
    assert client.get(create_url(starts(own))).context["form"].initial["group"] == cast.group
    assert client.get(create_url(starts(others))).status_code == 404
    assert client.get(reverse("meetings:plan_update", args=[others.pk])).status_code == 403
    form = client.get(reverse("meetings:plan_update", args=[own.pk])).context["form"]
    assert [name for name, field in form.fields.items() if not field.widget.is_hidden] == [
        "month",
        "theme",
        "work_link",
    ]
    answer = page_of(client, THEMES)
    assert f"row-{own.pk}-theme" in answer
    assert f"row-{others.pk}-theme" not in answer
    seen = client.get(THEMES).context["page"].rows[0][1]["seen"].value()
    foreign = {
        f"row-{others.pk}-{name}": text for name, text in (("theme", "改"), ("work_link", ""), ("seen", seen))
    }
    response = client.post(THEMES, {f"row-{own.pk}-theme": "本组", f"row-{own.pk}-seen": seen} | foreign)
    assert "已经被别人删除的一项" in page(response).rows
    assert set(MeetingPlanItem.objects.values_list("theme", flat=True)) == {""}


def opened(client) -> dict[str, str]:
    """What the page of the year sends when nothing is typed."""
    rows = [form for _, form in client.get(THEMES).context["page"].rows]
    return {form[name].html_name: form[name].value() for form in rows for name in form.fields}


def test_words_the_whole_year_at_once_and_the_same_again_changes_nothing(cast, client_of):
    items = [row(cast, month, "THEME_DAY") for month in range(1, 13)]
    client = client_of(cast.secretary, year=2025)
    data = opened(client) | {f"row-{item.pk}-theme": f" 第{item.month}课 " for item in items[:11]}
    entries = AuditEntry.objects.count()
    assert "已保存 11 项计划" in said(client.post(THEMES, data))
    themes = list(MeetingPlanItem.objects.values_list("theme", flat=True))
    assert themes == [f"第{month}课" for month in range(1, 12)] + [""]
    assert AuditEntry.objects.count() == entries + 11
    assert "没有改动" in said(client.post(THEMES, data))
    assert AuditEntry.objects.count() == entries + 11


def test_refuses_to_overwrite_another_persons_words_and_shows_both(cast, client_of):
    mine, theirs, gone = (row(cast, month, "LECTURE", theme="原来") for month in (3, 4, 5))
    client, other = client_of(cast.secretary, year=2025), client_of(cast.committee, year=2025)
    data = opened(client)
    changes = {f"row-{mine.pk}-theme": "别人写的", f"row-{theirs.pk}-theme": "别人的四月"}
    assert other.post(THEMES, opened(other) | changes).status_code == 302
    records.soft_delete(gone, by=cast.committee, reason="不开了")
    typed = data | {f"row-{mine.pk}-theme": "我写的", f"row-{gone.pk}-theme": "我的五月"}
    response = client.post(THEMES, typed)
    text = response.content.decode()
    for shown in ("3月党课主题", "别人写的", "我写的", "已经被别人删除的一项", "我的五月"):
        assert shown in text, shown
    assert "4月党课主题</th>" not in text
    mine.refresh_from_db()
    assert mine.theme == "别人写的"
    again = {
        name: value for name, value in response.context["page"].data.items() if f"-{gone.pk}-" not in name
    }
    assert client.post(THEMES, again).status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    # The row that only the other one changed keeps the other's words.
    assert (mine.theme, theirs.theme) == ("我写的", "别人的四月")


BAD_ROWS = [
    ({"month": "13"}, "month", "13"),
    ({"month": ""}, "month", "请选择月份"),
    ({"kind": "PARTY"}, "kind", "PARTY"),
    ({"kind": "GROUP"}, "group", "党小组会须选择是哪个党小组"),
    ({"kind": "LECTURE", "group": "own"}, "group", "党课不分党小组"),
    ({"group": "9" * 30}, "group", "选"),
    ({"year": "1800"}, "year", "1921"),
    ({"year": "²"}, "year", "整数"),
    ({"theme": "长" * 201}, "theme", "200"),
    ({"theme": "a\x00b"}, "theme", "空"),
]


def test_says_what_is_wrong_with_a_row_and_keeps_what_was_typed(cast, client_of):
    client, url = client_of(cast.secretary, year=2025), reverse("meetings:plan_create")
    good = {
        "year": "2025",
        "month": "3",
        "kind": "LECTURE",
        "group": "",
        "theme": "守纪律",
        "work_link": "支护",
    }
    for change, field, words in BAD_ROWS:
        data = good | change
        data["group"] = str(cast.group.pk) if data["group"] == "own" else data["group"]
        response = client.post(url, data)
        assert response.status_code == 200, change
        assert words in str(response.context["form"].errors[field]), (change, response.context["form"].errors)
        assert "支护" in response.content.decode()
    assert not MeetingPlanItem.objects.exists()
    token = client.get(url).context["form"]["form_token"].value()
    for _ in range(2):
        assert client.post(url, good | {"form_token": token}).status_code == 302
    item = MeetingPlanItem.objects.get()
    assert (item.branch, item.created_by, str(item)) == (cast.branch, cast.secretary, "2025年3月党课")
    long = {
        f"row-{item.pk}-theme": "长" * 201,
        f"row-{item.pk}-work_link": "a\x00b",
        f"row-{item.pk}-seen": "x" * 99,
    }
    page = client.post(THEMES, long).content.decode()
    assert "3月党课的主题太长：最多 200 字，现在 201 字。" in page
    assert "长" * 201 in page


def test_plans_nothing_for_a_group_that_is_dissolved_by_then(cast, client_of):
    client, url = client_of(cast.secretary, year=2025), reverse("meetings:plan_create")
    PartyGroup.objects.filter(pk=cast.group.pk).update(dissolved_on="2025-06-10")
    good = {"year": "2025", "month": "7", "kind": "GROUP", "group": cast.group.pk, "theme": "守纪律"}
    page = client.post(url, good).content.decode()
    assert "已于 2025-06-10 撤销" in page
    assert "守纪律" in page
    assert client.post(url, good | {"month": "6"}).status_code == 302
    item = MeetingPlanItem.objects.get()
    assert item.month == 6
    # Another kind of meeting asks for no group.
    change = {"year": "2025", "month": "7", "kind": "LECTURE", "group": "", "lock_version": 1}
    answer = client.post(reverse("meetings:plan_update", args=[item.pk]), change)
    assert answer.status_code == 302, answer.context["form"].errors


def test_odd_addresses_are_answered_calmly(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    for odd in ("²", "9" * 30, "\x00"):
        given = dict.fromkeys(["kind", "period", "state", "meeting", "format"], odd)
        for name in ("plan_list", "template_create"):
            assert client.get(reverse(f"meetings:{name}"), given).status_code in {200, 404}, (name, odd)
        for name in ("plan", "template"):
            assert client.get(create_url(), {name: odd}).status_code in {200, 404}, (name, odd)
        assert client.post(create_url(), posted(template=odd)).status_code == 404, odd


def said(response) -> str:
    """What the page that follows will say."""
    return "".join(str(message) for message in get_messages(response.wsgi_request))


def test_plans_a_year_in_two_clicks(cast, client_of):
    client, fill, copy = (
        client_of(cast.secretary, year=2025),
        reverse("meetings:plan_fill"),
        reverse("meetings:plan_copy"),
    )
    assert "按要求排出全年" in page_of(client)
    assert "已排出 2025 年的会议 58 项" in said(client.post(fill))
    assert "该开的会都在计划里了" in said(client.post(fill))
    assert "2024 年没有会议计划可以沿用" in said(client.post(copy))
    next_year = client_of(cast.secretary, year=2026)
    assert "已沿用 2025 年的计划：增加 58 项" in said(next_year.post(copy))
    assert "没有改动" in said(next_year.post(copy))


def test_asks_to_record_a_planned_meeting_whose_day_has_come(cast, client_of):
    today = timezone.localdate()
    item = row(cast, today.month, "LECTURE", year=today.year)
    meeting = services.plan_meeting(build(cast.branch, f"{today}"), kinds=["LECTURE"], by=cast.secretary)
    page = page_of(client_of(cast.secretary, year=today.year))
    assert reverse("meetings:meeting_update", args=[meeting.pk]) in page
    assert starts(item) not in page


def test_rows_are_found_deleted_and_brought_back(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    item = row(cast, 3, "GROUP", cast.group, theme="讨论安全互保")
    assert "2025年3月第一党小组会" in page_of(client, reverse("overview:search") + "?q=安全互保")
    key = "meetings.meetingplanitem"
    assert "删除" in page_of(client, reverse("meetings:plan_detail", args=[item.pk]))
    client.post(reverse("core:record_delete", args=[key, item.pk]), {"reason": "重复登记"})
    assert "计划 1 项" not in page_of(client)
    trash = reverse("core:trash_list")
    assert "2025年3月第一党小组会" in page_of(client, trash)

    def more():
        for month in range(4, 6):
            records.soft_delete(row(cast, month, "GROUP", cast.group), by=cast.secretary, reason="重复")

    assert_flat_queries(lambda: client.get(trash), more)
    assert client.post(reverse("core:record_restore", args=[key, item.pk])).status_code == 302
    assert "计划 1 项" in page_of(client)
