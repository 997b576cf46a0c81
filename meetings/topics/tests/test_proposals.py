"""What the next agenda is proposed: open decisions, matters put off and topics, each until it is dealt with."""

from datetime import date

import pytest
from django.urls import reverse

from core.testing import assert_flat_queries
from meetings.meeting import services
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting
from meetings.tests.forms import committee_roll, create_url, posted
from meetings.tests.helpers import build, hold, item
from meetings.topics.models import AgendaTopic

pytestmark = pytest.mark.django_db
FORM = create_url("?kind=COMMITTEE&month=2025-04")


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.fixture
def march(cast) -> Meeting:
    """A 支委会 with a decision to carry out, a matter put off, and one that is settled."""
    agenda = [
        item("研究安全月", kind="DELIBERATION", decision="办一次大讲堂。", responsible=cast.people.committee),
        item("修订议事规则", kind="VOTE", outcome="PUT_OFF"),
        item("通报情况", kind="NOTICE"),
    ]
    return hold(
        cast.branch, "2025-03-07", "COMMITTEE", agenda=agenda, by=cast.secretary, title="三月支委会",
        chair=cast.people.secretary,
    )  # fmt: skip


def proposed(client, url: str = FORM) -> list[str]:
    return [offer.title for _, offer in client.get(url).context["form"].proposals]


def april(cast, **first) -> dict[str, object]:
    rows = [{"title": "四月的事", **first}]
    return posted(
        committee_roll(cast),
        rows,
        chair=cast.people.secretary.pk,
        title="四月支委会",
        starts_at="2025-04-07T14:30",
    )


@pytest.mark.usefixtures("march")
def test_open_decisions_and_matters_put_off_come_back(cast, client):
    assert proposed(client) == ["研究安全月", "修订议事规则"]
    page = client.get(FORM).content.decode()
    assert "三月支委会决定：办一次大讲堂。（钱试二）" in page
    assert "三月支委会议定下次再议" in page
    # Nothing of it is of a group's agenda.
    assert proposed(client, create_url(f"?kind=GROUP&month=2025-04&group={cast.group.pk}")) == []


def test_one_click_puts_one_into_the_agenda_and_keeps_what_was_typed(cast, client, march):
    put_off = march.agenda.get(title="修订议事规则")
    shown = client.post(
        create_url(), april(cast, kind="NOTICE") | {"follow": str(put_off.pk), "minutes": "打了字"}
    )
    form = shown.context["form"]
    assert [row["title"].value() for row in form.agenda.forms] == ["四月的事", "修订议事规则"]
    assert [row["kind"].value() for row in form.agenda.forms] == ["NOTICE", "VOTE"]
    assert "承接三月支委会的议题" in shown.content.decode()
    assert "打了字" in shown.content.decode()
    assert [offer.title for _, offer in form.proposals] == ["研究安全月"]
    assert not Meeting.objects.exclude(pk=march.pk).exists()
    data = april(cast) | {
        "agenda-TOTAL_FORMS": "1", "agenda-0-title": "修订议事规则", "agenda-0-carries": put_off.pk,
        "agenda-0-outcome": "PASSED", "agenda-0-decision": "通过。",
    }  # fmt: skip
    assert client.post(create_url(), data).status_code == 302
    later = AgendaItem.objects.get(carried_from=put_off)
    assert proposed(client) == ["研究安全月"]
    shown = client.get(reverse("meetings:meeting_detail", args=[later.meeting_id])).content.decode()
    assert f'<a href="/meetings/{march.pk}/">三月支委会</a>：修订议事规则' in shown
    assert "再次列入" in client.get(reverse("meetings:meeting_detail", args=[march.pk])).content.decode()
    services.records.soft_delete(later.meeting, by=cast.secretary, reason="登记错了")
    assert proposed(client) == ["研究安全月", "修订议事规则"]


@pytest.mark.parametrize(
    ("row", "is_done", "left"),
    [
        # Reported on and done; reported on only; put off again is its own matter; decided anew replaces it.
        ({"settles": "on"}, True, []),
        ({}, False, ["研究安全月"]),
        ({"outcome": "PUT_OFF"}, False, ["四月的事"]),
        ({"decision": "改为五月办。", "due_on": "2025-05-31"}, False, ["四月的事"]),
    ],
)
def test_a_decision_returns_until_it_is_done(row, is_done, left, cast, client, march):
    decided = march.agenda.get(title="研究安全月")
    AgendaItem.objects.filter(title="修订议事规则").delete()
    data = april(cast, carries=decided.pk, **row)
    assert client.post(create_url(), data).status_code == 302
    decided.refresh_from_db()
    assert (decided.done_on == date(2025, 4, 7)) == is_done
    assert proposed(client, create_url("?kind=COMMITTEE&month=2025-05")) == left
    assert [one.title for one in AgendaItem.objects.open()] == [one for one in left if "outcome" not in row]
    shown = client.get(reverse("meetings:meeting_detail", args=[march.pk])).content.decode()
    assert ("已转入后续议题" in shown) == (left == ["四月的事"])


def test_one_may_be_dropped_with_a_reason(client, march):
    put_off = march.agenda.get(title="修订议事规则")
    url = reverse("meetings:decision_drop", args=[put_off.pk])
    client.post(url, {"reason": " "})
    client.post(url, {"reason": "长" * 201})
    assert "修订议事规则" in proposed(client)
    client.post(url, {"reason": "上级已有统一规定"})
    assert proposed(client) == ["研究安全月"]
    shown = client.get(reverse("meetings:meeting_detail", args=[march.pk])).content.decode()
    assert "不再办理" in shown
    assert "上级已有统一规定" in shown
    history = client.get(reverse("core:record_history", args=["meetings.meeting", march.pk])).content.decode()
    assert "上级已有统一规定" in history


def test_a_topic_is_proposed_from_its_day_until_an_agenda_has_it(cast, client, today_topic):
    AgendaTopic.objects.create(branch=cast.branch, title="以后的事", from_on=date(2999, 1, 1))
    assert proposed(client) == ["评议考核办法"]
    plan = build(cast.branch, "2999-04-07", title="以后的支委会")
    services.plan_meeting(
        plan,
        kinds=["COMMITTEE"],
        agenda=[AgendaItem(title="评议考核办法", topic=today_topic)],
        by=cast.secretary,
    )
    assert proposed(client) == []
    listed = client.get(reverse("meetings:topic_list"))
    assert [row.title for row in listed.context["page"]] == ["以后的事", "评议考核办法"]
    assert "以后的支委会" in listed.content.decode()
    assert "已列入议程" in listed.content.decode()
    assert [
        one.title for one in client.get(reverse("meetings:topic_list") + "?state=taken").context["page"]
    ] == ["评议考核办法"]
    services.records.soft_delete(plan, by=cast.secretary, reason="不开了")
    assert proposed(client) == ["评议考核办法"]


@pytest.fixture
def today_topic(cast, client):
    fields = {
        "title": "评议考核办法",
        "kind": "DELIBERATION",
        "proposed_by": cast.people.member.pk,
        "note": "",
    }
    answer = client.post(reverse("meetings:topic_create"), fields | {"from_on": "2025-01-01", "group": ""})
    assert answer.status_code == 302
    return AgendaTopic.objects.get()


def test_a_topic_brings_its_kind_and_who_proposed_it(cast, client, today_topic):
    data = april(cast, kind="NOTICE") | {"take": str(today_topic.pk)}
    last = client.post(create_url(), data).context["form"].agenda.forms[-1]
    named = [last[name].value() for name in ("title", "kind", "reporter", "takes")]
    assert named == ["评议考核办法", "DELIBERATION", cast.people.member.name, str(today_topic.pk)]


@pytest.mark.usefixtures("march")
def test_each_is_offered_what_is_of_the_own_agenda(cast, client_of):
    AgendaTopic.objects.create(branch=cast.branch, title="支部的事", from_on=date(2025, 1, 1))
    AgendaTopic.objects.create(
        branch=cast.branch, title="小组的事", from_on=date(2025, 1, 1), group=cast.group
    )
    leader = client_of(cast.group_leader, year=2025)
    assert proposed(leader, create_url(f"?kind=GROUP&group={cast.group.pk}")) == ["小组的事"]
    decided = AgendaItem.objects.get(title="研究安全月")
    outside = client_of(cast.outsider, year=2025)
    for pressed in ({"follow": str(decided.pk)}, {"take": str(AgendaTopic.objects.first().pk)}):
        assert outside.post(create_url(), pressed).status_code in (403, 404)
    # Nor by a key slipped into a row: the link is left out.
    own = hold(
        cast.other_branch, "2025-03-07", "OTHER", agenda=[item("外面的事", outcome="PUT_OFF")], roll=[]
    )
    data = posted(
        committee_roll(cast), [{"title": "事", "carries": own.agenda.get().pk, "takes": "99999"}],
        chair=cast.people.secretary.pk,
    )  # fmt: skip
    assert client_of(cast.secretary, year=2025).post(create_url(), data).status_code == 302
    assert AgendaItem.objects.get(title="事").carried_from is None


def test_costs_the_same_with_more_of_them(cast, client):
    def more():
        for number in range(3):
            title = f"事{number} {AgendaItem.objects.count()}"
            rows = [item(title, decision="办。", responsible=cast.people.member)]
            hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=rows, by=cast.secretary)
            AgendaTopic.objects.create(branch=cast.branch, title=title, from_on=date(2025, 1, 1))

    more()
    assert_flat_queries(lambda: client.get(FORM), more)
    assert_flat_queries(lambda: client.get(reverse("meetings:topic_list")), more)
