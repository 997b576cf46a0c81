"""Proof-reading of a meeting before it is confirmed: each remark with its place, followed by one click, and none afterwards."""

import pytest
from django.urls import reverse

from core import audit
from core.testing import assert_flat_queries, page
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting
from meetings.meeting.proofreading import remarks_on
from meetings.meeting.services import confirm_meeting
from meetings.tests.helpers import hold

pytestmark = pytest.mark.django_db
CLEAN = "会议学习了《中国共产党支部工作条例（试行）》，书记赵试一主持会议，纪检委员孙试三传达了通知。大家讨论热烈，一致同意。"


@pytest.fixture
def meeting(cast):
    made = hold(
        cast.branch, "2025-03-07 09:00", "COMMITTEE", by=cast.secretary,
        chair=cast.people.secretary, recorder=cast.people.discipline, place="二楼会议室", minutes=CLEAN,
    )  # fmt: skip
    AgendaItem.objects.create(
        meeting=made, order=1, title="研究三月工作", decision="月底前办一次安全大讲堂。"
    )
    return made


def told(meeting) -> list[tuple[str, str, str]]:
    agenda = meeting.agenda.all()
    return [(one.place, one.remark.text, one.remark.suggestion) for one in remarks_on(meeting, agenda)]


def test_nothing_is_said_of_clean_words(meeting):
    assert told(meeting) == []


@pytest.mark.parametrize(
    ("field", "words", "place", "excerpt", "suggestion"),
    [
        ("minutes", "第一段。\n会议要求发挥发挥带头作用。", "会议记录", "发挥发挥", "发挥"),
        ("minutes", "会议研究了党建工作，。", "会议记录", "，。", "。"),
        ("minutes", "传达“两会精神。", "会议记录", "“两会精神。", ""),
        ("minutes", "由XX同志领学。", "会议记录", "XX", ""),
        ("minutes", "开展主体党日。", "会议记录", "主体党日", "主题党日"),
        ("minutes", "会议定于2月30日检查。", "会议记录", "2月30日", ""),
        ("minutes", "书记孙试三主持会议。", "会议记录", "书记孙试三", ""),
        ("minutes", "书记王新八主持会议。", "会议记录", "书记王新八", ""),
        (
            "study_material",
            "《习近平中国特色社会主义思想学习纲要》",
            "学习材料",
            "习近平中国特色社会主义思想",
            "习近平新时代中国特色社会主义思想",
        ),
        ("title", "三会一科检查", "名称", "三会一科", "三会一课"),
        (
            "item.decision",
            "月底前整改,由宣传委员负责。",
            "议题1的决定",
            "底前整改,由宣传委",
            "底前整改，由宣传委",
        ),
        ("item.discussion", "大家认为认为要抓紧。", "议题1的讨论要点", "认为认为", "认为"),
    ],
)
def test_a_fault_is_told_with_its_place(field, words, place, excerpt, suggestion, meeting):
    record = meeting.agenda.get() if field.startswith("item.") else meeting
    setattr(record, name := field.removeprefix("item."), words)
    record.save(update_fields=[name])
    assert (place, excerpt, suggestion) in told(meeting)


def test_one_click_mends_it_and_stands_in_the_history(meeting, cast, client_of):
    item = meeting.agenda.get()
    item.discussion = "大家认为认为要抓紧，认为认为要细。"
    item.save()
    secretary, address = client_of(cast.secretary), reverse("meetings:meeting_advice", args=[meeting.pk])
    shown = secretary.get(reverse("meetings:meeting_detail", args=[meeting.pk])).content.decode()
    assert "改为“认为”" in shown
    asked = {"place": "议题1的讨论要点", "excerpt": "认为认为", "suggestion": "认为"}
    answer = secretary.post(address, asked, follow=True)
    assert "议题1的讨论要点已改为“认为”" in page(answer).messages
    item.refresh_from_db()
    assert item.discussion == "大家认为要抓紧，认为认为要细。"
    assert "认为认为要细" in str(audit.entries_of(meeting).latest("number").changes)
    secretary.post(address, asked)
    assert "已没有这条校对意见" in page(secretary.post(address, asked, follow=True)).messages
    assert AgendaItem.objects.get().discussion == "大家认为要抓紧，认为要细。"


@pytest.mark.parametrize(
    "change", [{"suggestion": "别的话"}, {"place": "名称"}, {"excerpt": "会议"}, {"place": ""}]
)
def test_writes_nothing_that_no_remark_says(change, meeting, cast, client_of):
    Meeting.objects.update(minutes="会议要求发挥发挥作用。")
    asked = {"place": "会议记录", "excerpt": "发挥发挥", "suggestion": "发挥"} | change
    client_of(cast.secretary).post(reverse("meetings:meeting_advice", args=[meeting.pk]), asked)
    assert Meeting.objects.get().minutes == "会议要求发挥发挥作用。"


def test_before_signing_it_says_how_many_and_afterwards_nothing(meeting, cast, client_of):
    Meeting.objects.update(minutes="会议要求发挥发挥作用。")
    fresh = Meeting.objects.get()
    asked = client_of(cast.secretary).get(reverse("meetings:meeting_confirm", args=[meeting.pk]))
    assert "还有 1 条" in asked.content.decode()
    confirm_meeting(meeting=fresh, by=cast.secretary, on=fresh.starts_at.date())
    assert remarks_on(Meeting.objects.get(), []) == []
    shown = client_of(cast.secretary).get(reverse("meetings:meeting_detail", args=[meeting.pk]))
    assert "校对意见" not in shown.content.decode()


def test_only_who_keeps_it_sees_them(meeting, cast, client_of):
    Meeting.objects.update(minutes="会议要求发挥发挥作用。")
    for user in (cast.member, cast.superior):
        shown = client_of(user).get(reverse("meetings:meeting_detail", args=[meeting.pk]))
        assert "校对意见" not in shown.content.decode()


def test_costs_the_same_with_many_items(meeting, cast, client_of):
    secretary = client_of(cast.secretary)

    def more():
        rows = (AgendaItem(meeting=meeting, order=n, title=f"议题{n}", decision="办。") for n in range(2, 20))
        AgendaItem.objects.bulk_create(rows)

    assert_flat_queries(lambda: secretary.get(reverse("meetings:meeting_detail", args=[meeting.pk])), more)
