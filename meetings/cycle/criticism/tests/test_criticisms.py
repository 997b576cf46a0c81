"""批评与自我批评: the own reply, and typing in what each person was told without choosing the two again and again."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import records
from core.form_tokens import new_token
from core.models import AuditEntry
from core.records import StaleRecord
from core.refusals import Refused
from core.testing import page
from meetings.cycle.criticism import services
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.reminders import cycle_reminders
from meetings.tests.helpers import hold, line

HELD = date(2026, 1, 20)


@pytest.fixture
def meeting(cast):
    people = cast.people
    roll = [line(one) for one in (people.secretary, people.committee, people.member, people.group_leader)]
    roll.append(line(people.discipline, "LEAVE", "出差"))
    return hold(cast.branch, f"{HELD}", "LIFE", year=2025, roll=roll, by=cast.secretary)


@pytest.fixture
def criticism(cast, meeting):
    people = cast.people
    (made,) = services.record_criticisms(
        meeting=meeting, criticised=people.member, said={people.secretary: "下班组少。"}, by=cast.secretary
    )
    return made


def reply_url(criticism) -> str:
    return reverse("meetings:criticism_reply", args=[criticism.pk])


def person_url(meeting, member=None) -> str:
    url = reverse("meetings:criticism_person", args=[meeting.pk])
    return f"{url}?member={member.pk}" if member else url


# ---- The reply ----


def test_person_criticised_writes_the_reply_and_nothing_else(cast, client_of, criticism):
    data = {
        "reply": "意见中肯，我接受。",
        "lock_version": 1,
        "opinion": "改写意见",
        "critic": cast.people.member.pk,
    }
    page = client_of(cast.member).post(reply_url(criticism), data, follow=True).content.decode()
    assert "本人态度已保存" in page
    criticism.refresh_from_db()
    assert (criticism.reply, criticism.opinion) == ("意见中肯，我接受。", "下班组少。")
    assert criticism.critic == cast.people.secretary
    entry = AuditEntry.objects.filter(object_type="meetings.criticism", action="UPDATE").get()
    assert entry.actor_name == "周试五"
    assert set(entry.changes) == {"reply"}
    assert entry.changes["reply"]["restricted"] is True


def test_who_may_reply(cast, client_of, criticism):
    own = Criticism.objects.create(
        branch=cast.branch,
        meeting=criticism.meeting,
        critic=cast.people.member,
        criticised=cast.people.member,
        opinion="自我批评。",
    )
    to_secretary = Criticism.objects.create(
        branch=cast.branch,
        meeting=criticism.meeting,
        critic=cast.people.group_leader,
        criticised=cast.people.secretary,
        opinion="会上讲得太长。",
    )
    for row, user, status in (
        (criticism, cast.member, 200),
        (criticism, cast.secretary, 200),
        (criticism, cast.group_leader, 404),
        (criticism, cast.superior, 404),
        # The critic sees it and has nothing to answer.
        (to_secretary, cast.group_leader, 403),
        (to_secretary, cast.member, 404),
        # Nobody answers himself.
        (own, cast.member, 403),
        (own, cast.secretary, 403),
    ):
        assert client_of(user).get(reply_url(row)).status_code == status, (row, user)
    page = client_of(cast.group_leader).get(reverse("meetings:criticism_detail", args=[to_secretary.pk]))
    assert "写本人态度" not in page.content.decode()


def test_stale_or_empty_reply_overwrites_nothing(cast, client_of, criticism):
    client = client_of(cast.member)
    client.post(reply_url(criticism), {"reply": "先写的。", "lock_version": 1})
    stale = client.post(reply_url(criticism), {"reply": "后写的。", "lock_version": 1}).content.decode()
    assert str(StaleRecord()) in stale
    assert "后写的。" in stale
    assert "先写的。" in stale
    empty = client.post(reply_url(criticism), {"reply": " ", "lock_version": 2}).content.decode()
    assert "请写本人态度" in empty
    long = client.post(reply_url(criticism), {"reply": "长" * 1001, "lock_version": 2}).content.decode()
    assert "1000" in long
    criticism.refresh_from_db()
    assert criticism.reply == "先写的。"


def test_reply_is_a_to_do_until_it_is_written(cast, meeting, criticism):
    def asked(user, on=HELD):
        return [(row.title, row.url) for row in cycle_reminders(user, cast.branch, on)]

    assert asked(cast.member) == [("对批评意见写本人态度", reply_url(criticism))]
    # Not of the critic, and no longer a year after the meeting.
    assert asked(cast.secretary) == []
    assert len(asked(cast.member, HELD + timedelta(days=365))) == 1
    assert asked(cast.member, HELD + timedelta(days=366)) == []
    text = str(cycle_reminders(cast.member, cast.branch, HELD))
    assert "下班组少" not in text
    assert "赵试一" not in text
    Criticism.objects.update(reply="接受。")
    assert asked(cast.member) == []
    for _ in range(4):
        Criticism.objects.create(
            branch=cast.branch,
            meeting=meeting,
            critic=cast.people.committee,
            criticised=cast.people.member,
            opinion="再主动些。",
        )
    ((title, url),) = asked(cast.member)
    assert title == "4 条批评意见等您写本人态度"
    assert url.endswith("?year=2025")


# ---- Person by person ----


def test_twelve_criticisms_take_four_posts(cast, client_of, meeting):
    """Everyone of the four is criticised by the three others: no person is chosen, each page leads to the next."""
    client, url = client_of(cast.secretary), person_url(meeting)
    for _ in range(4):
        page = client.get(url)
        told = page.context["told"].member
        fields = [name for name in page.context["form"].fields if name.startswith("said-")]
        assert len(fields) == 4
        assert "孙试三" not in page.content.decode()
        data = {name: "希望再主动些。" for name in fields if name != f"said-{told.pk}"}
        answer = client.post(url, data | {"next": "1", "form_token": new_token()})
        url = answer.headers["Location"]
    assert Criticism.objects.count() == 12
    assert Criticism.objects.values("critic", "criticised").distinct().count() == 12
    assert url == f"{reverse('meetings:criticism_list')}?year=2025"
    assert AuditEntry.objects.filter(object_type="meetings.criticism", action="CREATE").count() == 12


@pytest.mark.usefixtures("criticism")
def test_opens_at_the_first_of_whom_nothing_is_recorded(cast, client_of, meeting):
    order = [sitter.member for sitter in services.sitters_of(meeting)]
    assert client_of(cast.secretary).get(person_url(meeting)).context["told"].member == next(
        member for member in order if member != cast.people.member
    )
    page = client_of(cast.secretary).get(person_url(meeting, cast.people.member))
    assert f"said-{cast.people.secretary.pk}" not in page.context["form"].fields
    assert "下班组少。" in page.content.decode()
    # Somebody who was away, and somebody unknown.
    for member in (cast.people.discipline, cast.people.outsider):
        assert client_of(cast.secretary).get(person_url(meeting, member)).status_code == 404
    assert client_of(cast.secretary).get(person_url(meeting) + "?member=x").status_code == 404


def test_resent_page_records_once_and_keeps_what_a_colleague_crossed(cast, client_of, meeting):
    member, critic = cast.people.member, cast.people.committee
    client, url = client_of(cast.secretary), person_url(meeting, member)
    data = {f"said-{critic.pk}": "希望多交流。", "form_token": new_token()}
    for _ in range(3):
        assert client.post(url, data).status_code == 302
    assert Criticism.objects.count() == 1
    # Opened before, sent after the colleague's: what was typed becomes a second entry and is not lost.
    client_of(cast.committee).post(url, {f"said-{critic.pk}": "另一条。", "form_token": new_token()})
    assert set(Criticism.objects.values_list("opinion", flat=True)) == {"希望多交流。", "另一条。"}


def test_says_what_is_missing(cast, client_of, meeting):
    client = client_of(cast.secretary)
    empty = client.post(person_url(meeting, cast.people.member), {"form_token": new_token()})
    assert "还没有写意见" in page(empty).errors
    typed = {f"said-{cast.people.committee.pk}": "长" * 2001, f"said-{cast.people.secretary.pk}": "短句。"}
    text = client.post(person_url(meeting, cast.people.member), typed).content.decode()
    assert "2000" in text
    assert "短句。" in text
    with pytest.raises(Refused, match="孙试三没有到会"):
        services.record_criticisms(
            meeting=meeting,
            criticised=cast.people.member,
            said={cast.people.discipline: "请假的人说不了。"},
            by=cast.secretary,
        )
    assert not Criticism.objects.exists()


def test_single_form_keeps_meeting_and_critic(cast, client_of, meeting):
    data = {
        "meeting": meeting.pk,
        "critic": cast.people.committee.pk,
        "criticised": cast.people.member.pk,
        "opinion": "希望多交流。",
        "again": "1",
    }
    answer = client_of(cast.secretary).post(reverse("meetings:criticism_create"), data)
    page = client_of(cast.secretary).get(answer.headers["Location"])
    form = page.context["form"]
    assert form["critic"].value() == str(cast.people.committee.pk)
    assert form["criticised"].value() in (None, "")


def test_what_was_typed_stays_with_the_person_though_a_colleague_was_quicker(cast, client_of, meeting):
    client, url = client_of(cast.secretary), person_url(meeting)
    page = client.get(url)
    told, critic = page.context["told"].member, cast.people.secretary
    target = re.search(r'<form[^>]*is-wide[^>]*action="([^"]*)"', page.content.decode())[1]
    services.record_criticisms(meeting=meeting, criticised=told, said={told: "自己说的。"}, by=cast.committee)
    assert client.get(url).context["told"].member != told
    client.post(
        reverse("meetings:criticism_person", args=[meeting.pk]) + target,
        {f"said-{critic.pk}": "下班组少。", "form_token": new_token()},
    )
    assert Criticism.objects.get(opinion="下班组少。").criticised == told


def test_words_of_someone_taken_off_the_roll_meanwhile_are_shown_again(cast, client_of, meeting):
    people, client = cast.people, client_of(cast.secretary)
    data = {f"said-{people.committee.pk}": "下班组少。", "form_token": new_token()}
    meeting.roll.filter(member=people.committee).update(attendance="ABSENT")
    for told in (people.member, people.committee):
        page = client.post(person_url(meeting, told), data)
        assert page.status_code == 200
        text = page.content.decode()
        assert "钱试二没有到会，不能登记批评意见" in text
        assert "下班组少。" in text
    assert client.get(person_url(meeting, people.committee)).status_code == 404
    assert not Criticism.objects.exists()


def test_goes_to_the_recycle_bin_and_comes_back_with_its_meeting(cast, client_of, criticism):
    name = "meetings:criticism_"
    pages = [reverse(name + page, args=[criticism.pk]) for page in ("detail", "reply", "update")]
    pages.append(reverse("core:record_history", args=["meetings.criticism", criticism.pk]))
    client, own = client_of(cast.secretary), client_of(cast.member)
    records.soft_delete(criticism.meeting, by=cast.secretary, reason="重复登记")
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert own.post(reply_url(criticism), {"reply": "我接受。", "lock_version": 1}).status_code == 404
    records.restore(criticism.meeting, by=cast.secretary)
    assert [client.get(page).status_code for page in pages] == [200] * 4
    records.soft_delete(criticism, by=cast.secretary, reason="重复登记")
    trash, back = (
        reverse("core:trash_list"),
        reverse("core:record_restore", args=["meetings.criticism", criticism.pk]),
    )
    assert back in client.get(trash).content.decode()
    records.soft_delete(criticism.meeting, by=cast.secretary, reason="重复登记")
    assert back not in client.get(trash).content.decode()
