"""A notice becomes a planned meeting, whether typed or out of a group chat; minutes of a day to come stay refused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from core import attachments
from documents.reading.mending import Mended
from meetings.enums import MeetingState
from meetings.meeting.models import Meeting
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.reading import read_minutes

from .test_minutes_page import confirmation

pytestmark = pytest.mark.django_db
IMPORT = reverse("reports:minutes_import")
TODAY = date(2026, 11, 27)
NOTICE = """会议通知
各位党员：
定于{day}上午9:00在二楼会议室召开支部党员大会，会议内容：
1.学习全会精神；
2.审议支部年度工作总结。
请全体党员准时参加，因故不能参加的提前请假。
甲项目党支部
"""
CHAT = """赵试一 2026-11-26 10:21
各位同志，12月10日（周四）晚上7点半，在会议室召开支委会，研究发展党员工作，收到请回复
钱试二 2026-11-26 10:25
收到
"""


def draft(cast, text: str, today: date = TODAY):
    found = read_minutes(text.encode(), "粘贴的文字.txt")
    return draft_meeting(found, cast.branch, year=2026, today=today)


def test_a_notice_is_a_plan_with_its_agenda_and_nothing_more(cast):
    told = draft(cast, NOTICE.format(day="2026年12月5日"))
    assert told.is_plan
    assert [item.title for item in told.agenda] == ["学习全会精神", "审议支部年度工作总结"]
    assert all(not item.discussion and not item.decision for item in told.agenda)
    assert (told.values["place"], told.roll, "minutes" in told.values) == ("二楼会议室", [], False)
    assert told.stopping == []
    assert all(line.became for line in told.lines)
    assert draft(cast, NOTICE.format(day="2026年11月20日")).is_plan is False


def test_a_notice_out_of_a_chat(cast):
    told = draft(cast, CHAT)
    assert told.is_plan
    assert f"{localtime(told.values['starts_at']):%Y-%m-%d %H:%M}" == "2026-12-10 19:30"
    assert [str(kind) for kind in told.kinds] == ["COMMITTEE"]
    assert [line.became for line in told.lines].count("没有导入：群消息的发言人、时间和应答") == 3
    assert len(told.lines) == 4


def test_a_chat_sent_back_as_it_stands_is_read_as_before(cast):
    sent = {row: Mended(line) for row, line in enumerate(CHAT.splitlines())}
    found = read_minutes(CHAT.encode(), "粘贴的文字.txt", mending=sent)
    told = draft_meeting(found, cast.branch, year=2026, today=TODAY)
    assert (told.values, told.lines) == (draft(cast, CHAT).values, draft(cast, CHAT).lines)
    answer = read_minutes(CHAT.encode(), "粘贴的文字.txt", mending=sent | {3: Mended("地点：小会议室")})
    assert draft_meeting(answer, cast.branch, year=2026, today=TODAY).values["place"] == "小会议室"


@pytest.mark.parametrize(
    "line", ["缺席：钱试二", "请假：钱试二（出差）", "应到3人，实到3人", "会议决定：同意。", "会议记录"]
)
def test_what_only_a_meeting_held_can_tell_is_no_notice(cast, line):
    text = f"支委会\n时间：2026年12月5日9:00\n地点：会议室\n{line}\n议题：研究工作\n"
    if line == "会议记录":
        text = text.replace(f"{line}\n", "").replace("支委会", "支委会会议记录")
    assert draft(cast, text).is_plan is False


def test_talk_that_is_of_no_meeting_says_where_it_belongs(cast):
    told = draft(cast, "赵试一 2026-11-26 10:21\n学习了讲话，很受启发，对照岗位找到了努力的方向。\n")
    assert any("要登记心得" in notice.text for notice in told.stopping)


def test_pasted_and_saved_as_a_plan(cast, client_of):
    client = client_of(cast.secretary)
    day = localdate() + timedelta(days=8)
    page = client.post(IMPORT, {"pasted": NOTICE.format(day=f"{day.year}年{day.month}月{day.day}日")})
    assert "按会议通知登记为计划" in page.content.decode()
    done = client.post(IMPORT, confirmation(page), follow=True)
    assert "会议登记为“计划”" in done.content.decode()
    meeting = Meeting.objects.get()
    assert meeting.state == MeetingState.PLANNED
    assert (meeting.roll.count(), meeting.agenda.count()) == (0, 2)
    assert len(attachments.of_record(meeting)) == 1
