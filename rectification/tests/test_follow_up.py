"""Around an item's life: extension, effectiveness, doubled files, 公示, reminders."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from core import attachments, audit
from core.refusals import Refused
from overview.todo import todos_for
from rectification.enums import ItemState
from rectification.items.models import PublicNotice, RectificationItem
from rectification.items.services import answer_effect, close_item, extend_due, submit_item
from rectification.opinions.services import give_opinion
from rectification.reminders import reminders_for, stage

from . import factory

S = ItemState
CLOSED = date(2026, 3, 1)
ASKED = CLOSED + timedelta(days=90)


@pytest.fixture
def closed(cast):
    return factory.make_item(cast, state=S.CLOSED, closed_on=CLOSED, closed_by=cast.committee)


def test_extension_keeps_the_old_limit_and_the_reason(cast, client_of):
    item = factory.make_item(cast, state=S.ACTIVE, due_on=date(2026, 6, 30))
    client = client_of(cast.secretary)
    url = reverse("rectification:item_extend", args=[item.pk])
    later = localdate() + timedelta(days=60)
    assert client.post(url, {"due_on": later, "reason": "汛期停工，往后顺延"}).status_code == 302
    item.refresh_from_db()
    kept = item.extensions.get()
    assert (kept.old_due_on, kept.new_due_on, item.due_on) == (date(2026, 6, 30), later, later)
    page = client.get(reverse("rectification:item_detail", args=[item.pk])).content.decode()
    assert "原时限 2026年6月30日，汛期停工，往后顺延" in page
    assert audit.entries_of(item).first().changes["due_on"]["old"] == "2026-06-30"


@pytest.mark.parametrize(
    ("days", "reason", "words"),
    [(-1, "原因", "要晚于"), (0, "原因", "要晚于"), (30, "", "请填写延期原因"), (30, "　", "请填写延期原因")],
)
def test_extension_needs_a_later_day_and_a_reason(days, reason, words, cast, client_of):
    due = localdate() + timedelta(days=10)
    item = factory.make_item(cast, state=S.ACTIVE, due_on=due)
    url = reverse("rectification:item_extend", args=[item.pk])
    response = client_of(cast.secretary).post(url, {"due_on": due + timedelta(days=days), "reason": reason})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not item.extensions.exists()


@pytest.mark.parametrize("state", [S.REVIEW, S.CLOSED, S.LONG_TERM])
def test_extension_is_for_items_under_way(state, cast):
    item = factory.make_item(cast, state=state)
    with pytest.raises(Refused):
        extend_due(item=item, due_on=date(2030, 1, 1), reason="原因", by=cast.secretary, on=date(2026, 1, 1))


def test_limit_of_started_work_moves_by_extension_alone(cast, client_of):
    item = factory.make_item(cast, state=S.ACTIVE, problem=factory.make_problem(cast))
    form = client_of(cast.secretary).get(reverse("rectification:item_update", args=[item.pk])).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"due_on": "2030-01-01"}
    client_of(cast.secretary).post(reverse("rectification:item_update", args=[item.pk]), data)
    item.refresh_from_db()
    assert item.due_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("effect", "note", "state"),
    [("EFFECTIVE", "", S.CLOSED), ("PARTIAL", "夜班还不够", S.CLOSED), ("INEFFECTIVE", "又出现了", S.ACTIVE)],
)
def test_effect_is_kept_and_an_ineffective_item_is_reopened(effect, note, state, closed, cast):
    answer_effect(item=closed, effect=effect, note=note, by=cast.committee, on=ASKED)
    closed.refresh_from_db()
    assert closed.state == state
    assert closed.effects.get().effect == effect
    assert closed not in RectificationItem.objects.effect_due(ASKED)


def test_effect_is_asked_anew_after_closing_again(closed, cast):
    answer_effect(item=closed, effect="INEFFECTIVE", note="又出现了", by=cast.committee, on=ASKED)
    submit_item(
        item=closed, result="再改", by=cast.secretary, on=ASKED, evidence=[factory.make_meeting(cast)]
    )
    close_item(item=closed, by=cast.committee, on=ASKED + timedelta(days=9))
    assert closed in RectificationItem.objects.effect_due(ASKED + timedelta(days=99))
    assert closed not in RectificationItem.objects.effect_due(ASKED + timedelta(days=98))


@pytest.mark.parametrize(
    ("by", "effect", "note", "days", "words"),
    [
        ("committee", "EFFECTIVE", "", -1, "2026-05-30 起"),
        ("committee", "PARTIAL", " ", 0, "请写明"),
        ("committee", "INEFFECTIVE", "", 0, "请写明"),
        ("secretary", "EFFECTIVE", "", 0, "不能由责任人或提交人"),
    ],
)
def test_effect_is_refused_with_words(by, effect, note, days, words, closed, cast):
    with pytest.raises(Refused, match=words):
        answer_effect(
            item=closed, effect=effect, note=note, by=getattr(cast, by), on=ASKED + timedelta(days=days)
        )
    assert not closed.effects.exists()


def test_effect_is_answered_once_through_its_page(closed, cast, client_of):
    client = client_of(cast.committee)
    url = reverse("rectification:item_effect", args=[closed.pk])
    assert client.post(url, {"effect": "EFFECTIVE"}).status_code == 302
    assert "没有等待回答" in client.post(url, {"effect": "EFFECTIVE"}).content.decode()
    assert closed.effects.count() == 1


def test_same_file_twice_is_warned_of(cast, client_of):
    first, second, third = (factory.make_item(cast, state=S.ACTIVE, content=f"第{n}件整改") for n in "一二三")
    for item, name, text in (
        (first, "甲.txt", "同样"),
        (second, "乙.txt", "同样"),
        (third, "丙.txt", "不同"),
    ):
        attachments.add(record=item, upload=SimpleUploadedFile(name, text.encode()), by=cast.secretary)
    attachments.add(record=third, upload=SimpleUploadedFile("丁.txt", "不同".encode()), by=cast.secretary)
    client = client_of(cast.secretary)

    def page(item):
        return client.get(reverse("rectification:item_detail", args=[item.pk])).content.decode()

    assert "内容已经用过一次" in page(second)
    assert "第一件整改" in page(second)
    assert "本项的文件“丙.txt”" in page(third)
    assert "第二件整改" not in page(third)


def test_notice_names_the_items_and_is_refused_with_bad_dates(cast, client_of):
    item = factory.make_item(cast)
    client, url = client_of(cast.secretary, year=2025), reverse("rectification:notice_create")
    assert list(client.get(url).context["form"].initial["items"]) == [item]
    good = {"place": "公开栏", "starts_on": "2026-01-05", "ends_on": "2026-01-12", "items": [item.pk]}
    for bad in ({"ends_on": "2026-01-01"}, {"items": []}, {"items": ["9" * 30]}, {"place": ""}):
        assert client.post(url, good | bad).status_code == 200
    assert not PublicNotice.objects.exists()
    assert client.post(url, good).status_code == 302
    assert list(PublicNotice.objects.get().items.all()) == [item]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "已逾期"),
        (0, "今天到期"),
        (1, "7 天内到期"),
        (7, "7 天内到期"),
        (8, "30 天内到期"),
        (30, "30 天内到期"),
        (31, ""),
    ],
)
def test_reminds_at_thirty_seven_and_nought_days_and_when_overdue(days, words, cast):
    today = date(2026, 3, 1)
    item = factory.make_item(cast, state=S.ACTIVE, due_on=today + timedelta(days=days))
    assert stage(item.due_on, today) == words
    for user in (cast.member, cast.secretary):
        rows = [row for row in todos_for(user, cast.branch, today, []) if row.title == str(item)]
        assert [words in row.detail for row in rows] == ([True] if words else [])
    assert not list(reminders_for(cast.probationary, cast.branch, today))


@pytest.mark.usefixtures("closed")
def test_reminds_of_reviews_effects_and_closed_rounds(cast):
    today = ASKED
    factory.make_item(cast, state=S.LONG_TERM, content="长期事", review_on=today + timedelta(days=7))
    round_ = factory.make_round(cast, opens=-400, closes=-399)
    give_opinion(round=round_, key=uuid.uuid4(), about="BRANCH", text="意见", on=round_.closes_on)
    type(round_).objects.update(closes_on=today - timedelta(days=1), opens_on=today - timedelta(days=9))
    found = {row.action for row in reminders_for(cast.committee, cast.branch, today)}
    assert found == {"去检查", "回答成效", "取出意见"}
    # The one who handed the item in is not asked; the member sees the own item alone.
    assert "回答成效" not in {row.action for row in reminders_for(cast.secretary, cast.branch, today)}
    assert {row.action for row in reminders_for(cast.member, cast.branch, today)} == {"去检查"}
