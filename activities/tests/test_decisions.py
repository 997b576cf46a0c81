"""A passed decision on a rule, the duties, 季度好党员 or pledges is entered once, at the meeting, and becomes that record."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.kinds.decisions import Decision, pledge, quarter_star, rule_made
from activities.models import Activity, DutyItem
from core import records
from core.testing import assert_flat_queries
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting
from meetings.meeting.services import SaveMeetingRefused, save_meeting
from meetings.tests.helpers import hold, item

DAY = date(2025, 5, 7)
PEOPLE = {"赵试一": 1, "钱试二": 2}
RULES = [
    ("审议《食堂管理办法》", "通过。", "食堂管理办法", "MADE"),
    ("修订学习考核办法", "通过。", "学习考核办法", "REVISED"),
    ("关于制定议事规则的议案", "同意。", "议事规则", "MADE"),
    ("研究制度建设", "修订《会议制度》。", "会议制度", "REVISED"),
    ("审议通过支部经费管理规定（草案）", "照办。", "支部经费管理规定", "MADE"),
]
STARS = [
    ("评选第一季度好党员", "赵试一当选。", "1", [1]),
    ("评选季度好党员", "钱试二、赵试一并列。", "2", [1, 2]),
    ("4季度好党员", "待定。", "4", []),
]


@pytest.mark.parametrize(("title", "text", "name", "action"), RULES)
def test_a_rule_has_its_name_and_whether_it_is_new(title, text, name, action):
    assert rule_made(Decision(title, text, DAY, {})) == {"name": name, "action": action}


@pytest.mark.parametrize(("title", "text", "quarter", "winners"), STARS)
def test_a_round_has_its_quarter_and_who_won(title, text, quarter, winners):
    told = quarter_star(Decision(title, text, DAY, PEOPLE))
    assert (told["quarter"], sorted(told["winners"])) == (quarter, winners)


def test_a_pledge_is_of_the_one_it_names():
    assert pledge(Decision("点评钱试二的承诺", "跟班。", DAY, PEOPLE)) == {"pledger": 2, "goal": "跟班。"}
    assert pledge(Decision("点评承诺", "跟班。", DAY, PEOPLE))["pledger"] is None


@pytest.fixture
def meeting(cast) -> Meeting:
    agenda = [
        item("审议《食堂管理办法》", kind="DELIBERATION", outcome="PASSED", decision="通过，五月起施行。"),
        item("评选第一季度好党员", kind="VOTE", decision=f"{cast.people.member.name}当选。"),
        item("修订支委职责", kind="DELIBERATION", decision="按岗位分工。"),
        item("审议《考勤办法》", kind="DELIBERATION", outcome="FAILED"),
        item("修订《值班制度》", kind="DELIBERATION", outcome="PUT_OFF", decision="再议。"),
        item("通报", kind="NOTICE"),
    ]
    return hold(
        cast.branch, "2025-04-07 14:30", "COMMITTEE", title="四月支委会", agenda=agenda, by=cast.secretary
    )


def page(client, meeting) -> str:
    return client.get(reverse("meetings:meeting_detail", args=[meeting.pk])).content.decode()


def posted(client, url: str) -> dict[str, object]:
    """What the browser sends back of the form as it opens, nothing typed."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


@pytest.mark.django_db
def test_what_passed_is_offered_by_its_words(cast, client_of, meeting):
    shown = page(client_of(cast.secretary), meeting)
    rule, star, duties, failed, put_off, notice = meeting.agenda.all()
    offered = [
        (one.pk, f"?kind=rules_made&amp;item={one.pk}" in shown, f"duties/new/?item={one.pk}" in shown)
        for one in meeting.agenda.all()
    ]
    assert offered == [
        *((one.pk, True, True) for one in (rule, star, duties)),
        *((one.pk, False, False) for one in (failed, put_off, notice)),
    ]
    assert "登记为制度建设<span" in shown
    assert "登记为季度好党员<span" in shown
    assert "登记为支委职责清单<span" in shown
    for reader in (cast.superior, cast.member):
        assert "登记为" not in page(client_of(reader), meeting)


@pytest.mark.django_db
def test_it_becomes_the_record_without_a_word_typed_and_only_once(cast, client_of, meeting):
    # The year worked in is another one.
    client, (rule, star) = client_of(cast.secretary, year=2026), meeting.agenda.all()[:2]
    for one, kind in ((rule, "rules_made"), (star, "quarter_star")):
        url = f"{reverse('activities:activity_create')}?kind={kind}&item={one.pk}"
        assert client.post(url, posted(client, url)).status_code == 302, kind
    made = Activity.objects.get(kind="rules_made")
    assert made.data == {"name": "食堂管理办法", "action": "MADE"}
    assert (made.happened_on, made.meeting, made.agenda_item) == (date(2025, 4, 7), meeting, rule)
    assert made.summary == "通过，五月起施行。"
    won = Activity.objects.get(kind="quarter_star")
    assert (won.data["quarter"], [one["id"] for one in won.data["winners"]]) == ("1", [cast.people.member.pk])
    shown = page(client, meeting)
    assert f'<a href="/activities/{made.pk}/">制度建设“制定食堂管理办法”</a>' in shown
    assert f"?kind=rules_made&amp;item={rule.pk}" not in shown
    detail = client.get(reverse("activities:activity_detail", args=[made.pk])).content.decode()
    assert f'<a href="/meetings/{meeting.pk}/#agenda-title">四月支委会：审议《食堂管理办法》</a>' in detail
    url = f"{reverse('activities:activity_create')}?kind=rules_made&item={rule.pk}"
    again = client.post(url, posted(client, url))
    assert "这项决定已登记为“制定食堂管理办法”，不用再登。" in again.content.decode()
    other = Activity.objects.create(branch=cast.branch, kind="rules_made", title="另", happened_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=other.pk).update(agenda_item=rule)
    records.soft_delete(made, by=cast.secretary, reason="登记错了")
    assert f"?kind=rules_made&amp;item={rule.pk}" in page(client, meeting)


@pytest.mark.django_db
def test_duties_take_day_and_meeting_from_it_one_after_the_other(cast, client_of, meeting):
    client, decided = client_of(cast.secretary, year=2025), meeting.agenda.all()[2]
    url = f"{reverse('activities:duty_create')}?item={decided.pk}"
    for text, button in (("抓学习", {"again": "1"}), ("管考勤", {})):
        data = posted(client, url) | {"post_title": "SECRETARY", "text": text} | button
        answer = client.post(url, data)
        assert answer.status_code == 302
    assert answer.url != url
    duties = list(DutyItem.objects.order_by("pk"))
    assert [(one.text, one.adopted_on, one.adopted_at, one.agenda_item) for one in duties] == [
        (text, date(2025, 4, 7), "四月支委会", decided) for text in ("抓学习", "管考勤")
    ]
    shown = client.get(reverse("activities:duty_detail", args=[duties[0].pk])).content.decode()
    assert "四月支委会：修订支委职责" in shown


@pytest.mark.django_db
def test_what_became_a_record_is_not_taken_off_the_agenda(cast, meeting):
    from core import audit

    rule = meeting.agenda.all()[0]
    Activity.objects.create(
        branch=cast.branch,
        kind="rules_made",
        title="食堂",
        happened_on=DAY,
        meeting=meeting,
        agenda_item=rule,
    )
    fresh = Meeting.objects.get(pk=meeting.pk)
    before, roll = audit.snapshot(fresh), list(fresh.roll.select_related("member"))
    with pytest.raises(SaveMeetingRefused, match="的决定已登记成其他记录，不能移除"):
        save_meeting(fresh, before=before, kinds=["COMMITTEE"], roll=roll, agenda=[], by=cast.secretary)


@pytest.mark.django_db
def test_no_decision_of_another_branch_or_of_a_plan(cast, client_of, meeting):
    url = f"{reverse('activities:activity_create')}?kind=rules_made&item={meeting.agenda.all()[0].pk}"
    outside = client_of(cast.outsider)
    assert outside.get(url).status_code in (403, 404)
    Meeting.objects.filter(pk=meeting.pk).update(state="PLANNED")
    assert client_of(cast.secretary).get(url).status_code == 404
    assert client_of(cast.secretary).get(url.replace("item=", "item=9")).status_code == 404


@pytest.mark.django_db
def test_costs_the_same_with_more_decisions(cast, client_of, meeting):
    client = client_of(cast.secretary)

    def more():
        for number in range(3):
            made = AgendaItem.objects.create(
                meeting=meeting, order=10 + number, title=f"审议《办法{number}》", decision="通过。"
            )
            Activity.objects.create(
                branch=cast.branch, kind="rules_made", title="办法", happened_on=DAY, data={"name": "办法"},
                agenda_item=made,
            )  # fmt: skip

    more()
    AgendaItem.objects.filter(order__gte=10).update(order=50)
    assert_flat_queries(lambda: page(client, meeting), more)
