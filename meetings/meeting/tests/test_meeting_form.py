"""Entering a meeting through its page: what is filled in beforehand, what is saved, what is refused."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core import audit
from meetings.meeting import services
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, RollEntry
from meetings.tests.forms import committee_roll, create_url, posted
from meetings.tests.helpers import at, build, hold, item


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.secretary, year=2025)


def page_text(response) -> str:
    return response.content.decode()


# ---- What is filled in beforehand ----


def test_knows_all_that_can_be_known(cast, client):
    hold(
        cast.branch,
        "2025-02-05 15:00",
        "COMMITTEE",
        place="二楼会议室",
        recorder=cast.people.committee,
        chair=cast.people.secretary,
    )
    form = client.get(create_url("?kind=COMMITTEE&month=2025-03")).context["form"]
    initial = form.initial
    assert (initial["title"], initial["year"], initial["state"]) == ("2025年3月支委会", 2025, "HELD")
    assert (initial["chair"], initial["recorder"]) == (cast.people.secretary, cast.people.committee)
    assert initial["place"] == "二楼会议室"
    assert initial["starts_at"] is None


@pytest.mark.usefixtures("cast")
def test_starts_today_for_this_month_with_everyone_present(client):
    form = client.get(create_url("?kind=ASSEMBLY")).context["form"]
    assert timezone.localtime(form.initial["starts_at"]).date() == timezone.localdate()
    assert {row.attendance for row in form.roll.rows} == {"PRESENT"}
    assert len(form.roll.rows) == 10


def test_group_meeting_has_its_leader_and_title(cast, client):
    from branch.members.models import Post

    leader = cast.people.group_leader
    Post.objects.create(
        branch=cast.branch, member=leader, title="GROUP_LEADER", group=cast.group, starts_on=date(2023, 1, 1)
    )
    form = client.get(create_url(f"?kind=GROUP&group={cast.group.pk}&month=2025-03")).context["form"]
    assert (form.initial["chair"], form.initial["title"]) == (leader, "2025年3月第一党小组会")


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(("month", "year"), [("2025-01", 2024), ("2025-03", 2024), ("2025-04", 2025)])
def test_life_meeting_of_the_first_quarter_belongs_to_the_year_before(client, month, year):
    form = client.get(create_url(f"?kind=LIFE&month={month}")).context["form"]
    assert (form.initial["year"], form.initial["title"]) == (year, f"{year}年度组织生活会")


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    "query",
    ["?kind=NONSENSE", "?month=2025-13", "?month=abcdefg", "?group=x", "?group=99999999", "?year=abc"],
)
def test_odd_addresses_open_an_empty_form(client, query):
    assert client.get(create_url(query)).status_code == 200


def test_copy_is_next_months_meeting(cast, client):
    source = hold(cast.branch, "2025-03-03 15:00", "COMMITTEE", place="二楼", recorder=cast.people.discipline)
    form = client.get(create_url(f"?copy={source.pk}")).context["form"]
    assert timezone.localtime(form.initial["starts_at"]).isoformat()[:16] == "2025-04-07T15:00"
    assert form.initial["title"] == "2025年4月支委会"
    assert (form.initial["place"], form.initial["recorder"]) == ("二楼", cast.people.discipline)
    assert client.get(create_url("?copy=99999")).status_code == 404


def test_the_next_of_a_series_follows_its_pace_and_its_standing_agenda(cast, client):
    standing = [item("学习《旧讲话》", kind="FIRST"), item("通报党费收缴", kind="NOTICE", reporter="钱试二")]
    for day in ("2024-12-02", "2025-03-03"):
        last = hold(cast.branch, f"{day} 15:00", "ASSEMBLY", agenda=[*standing, item(f"{day}的事")])
        standing = [item("学习《新讲话》", kind="FIRST"), *standing[1:]]
    page = client.get(reverse("meetings:meeting_detail", args=[last.pk])).content.decode()
    assert f'href="{create_url()}?copy={last.pk}"' in page
    assert "下一次" in page
    form = client.get(create_url(f"?copy={last.pk}")).context["form"]
    # Every third month: June, on the same weekday at the same hour.
    assert timezone.localtime(form.initial["starts_at"]).isoformat()[:16] == "2025-06-02T15:00"
    rows = [(one["kind"].value(), one["title"].value(), one["reporter"].value()) for one in form.agenda.forms]
    assert rows == [("FIRST", "", ""), ("NOTICE", "通报党费收缴", "钱试二")]


def test_a_row_with_its_kind_alone_is_left_out(cast, client):
    rows = [{"kind": "FIRST"}, {"title": "研究工作", "kind": "DELIBERATION"}]
    data = posted(committee_roll(cast), rows, chair=cast.people.secretary.pk)
    assert client.post(create_url(), data).status_code == 302
    assert [one.title for one in Meeting.objects.get().agenda.all()] == ["研究工作"]


def test_a_planned_meeting_opens_itself_from_the_grid(cast, client_of):
    today = timezone.localdate()
    for month in (10, 11, 12):
        hold(cast.branch, f"{today.year - 1}-{month}-{month + 9} 15:30", "COMMITTEE")
    grid, ahead = client_of(cast.secretary, year=today.year + 1), f"{today.year + 1}-03"
    form = grid.get(create_url(f"?kind=COMMITTEE&month={ahead}")).context["form"]
    assert f"{timezone.localtime(form.initial['starts_at']):%Y-%m-%d %H:%M}" == f"{ahead}-20 15:30"
    assert form.initial["state"] == "PLANNED"
    plan = services.plan_meeting(
        build(cast.branch, f"{ahead}-20 15:30"), kinds=["COMMITTEE"], by=cast.secretary
    )
    assert reverse("meetings:meeting_update", args=[plan.pk]) in grid.get("/").content.decode()


def test_people_who_left_stand_apart(cast, client):
    from branch.members import services as branch_services

    branch_services.change_status(
        member=cast.people.member, status="TRANSFERRED_OUT", since=date(2025, 3, 1), by=cast.secretary
    )
    form = client.get(create_url("?kind=STUDY")).context["form"]
    assert form.fields["chair"].choices[-1] == ("已不在册", [(cast.people.member.pk, "周试五")])
    data = posted(committee_roll(cast), chair=cast.people.secretary.pk, recorder=cast.people.member.pk)
    assert client.post(create_url(), data).status_code == 302


# ---- What is saved ----


def test_saves_everything_at_once(cast, client):
    roll = committee_roll(cast, committee=("LEAVE", "出差"))
    agenda = [
        {
            "title": "研究安全月",
            "decision": "办一次大讲堂",
            "responsible": cast.people.committee.pk,
            "due_on": "2025-04-01",
        },
        {"title": "", "decision": ""},
        {"title": "通报进展"},
    ]
    response = client.post(
        create_url(), posted(roll, agenda, chair=cast.people.secretary.pk, minutes="记录。")
    )
    meeting = Meeting.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("meetings:meeting_detail", args=[meeting.pk])
    assert (meeting.state, meeting.kind_labels, meeting.created_by) == ("HELD", "支委会", cast.secretary)
    assert [(row.order, row.title) for row in meeting.agenda.all()] == [(1, "研究安全月"), (2, "通报进展")]
    assert meeting.agenda.first().responsible == cast.people.committee
    assert meeting.roll.get(member=cast.people.committee).reason == "出差"
    assert audit.entries_of(meeting).count() == 1


def test_resent_form_makes_one_meeting(cast, client):
    data = posted(committee_roll(cast), chair=cast.people.secretary.pk, form_token="a" * 36)
    first, second = client.post(create_url(), data), client.post(create_url(), data)
    assert first.url == second.url
    assert Meeting.objects.count() == 1


@pytest.mark.usefixtures("cast")
def test_future_meeting_is_a_plan_without_roll(client):
    data = posted(starts_at="2099-03-07T14:30", year="2099", state="PLANNED")
    assert client.post(create_url(), data).status_code == 302
    assert Meeting.objects.get().is_planned
    assert not RollEntry.objects.exists()


def test_plan_becomes_held_with_its_roll(cast, client):
    from meetings.meeting import services

    plan = services.plan_meeting(
        build(cast.branch, "2025-03-07 14:30", title="计划"), kinds=["COMMITTEE"], by=cast.secretary
    )
    address = reverse("meetings:meeting_update", args=[plan.pk])
    form = client.get(address).context["form"]
    assert form.initial["state"] == "HELD"
    assert len(form.roll.rows) == 3
    data = posted(committee_roll(cast), chair=cast.people.secretary.pk, lock_version="1")
    assert client.post(address, data).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.roll.count()) == ("HELD", 3)
    assert audit.entries_of(plan).first().action == "STATE"


def test_group_leader_records_the_own_group(cast, client_of):
    client = client_of(cast.group_leader, year=2025)
    people = cast.people
    roll = [
        (m, "PRESENT", "") for m in (people.secretary, people.committee, people.group_leader, people.member)
    ]
    data = posted(roll, kinds=["GROUP"], group=cast.group.pk, chair=people.group_leader.pk)
    assert client.post(create_url(), data).status_code == 302
    refused = client.post(create_url(), data | {"group": cast.second_group.pk})
    assert "group" in refused.context["form"].errors
    refused = client.post(create_url(), data | {"group": "", "kinds": ["ASSEMBLY"]})
    assert "请选择您负责的党小组。" in page_text(refused)
    assert Meeting.objects.count() == 1


def test_edit_keeps_agenda_rows_and_what_was_done(cast, client):
    meeting = hold(
        cast.branch,
        "2025-03-07 14:30",
        "COMMITTEE",
        chair=cast.people.secretary,
        agenda=[item("甲", decision="办", due_on=date(2025, 4, 1)), item("乙"), item("丙")],
    )
    first, second, third = meeting.agenda.all()
    AgendaItem.objects.filter(pk=first.pk).update(done_on=date(2025, 3, 20))
    agenda = [
        {"id": third.pk, "title": "丙"},
        {"id": second.pk, "title": "乙", "DELETE": "on"},
        {"id": first.pk, "title": "甲改", "decision": "办", "due_on": "2025-04-02"},
    ]
    data = posted(
        committee_roll(cast),
        agenda,
        chair=cast.people.secretary.pk,
        lock_version="1",
        **{"agenda-INITIAL_FORMS": "3"},
    )
    response = client.post(reverse("meetings:meeting_update", args=[meeting.pk]), data)
    assert response.status_code == 302
    rows = [(row.pk, row.order, row.title, row.done_on) for row in meeting.agenda.all()]
    assert rows == [(third.pk, 1, "丙", None), (first.pk, 2, "甲改", date(2025, 3, 20))]


def test_edit_of_another_meetings_agenda_is_not_possible(cast, client):
    other = hold(cast.other_branch, "2025-03-07", "ASSEMBLY", agenda=[item("外")])
    foreign = other.agenda.get()
    meeting = hold(cast.branch, "2025-03-07 14:30", "COMMITTEE", chair=cast.people.secretary)
    data = posted(
        committee_roll(cast),
        [{"id": foreign.pk, "title": "改"}],
        chair=cast.people.secretary.pk,
        lock_version="1",
    )
    client.post(reverse("meetings:meeting_update", args=[meeting.pk]), data)
    foreign.refresh_from_db()
    assert (foreign.title, foreign.meeting) == ("外", other)


def test_stale_edit_is_compared_and_overwrites_nothing(cast, client):
    meeting = hold(
        cast.branch, "2025-03-07 14:30", "COMMITTEE", title="原名", chair=cast.people.secretary, place="一楼"
    )
    address = reverse("meetings:meeting_update", args=[meeting.pk])
    Meeting.objects.filter(pk=meeting.pk).update(lock_version=2, title="别人改的名")
    roll = committee_roll(cast, committee=("LEAVE", "出差"))
    data = posted(roll, title="我改的名", chair=cast.people.secretary.pk, lock_version="1")
    response = client.post(address, data)
    conflicts = {label: (theirs, yours) for label, theirs, yours in response.context["form"].conflicts}
    assert conflicts["名称"] == ("别人改的名", "我改的名")
    assert conflicts["到会情况"][1].endswith("请假：钱试二（出差）")
    meeting.refresh_from_db()
    assert meeting.title == "别人改的名"
    assert client.post(address, data | {"lock_version": "2"}).status_code == 302


def test_confirmed_meeting_is_not_edited(cast, client):
    meeting = hold(cast.branch, "2025-03-07", "COMMITTEE")
    Meeting.objects.filter(pk=meeting.pk).update(state="CONFIRMED")
    response = client.get(reverse("meetings:meeting_update", args=[meeting.pk]))
    assert response.status_code == 403
    assert "补充更正" in page_text(response)


# ---- What is refused: typed text stays, nothing is saved ----

REFUSED = {
    "no kind": ({"kinds": []}, "请至少选择一个类别。"),
    "unknown kind": ({"kinds": ["NONSENSE"]}, "NONSENSE"),
    "no title": ({"title": ""}, "请填写会议名称"),
    "long title": ({"title": "长" * 101}, "100"),
    "no date": ({"starts_at": ""}, "请填写会议的日期和开始时间。"),
    "no such date": ({"starts_at": "2025-02-30T10:00"}, "输入一个有效的日期"),
    "ends first": (
        {"ends_at": "2025-03-07T13:00"},
        "结束时间 2025-03-07 13:00 早于开始时间 2025-03-07 14:30",
    ),
    "far year": ({"year": "2019"}, "所属年度只能是 2025 或 2024"),
    "year no number": ({"year": "今年"}, "输入整数"),
    "future but held": (
        {"starts_at": "2099-03-07T14:30", "year": "2099"},
        "2099-03-07 还没有到，只能登记为计划。",
    ),
    "no chair": ({"chair": ""}, "请选择主持人。"),
    "foreign chair": ({"chair": "outsider"}, "选择一个有效的选项"),
    "other chair": ({"chair": "committee"}, "由书记赵试一主持；由钱试二主持时请写明委托"),
    "group without group kind": ({"group": "group"}, "选了党小组，类别里就要有“党小组会”"),
    "group kind without group": ({"kinds": ["GROUP"]}, "党小组会须选择是哪个党小组。"),
    "two bodies": ({"kinds": ["ASSEMBLY", "COMMITTEE"]}, "支部党员大会和支委会不是同一个会"),
    "lecture": ({"kinds": ["COMMITTEE", "LECTURE"]}, "党课须填写主讲人。"),
    "lecturer kind": ({"lecturer_kind": "XX"}, "XX"),
    "leave without reason": ({"roll": ("LEAVE", " ")}, "钱试二：选了“请假”，请写明事由。"),
    "exempt without reason": ({"roll": ("EXEMPT", "")}, "钱试二：选了“不计入应到”，请写明事由。"),
    "odd attendance": ({"roll": ("DANCING", "")}, "钱试二：请在到会、请假、缺席、不计入应到中选一项。"),
    "long reason": ({"roll": ("LEAVE", "长" * 101)}, "事由有 101 字"),
    "agenda without title": (
        {"agenda-0-title": "", "agenda-0-decision": "同意"},
        "请填写议题，或者移除这一行。",
    ),
    "task without decision": (
        {"agenda-0-title": "甲", "agenda-0-due_on": "2025-04-01"},
        "请写明决定了什么",
    ),
    "odd due date": ({"agenda-0-title": "甲", "agenda-0-due_on": "四月"}, "输入一个有效的日期"),
    "foreign owner": ({"agenda-0-title": "甲", "agenda-0-responsible": "999999"}, "999999"),
    "no management form": ({"agenda-TOTAL_FORMS": ""}, "议题没有完整提交"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_bad_input_and_keeps_what_was_typed(cast, client, case):
    changes, message = REFUSED[case]
    changes = dict(changes)
    roll = committee_roll(cast, committee=changes.pop("roll", ("PRESENT", "")))
    people = {"outsider": cast.people.outsider.pk, "committee": cast.people.committee.pk}
    changes["chair"] = people.get(changes.get("chair"), changes.get("chair", cast.people.secretary.pk))
    if changes.get("group") == "group":
        changes["group"] = cast.group.pk
    response = client.post(create_url(), posted(roll, minutes="打了很多字的会议记录", **changes))
    assert response.status_code == 200
    assert message in page_text(response)
    assert "打了很多字的会议记录" in page_text(response)
    assert not Meeting.objects.exists()


def test_refuses_a_roll_that_no_longer_fits_the_date(cast, client):
    from branch.members.models import Post
    from core.testing import make_member

    newcomer = make_member(cast.branch, "新委员")
    Post.objects.create(branch=cast.branch, member=newcomer, title="YOUTH", starts_on=date(2025, 3, 7))
    Post.objects.filter(member=cast.people.discipline).update(ends_on=date(2025, 3, 6))
    roll = committee_roll(cast, committee=("LEAVE", "出差"))
    data = posted(roll, chair=cast.people.secretary.pk)
    response = client.post(create_url(), data)
    assert "新增新委员；不再应到的有孙试三" in page_text(response)
    rows = {row.member.name: (row.attendance, row.reason) for row in response.context["form"].roll.rows}
    assert rows == {"新委员": ("PRESENT", ""), "钱试二": ("LEAVE", "出差"), "赵试一": ("PRESENT", "")}
    assert not Meeting.objects.exists()


def test_keeps_the_roll_when_the_date_is_missing(cast, client):
    roll = committee_roll(cast, committee=("LEAVE", "出差"))
    response = client.post(create_url(), posted(roll, starts_at="", chair=cast.people.secretary.pk))
    rows = {row.member.name: (row.attendance, row.reason) for row in response.context["form"].roll.rows}
    assert rows["钱试二"] == ("LEAVE", "出差")
    assert len(rows) == 3


def test_refuses_a_committee_meeting_where_nobody_holds_a_post(cast, client):
    from branch.members.models import Post

    Post.objects.all().delete()
    response = client.post(create_url(), posted(committee_roll(cast), chair=cast.people.secretary.pk))
    assert "没有应到人员" in page_text(response)


def test_held_meeting_does_not_go_back_to_a_plan(cast, client):
    meeting = hold(cast.branch, "2025-03-07 14:30", "COMMITTEE", chair=cast.people.secretary)
    data = posted(committee_roll(cast), state="PLANNED", chair=cast.people.secretary.pk, lock_version="1")
    client.post(reverse("meetings:meeting_update", args=[meeting.pk]), data)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.roll.count()) == ("HELD", 3)


# ---- The roll follows what is typed ----


def roll_names(response) -> set[str]:
    return {row.member.name for row in response.context["roll"].rows}


def test_partial_follows_kind_group_and_date(cast, client):
    address = reverse("meetings:roll_partial")
    data = {"kinds": ["COMMITTEE"], "starts_at": "2025-03-07T14:30", "state": "HELD"}
    assert roll_names(client.get(address, data)) == {"赵试一", "钱试二", "孙试三"}
    group = {"kinds": ["GROUP"], "group": cast.group.pk}
    assert len(roll_names(client.get(address, data | group))) == 4
    assert len(roll_names(client.get(address, data | {"kinds": ["THEME_DAY"]}))) == 10
    assert roll_names(client.get(address, data | {"starts_at": "2014-01-01T09:00"})) == set()
    assert roll_names(client.get(address, data | {"state": "PLANNED"})) == set()
    assert client.get(address, {"starts_at": "nonsense", "kinds": "X", "group": "y"}).status_code == 200


def test_partial_keeps_what_was_chosen(cast, client):
    member = cast.people.committee
    data = {
        "kinds": ["ASSEMBLY"],
        "starts_at": "2025-03-07T14:30",
        "state": "HELD",
        f"roll-{member.pk}": "LEAVE",
        f"roll-{member.pk}-reason": "出差 & 开会",
    }
    response = client.get(reverse("meetings:roll_partial"), data)
    (row,) = [row for row in response.context["roll"].rows if row.member == member]
    assert (row.attendance, row.reason) == ("LEAVE", "出差 & 开会")
    assert "出差 &amp; 开会" in page_text(response)


@pytest.mark.usefixtures("cast")
def test_partial_renews_title_and_year_only_where_untouched(client):
    data = {
        "kinds": ["LIFE"],
        "starts_at": "2025-02-07T14:30",
        "state": "HELD",
        "year": "2025",
        "year_default": "2025",
    }
    untouched = client.get(reverse("meetings:roll_partial"), data | {"title": "", "title_default": ""})
    assert untouched.context["fresh"] == {"title": "2024年度组织生活会", "year": "2024"}
    touched = client.get(reverse("meetings:roll_partial"), data | {"title": "自己起的名", "year": "2024"})
    assert touched.context["fresh"] == {}


@pytest.mark.usefixtures("cast")
def test_button_renews_the_roll_without_javascript(client):
    data = posted(kinds=["THEME_DAY"], minutes="打了字", title="", refresh="1")
    response = client.post(create_url(), data)
    assert response.status_code == 200
    assert len(response.context["form"].roll.rows) == 10
    assert "打了字" in page_text(response)
    assert "还没有保存" not in page_text(response)
    assert not Meeting.objects.exists()


def test_stored_roll_stays_until_renewed(cast, client):
    from core.testing import make_member

    meeting = hold(cast.branch, "2025-03-07 14:30", "ASSEMBLY", chair=cast.people.secretary)
    make_member(cast.branch, "后补登记")
    address = reverse("meetings:meeting_update", args=[meeting.pk])
    form = client.get(address).context["form"]
    assert form.roll_differs
    assert len(form.roll.rows) == 10
    data = {"meeting": meeting.pk, "kinds": ["ASSEMBLY"], "starts_at": "2025-03-07T14:30", "renew_roll": "on"}
    assert "后补登记" in roll_names(client.get(reverse("meetings:roll_partial"), data))


def test_ends_at_is_kept_in_local_time(cast, client):
    data = posted(committee_roll(cast), ends_at="2025-03-07T16:00", chair=cast.people.secretary.pk)
    client.post(create_url(), data)
    assert Meeting.objects.get().ends_at == at("2025-03-07 16:00")
