"""会议记录 and 纪要 of meetings: what they say, to whom, and the year's records bound in one."""

from datetime import date
from io import BytesIO

import docx
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from core import attachments
from core.testing import count_queries
from documents.content import Contents, Heading
from meetings.documents import minutes_labels as label
from meetings.documents.collecting import meeting_minutes
from meetings.documents.minutes import book_document, record_document
from meetings.documents.minutes_summary import summary_document
from meetings.meeting import permissions
from meetings.meeting.models import Meeting, MeetingAddition
from meetings.meeting.services import confirm_meeting, correct_meeting, plan_meeting
from meetings.tests.helpers import hold, item, line
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote

pytestmark = pytest.mark.django_db

REASON, OWN_REASON = "住院做手术", "回乡探亲（三天）"

VOTED = (
    "应到有表决权 3 人，实到 2 人，达到半数以上（至少 2 人），可以开会；"
    "赞成 2 票，超过应到的一半（至少 2 票），通过。"
)

# What the fixture's record says to the secretary, written down by hand: a line a cell or a paragraph of a cell.
RECORD = f"""甲项目党支部会议记录
名称 第一季度党员大会
次数 2025年第1次党员大会
类别 支部党员大会、集中学习
所属年度 2025
起止时间 2025年3月7日 14:30—16:00
地点 二楼会议室
主持人 钱试二
记录人 孙试三
委托说明 书记出差，委托支委主持
应到 4
实到 2
有表决权应到 3
有表决权实到 2
到会 钱试二、孙试三
请假 吴试六（住院做手术）；补学：2025年3月10日
周试五（回乡探亲（三天））
缺席
不计入应到 赵试一（出国半年以上）
列席 上级党委组织部 何试（部长）
站长 刘某
主题 强化支部建设
业务结合点 隧道贯通
学习材料 《条例》
《党章》
议题1 讨论年度计划
汇报人 孙试三
讨论要点 先议后定。
再议一次。
不同意见 一人保留意见。
决定 照计划办。
责任人 孙试三
期限 2025年4月30日
办结日期
表决 一般事项，举手表决
赞成 2，反对 0，弃权 0
结果：{VOTED}
议题2 听取学习情况
会议记录 主持人作说明。

　　大家逐项讨论。
附件 签到表.txt
补充更正 列席增加一人。
原因：漏记（赵试一，2025年3月20日）
状态 已确认（赵试一）
补录 5 天
主持人签字 2025年3月9日
记录人签字 2025年3月9日"""

SUMMARY = f"""甲项目党支部党员大会会议纪要
甲项目党支部
2025年3月7日
2025年3月7日 14:30—16:00，甲项目党支部在二楼会议室召开“第一季度党员大会”（支部党员大会、集中学习）。这是2025年第1次党员大会。会议由\
钱试二主持，孙试三记录，应到4人，实到2人。
委托说明：书记出差，委托支委主持。
主题：强化支部建设。
业务结合点：隧道贯通。
学习材料：《条例》；《党章》。
一、讨论年度计划
汇报人：孙试三。
决定：照计划办。
责任人：孙试三；期限：2025年4月30日。
表决：一般事项，举手表决。赞成 2，反对 0，弃权 0。{VOTED}
二、听取学习情况
补充更正：列席增加一人。原因：漏记（赵试一，2025年3月20日）。
出席：钱试二　孙试三
请假：吴试六　周试五
列席：上级党委组织部 何试（部长）　站长 刘某"""


@pytest.fixture
def meeting(cast) -> Meeting:
    """A confirmed meeting with everything that can be recorded of one."""
    people = cast.people
    roll = [
        line(people.secretary, "EXEMPT", "出国半年以上"),
        line(people.committee),
        line(people.discipline),
        line(people.probationary, "LEAVE", REASON, make_up_on=date(2025, 3, 10)),
        line(people.member, "LEAVE", OWN_REASON),
    ]
    plan = item("讨论年度计划", reporter="孙试三", discussion="先议后定。\n再议一次。", dissent="一人保留意见。",
                decision="照计划办。", responsible=people.discipline, due_on=date(2025, 4, 30))  # fmt: skip
    made = hold(
        cast.branch, "2025-03-07 14:30", "ASSEMBLY", "STUDY", roll=roll, agenda=[plan, item("听取学习情况")],
        by=cast.secretary, title="第一季度党员大会", ends_at=timezone.make_aware(timezone.datetime(2025, 3, 7, 16)),
        place="二楼会议室", chair=people.committee, chair_note="书记出差，委托支委主持", recorder=people.discipline,
        theme="强化支部建设", work_link="隧道贯通", study_material="《条例》\n《党章》",
        guests="上级党委组织部 何试（部长）\n站长 刘某", minutes="主持人作说明。\n\n　　大家逐项讨论。",
    )  # fmt: skip
    vote = Vote(item=made.agenda.first(), matter="ORDINARY", method="HANDS")
    record_vote(vote, tallies=[Tally(in_favour=2)], by=cast.secretary)
    attachments.add(record=made, upload=SimpleUploadedFile("签到表.txt", b"abc"), by=cast.secretary)
    confirm_meeting(meeting=made, by=cast.secretary, on=date(2025, 3, 9))
    correct_meeting(meeting=made, text="列席增加一人。", reason="漏记", by=cast.secretary)
    on = timezone.make_aware(timezone.datetime(2025, 3, 20, 9))
    MeetingAddition.objects.filter(meeting=made).update(added_at=on)
    Meeting.objects.filter(pk=made.pk).update(
        created_at=timezone.make_aware(timezone.datetime(2025, 3, 12, 9))
    )
    return made


def minutes_of(meeting: Meeting, reader):
    return meeting_minutes(Meeting.objects.filter(pk=meeting.pk), reader)[0]


def test_says_everything_that_is_recorded_and_nothing_else(cast, meeting):
    minutes = minutes_of(meeting, cast.secretary)
    assert "\n".join(record_document(minutes).plain_paragraphs()).split() == RECORD.split()
    assert summary_document(minutes).plain_paragraphs() == SUMMARY.split("\n")
    labels = {value for name, value in vars(label).items() if name.isupper()} - {
        "议题",
        "、",
        "；补学：",
    }
    printed = {
        cell.text for row in record_document(minutes).blocks[0].rows for cell in row.cells if cell.is_label
    }
    assert labels <= printed


def test_a_plan_is_a_form_to_fill_in_and_has_no_summary(cast, client_of, meeting):
    plan = Meeting(
        branch=cast.branch, title="四月支委会", year=2025, starts_at=meeting.starts_at, guests="上级 甲"
    )
    planned = plan_meeting(plan, kinds=["COMMITTEE"], agenda=[item("议事")], by=cast.secretary)
    texts = record_document(minutes_of(planned, cast.secretary)).plain_paragraphs()
    assert not {label.DUE, label.PRESENT, label.ATTENDED, label.LEAVE, label.LATE} & set(texts)
    assert {"议题1", "议事", "计划", "会议记录", label.CHAIR_SIGNATURE} <= set(texts)
    address = reverse("reports:meeting_summary", args=[planned.pk, "pdf"])
    response = client_of(cast.secretary).get(address)
    assert [str(one) for one in get_messages(response.wsgi_request)] == [
        "会议还在计划中，召开并登记以后才有纪要。"
    ]


def words_of(content: bytes, kind: str) -> str:
    if kind == "pdf":
        return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)
    if kind == "xlsx":
        rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
        return "".join(str(cell) for row in rows for cell in row)
    body = docx.Document(BytesIO(content)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


FILES = (("meeting_record", "docx"), ("meeting_summary", "docx"), ("meeting_book", "docx"))


def reasons_shown(client, meeting, files) -> dict[str, set[str]]:
    """The reasons in each file that a person gets of the meeting, and in the sheet; 周试五 stands in all of them."""
    addresses = {"sheet xlsx": reverse("meetings:meeting_list") + "?format=xlsx"}
    for name, kind in files:
        args = [kind] if name == "meeting_book" else [meeting.pk, kind]
        addresses[f"{name} {kind}"] = reverse(f"reports:{name}", args=args)
    shown = {}
    for name, address in addresses.items():
        words = words_of(client.get(address).content, name.split()[1])
        assert "周试五" in words
        shown[name] = {reason for reason in (REASON, OWN_REASON) if reason in words}
    return shown


def test_why_somebody_was_away_reaches_only_whom_it_concerns(cast, client_of, meeting, monkeypatch):
    """By file, with the control that the reading finds a reason where the check is taken out."""
    expected = {"committee": {REASON, OWN_REASON}, "member": {OWN_REASON}, "superior": set()}
    for role, reasons in expected.items():
        client = client_of(getattr(cast, role), year=2025)
        files = (*FILES, ("meeting_record", "pdf")) if role == "member" else FILES
        for name, shown in reasons_shown(client, meeting, files).items():
            assert shown == (set() if "summary" in name else reasons), (role, name)
    monkeypatch.setattr("meetings.documents.collecting.can_read_reason", lambda *_: True)
    found = reasons_shown(client_of(cast.member, year=2025), meeting, (*FILES, ("meeting_record", "pdf")))
    assert {name for name, shown in found.items() if REASON in shown} == {
        "meeting_record docx", "meeting_book docx", "meeting_record pdf",
    }  # fmt: skip


def test_keepers_and_the_person_read_a_reason(cast, meeting):
    entry = meeting.roll.get(member=cast.people.member)
    readers = {
        role
        for role in ("secretary", "committee", "group_leader", "member", "probationary", "superior")
        if permissions.can_read_reason(getattr(cast, role), meeting, entry)
    }
    assert readers == {"secretary", "committee", "member"}


@pytest.mark.usefixtures("meeting")
def test_binds_the_meetings_that_the_filters_leave(cast, client_of):
    hold(cast.branch, "2025-06-01", "COMMITTEE", title="六月支委会")
    hold(cast.branch, "2025-05-01", "COMMITTEE", title="五月支委会")
    client = client_of(cast.secretary, year=2025)
    address = reverse("reports:meeting_book", args=["pdf"])
    content = client.get(address).content
    pages = ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
    titles = ["2025年3月7日第一季度党员大会", "2025年5月1日五月支委会", "2025年6月1日六月支委会"]
    starts = [
        next(n for n, text in enumerate(pages[1:], start=2) if text.startswith(title)) for title in titles
    ]
    assert starts[0] == 2
    assert starts == sorted(set(starts))
    for title, page in zip(titles, starts, strict=True):
        assert pages[0].partition(title)[2].lstrip(".·…").startswith(str(page))
    words = words_of(
        client.get(address.replace("pdf", "docx") + "?kind=COMMITTEE&period=2025-Q2").content, "docx"
    )
    assert words.startswith("甲项目党支部2025年第二季度会议记录汇编")
    assert "五月支委会" in words
    assert "第一季度党员大会" not in words
    nothing = client.get(address.replace("pdf", "docx") + "?q=没有的").content
    assert "没有符合条件的会议记录。" in words_of(nothing, "docx")


@pytest.mark.usefixtures("meeting")
def test_gathers_in_a_constant_number_of_queries(cast):
    def gather() -> int:
        with count_queries() as queries:
            found = meeting_minutes(Meeting.objects.visible_to(cast.secretary), cast.secretary)
        book = book_document(found, branch_name="甲", period_label="2025年度", on=date(2026, 1, 5))
        contents = next(block for block in book.blocks if isinstance(block, Contents))
        assert contents.headings == tuple(block for block in book.blocks if isinstance(block, Heading))
        return len(queries)

    gather()
    few = gather()
    for month in (4, 5, 6):
        agenda = [item(responsible=cast.people.member)]
        made = hold(cast.branch, f"2025-{month:02d}-01", "ASSEMBLY", agenda=agenda, by=cast.secretary)
        record_vote(Vote(item=made.agenda.get()), tallies=[Tally(in_favour=1)], by=cast.secretary)
    assert gather() == few


@pytest.mark.usefixtures("meeting")
def test_the_sheet_has_the_votes_and_what_is_to_be_made_up(cast, client_of):
    content = (
        client_of(cast.secretary, year=2025).get(reverse("meetings:meeting_list") + "?format=xlsx").content
    )
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    row = dict(zip(*rows, strict=True))
    assert row["表决"].startswith(
        "1. 一般事项，举手表决\n\u3000赞成 2，反对 0，弃权 0\n\u3000结果：应到有表决权 3 人"
    )
    assert row["补学"] == "吴试六（2025-03-10）；周试五（未补学）"
    assert row["责任人和期限"] == "1. 孙试三，2025-04-30"
    assert row["到会人员"] == "钱试二、孙试三"
    assert row["补充更正"] == "列席增加一人。（漏记）"
    printed = {value for name, value in vars(label).items() if name.isupper()}
    other_words = {
        "起止时间",
        "到会",
        "列席",
        "主持人签字",
        "记录人签字",
        "责任人",
        "期限",
        "办结日期",
        "补录",
        "附件",
    }
    inner = {label.NAME_SEPARATOR, label.MADE_UP}
    assert printed - other_words - inner <= set(row)
