"""What an agenda item is: 第一议题 first, 通报 without a decision, told on page and papers, read back."""

import pytest
from django.urls import reverse

from core import audit
from meetings.documents.collecting import meeting_minutes
from meetings.documents.minutes import record_document
from meetings.documents.minutes_summary import summary_document
from meetings.enums import ItemKind
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting
from meetings.tests.helpers import hold, item

pytestmark = pytest.mark.django_db


def papers(meeting, reader) -> tuple[str, str]:
    (minutes,) = meeting_minutes(Meeting.objects.filter(pk=meeting.pk), reader)
    return tuple(
        "\n".join(paper(minutes).plain_paragraphs()) for paper in (record_document, summary_document)
    )


@pytest.mark.parametrize("kind", ["", *ItemKind])
def test_only_what_is_to_be_decided_asks_for_a_decision(kind, cast):
    made = hold(
        cast.branch, "2025-03-07", "COMMITTEE", agenda=[item("年度工作", kind=kind)], by=cast.secretary
    )
    record, summary = papers(made, cast.secretary)
    assert ("【待补充：决定】" in summary) == (kind in ("", ItemKind.DELIBERATION, ItemKind.VOTE))
    assert ("议题类型" in record) == bool(kind)
    decided = hold(
        cast.branch,
        "2025-04-07",
        "COMMITTEE",
        agenda=[item("传达", kind=kind, decision="照办。")],
        by=cast.secretary,
    )
    assert "照办。" in papers(decided, cast.secretary)[1]


@pytest.mark.parametrize(
    ("title", "is_asked"),
    [
        ("通报上月党费收缴和学习考勤", False),
        ("听取整改进展", False),
        ("传达会议精神", False),
        ("传达会议精神，研究贯彻措施", True),
        ("总结点评本季度工作", False),
        ("学习教育方案", True),
        ("研究年度计划", True),
    ],
)
def test_without_a_kind_the_title_tells_what_informs(title, is_asked, cast):
    made = hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=[item(title)], by=cast.secretary)
    assert ("【待补充：决定】" in papers(made, cast.secretary)[1]) == is_asked


def test_it_stands_on_the_page_and_in_the_history(cast, client_of):
    made = hold(
        cast.branch, "2025-03-07", "COMMITTEE", agenda=[item("学习讲话", kind="FIRST")], by=cast.secretary
    )
    shown = client_of(cast.secretary).get(reverse("meetings:meeting_detail", args=[made.pk])).content.decode()
    assert "第一议题" in shown
    assert "议题类型：第一议题" in str(audit.entries_of(made).get(action="CREATE").changes)


@pytest.mark.parametrize(
    ("kinds", "is_taken"),
    [
        (["FIRST", "STUDY"], True),
        (["FIRST", "FIRST", "NOTICE"], True),
        (["", ""], True),
        (["NOTICE", "FIRST"], False),
        (["FIRST", "NOTICE", "FIRST"], False),
    ],
)
def test_a_first_item_stands_first(kinds, is_taken, cast, client_of):
    made = hold(cast.branch, "2025-03-07 09:00", "COMMITTEE", by=cast.secretary, chair=cast.people.secretary)
    secretary, address = (
        client_of(cast.secretary, year=2025),
        reverse("meetings:meeting_update", args=[made.pk]),
    )
    form = secretary.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"starts_at": "2025-03-07T09:00", "ends_at": "", "kinds": ["COMMITTEE"]}
    for row in form.roll.rows:
        sent |= {row.name: row.attendance, f"{row.name}-reason": row.reason}
    sent |= {"agenda-TOTAL_FORMS": len(kinds), "agenda-INITIAL_FORMS": 0}
    for place, kind in enumerate(kinds):
        sent |= {f"agenda-{place}-title": f"议题{place}", f"agenda-{place}-kind": kind}
    answer = secretary.post(address, sent)
    assert (answer.status_code == 302) == is_taken, answer.context and answer.context["form"].errors
    assert AgendaItem.objects.count() == (len(kinds) if is_taken else 0)
    if not is_taken:
        assert "第一议题排在最前" in answer.content.decode()


WORDING = [
    # (kind, what is filled in, what the 会议记录 calls it, what the 纪要 says)
    (
        "FIRST",
        {"material": "《讲话》", "reporter": "甲"},
        ["领学人", "学习文件"],
        ["领学人：甲。", "学习文件：《讲话》。"],
    ),
    (
        "STUDY",
        {"discussion": "大家谈。", "decision": "办班。"},
        ["学习交流", "贯彻措施"],
        ["贯彻措施：办班。"],
    ),
    ("NOTICE", {"reporter": "甲"}, ["通报人"], ["通报人：甲。"]),
    ("REVIEW", {"reporter": "甲", "discussion": "做得好。"}, ["点评人", "点评意见"], ["点评人：甲。"]),
    ("DELIBERATION", {"outcome": "PUT_OFF"}, ["议决结果"], ["议决结果：下次再议。"]),
    ("VOTE", {"decision": "通过。"}, ["决定"], ["表决：【待补充：赞成、反对、弃权票数】"]),
]


@pytest.mark.parametrize(("kind", "filled", "labels", "sentences"), WORDING)
def test_each_kind_has_its_own_words_on_paper(kind, filled, labels, sentences, cast):
    agenda = [item("议题", kind=kind, **filled)]
    made = hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=agenda, by=cast.secretary)
    record, summary = papers(made, cast.secretary)
    assert [label for label in labels if label not in record] == []
    assert [text for text in sentences if text not in summary] == []
    # What is put off asks for no decision, and only a vote for its numbers.
    assert ("【待补充：决定】" in summary) == (
        kind in ("DELIBERATION", "VOTE") and not filled.keys() & {"decision", "outcome"}
    )
    assert ("票数" in summary) == (kind == "VOTE")
