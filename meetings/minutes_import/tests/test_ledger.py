"""会议台账 in: the system's own comes back whole, somebody else's row by row; what is settled is saved at once."""

import hashlib
import json
from datetime import date, datetime, time
from io import BytesIO, StringIO
from random import Random
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.models import Attachment
from core.refusals import Refused
from core.sheets import render_sheet
from core.testing import page
from documents.reading.files import ReportFile
from meetings.meeting.models import Meeting
from meetings.meeting.sheet import meeting_sheet
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.reading import read_all
from meetings.minutes_import.saving import save_draft
from meetings.tests.helpers import hold, item, line

from .random_meetings import plain_meeting, throw_meeting
from .test_minutes_round_trip import differences

pytestmark = pytest.mark.django_db
URL = reverse("reports:minutes_import")
TODAY = date(2026, 2, 1)
CHINA = ZoneInfo("Asia/Shanghai")


def ledger(rows, cast) -> bytes:
    sheet = meeting_sheet(rows.for_list().for_sheet(), cast.branch, "2025年度", 2025, cast.secretary)
    return render_sheet(sheet)


def imported(data: bytes, cast) -> list[Meeting]:
    """The meetings that a ledger makes."""
    source = ReportFile("会议台账.xlsx", data)
    drafts = [draft_meeting(one, cast.branch, year=2024) for one in read_all(data, source.name)]
    return [
        save_draft(one, branch=cast.branch, source=source, by=cast.secretary, today=TODAY) for one in drafts
    ]


@pytest.mark.no_cover
def test_exported_and_imported_are_the_same_meetings(cast):
    rng = Random(20250307)
    thrown = [throw_meeting(cast, rng, number) for number in range(25)]
    before = {one.starts_at: plain_meeting(one) for one in thrown}
    again = imported(ledger(Meeting.objects.filter(pk__in=[one.pk for one in thrown]), cast), cast)
    assert len(again) == len(thrown)
    wrong = [text for one in again for text in differences(before[one.starts_at], plain_meeting(one))]
    assert not wrong, "\n".join(wrong)


# What the ledger computes from the rest, and what is not imported.
FOLLOWS = {
    "序号",
    "计入统计",
    "请假",
    "缺席",
    "不计入应到",
    "到会率",
    "有表决权应到",
    "有表决权实到",
    "补录天数",
}
NOT_READ = {"补充更正", "状态", "确认日期", "应到", "实到"}


@pytest.mark.no_cover
def test_a_column_that_is_emptied_does_not_come_back(cast):
    """Negative control: whatever column is emptied, some meeting that comes back is another one, or is refused."""
    rng = Random(7)
    thrown = [throw_meeting(cast, rng, number) for number in range(5)]
    before = {one.starts_at: plain_meeting(one) for one in thrown}
    data = ledger(Meeting.objects.filter(pk__in=[one.pk for one in thrown]), cast)
    heads = [cell.value for cell in openpyxl.load_workbook(BytesIO(data)).active[2]]
    silent = []
    for column, head in enumerate(heads, start=1):
        book = openpyxl.load_workbook(BytesIO(data))
        cells = [row[column - 1] for row in book.active.iter_rows(min_row=3)]
        if head in FOLLOWS | NOT_READ or not any(cell.value for cell in cells):
            continue
        for cell in cells:
            cell.value = None
        book.save(emptied := BytesIO())
        try:
            again = imported(emptied.getvalue(), cast)
        except Refused:
            continue
        if all(
            one.starts_at in before and not differences(before[one.starts_at], plain_meeting(one))
            for one in again
        ):
            silent.append(head)
    assert silent == []


@pytest.mark.parametrize(
    ("head", "typed"),
    [
        ("请假缺席人员和事由", "钱试二请假出差"),
        ("请假缺席人员和事由", "钱试二（请假：出差）；孙试三没来"),
        ("补学", "钱试二已补"),
        ("责任人和期限", "1. 孙试三下月底前"),
    ],
)
def test_a_cell_that_somebody_has_changed_is_asked_about_and_not_dropped(head, typed, cast):
    away = [
        line(cast.people.committee, "LEAVE", "出差"),
        line(cast.people.secretary),
        line(cast.people.discipline),
    ]
    agenda = [item("研究工作", decision="办。", responsible=cast.people.discipline)]
    made = hold(cast.branch, "2025-03-07 09:00", "COMMITTEE", roll=away, agenda=agenda, by=cast.secretary)
    workbook = openpyxl.load_workbook(BytesIO(ledger(Meeting.objects.filter(pk=made.pk), cast)))
    column = next(cell.column for cell in workbook.active[2] if cell.value == head)
    workbook.active.cell(3, column, typed)
    workbook.save(changed := BytesIO())
    (draft,) = drafts(changed.getvalue(), cast)
    assert any(typed.removeprefix("1. ") in one.text for one in draft.lines)
    assert draft.stopping


def test_two_columns_of_one_name_are_both_read(cast):
    rows = [
        [
            1,
            "2025年3月7日14:30",
            "支委会",
            "三月支委会",
            "会议室",
            "赵试一",
            3,
            3,
            "赵试一、钱试二、孙试三",
            "无",
            "研究甲。",
            "研究乙。",
            "",
        ]
    ]
    heads = [*HEADS[:11], "主要内容", "备注"]
    (draft,) = drafts(book(rows=rows, heads=heads), cast)
    assert "研究甲。" in draft.values["minutes"]
    assert "研究乙。" in draft.values["minutes"]


HEADS = [
    "序号",
    "日期",
    "会议类型",
    "会议名称",
    "地点",
    "主持人",
    "应到",
    "实到",
    "参会人员",
    "缺席人员及原因",
    "主要内容",
    "讲义份数",
    "备注",
]
ROWS: list[list[object]] = [
    [
        1,
        "3月7日",
        "支委会",
        "三月支委会",
        "二楼会议室",
        "赵试一",
        3,
        2,
        "赵试一、孙试三",
        "钱试二（出差）",
        "研究三月工作。",
        1,
        "",
    ],
    [
        2,
        datetime(2025, 3, 20, 15, 0),
        "主题党日",
        "三月主题党日",
        "职工活动室",
        "赵试一",
        10,
        10,
        "",
        "无",
        "学习条例。",
        2,
        "有照片",
    ],
    [
        3,
        "4月31日",
        "支委会",
        "四月支委会",
        "二楼会议室",
        "赵试一",
        3,
        3,
        "赵试一、钱试二、孙试三",
        "",
        "研究四月工作。",
        1,
        "",
    ],
]


def book(*, rows=ROWS, heads=HEADS, title: str = "甲项目党支部2025年三会一课台账") -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append([title])
    for row in (heads, *rows, ["填表人：孙试三"]):
        sheet.append(row)
    workbook.save(data := BytesIO())
    return data.getvalue()


def drafts(data: bytes, cast, name: str = "台账.xlsx"):
    return [draft_meeting(one, cast.branch, year=2026) for one in read_all(data, name)]


def test_each_row_of_somebody_elses_is_a_meeting(cast):
    first, second, third = drafts(book(), cast)
    assert (first.values["title"], first.kinds) == ("三月支委会", ["COMMITTEE"])
    assert f"{first.values['starts_at']:%Y-%m-%d}" == "2025-03-07"
    away = {
        line.member.name: (line.attendance, line.reason)
        for line in first.roll
        if line.attendance != "PRESENT"
    }
    assert away == {"钱试二": ("LEAVE", "出差")} or away == {"钱试二": ("ABSENT", "出差")}
    assert "研究三月工作。" in first.values["minutes"]
    assert f"{second.values['starts_at'].astimezone():%Y-%m-%d}" == "2025-03-20"
    assert second.kinds == ["THEME_DAY"]
    assert any("填表人：孙试三" in notice.text for notice in first.notices)
    # 4月31日 is no day: it is asked.
    assert "starts_at" not in third.values
    assert any("4月31日" in notice.text for notice in third.stopping)


def test_every_cell_is_accounted_for(cast):
    accounted = [line.text for draft in drafts(book(), cast) for line in draft.lines]
    told = [notice.text for draft in drafts(book(), cast) for notice in draft.notices]
    for row in ROWS:
        for cell in filter(None, row[1:]):
            text = cell.strftime("%Y-%m-%d") if isinstance(cell, datetime) else str(cell)
            assert any(text in one for one in accounted), text
    assert any("填表人" in one for one in told)
    minutes = drafts(book(), cast)[0].values["minutes"]
    assert "讲义份数：1" in minutes, "a column that no meeting has stays in the minutes"


def test_nobody_is_present_who_is_not_named(cast):
    _, second, _ = drafts(book(), cast)
    assert any(notice.stops for notice in second.notices) or len(second.roll) == 10
    rows = [
        [1, "2025年3月7日", "支委会", "三月支委会", "会议室", "赵试一", 3, 2, "", "", "研究工作。", "", ""]
    ]
    (draft,) = drafts(book(rows=rows), cast)
    assert draft.stopping, "who of the three was there is asked"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.csv", "空"),
        (b"PK\x03\x04 broken", "a.xlsx", "损坏"),
        ("品名,数量\n螺丝,3\n".encode(), "a.csv", "没有找到会议台账的表头"),
        ("会议时间,会议名称,地点\n".encode(), "a.csv", "没有会议"),
        (
            ("会议时间,会议名称,地点\n" + "2025-03-07,支委会,会议室\n" * 201).encode(),
            "a.csv",
            "一次最多 200 次",
        ),
    ],
)
def test_a_bad_file_is_told_why(data, name, reason, cast, client_of):
    answer = client_of(cast.secretary, year=2025).post(URL, {"file": SimpleUploadedFile(name, data)})
    assert reason in answer.content.decode()
    assert Meeting.objects.count() == 0


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def test_what_leaves_nothing_to_ask_is_saved_at_once(secretary):
    shown = secretary.post(URL, {"file": SimpleUploadedFile("台账.xlsx", book())})
    assert list(shown.context["places"]) == [1, 2, 3]
    pointer = shown.context["form"]["pointer"].value()
    nothing = secretary.post(URL, {"pointer": pointer, "settled": "1", "starts": "spät"})
    assert "还有 3 次没有保存" in page(nothing).messages
    done = secretary.post(URL, {"pointer": pointer, "settled": "1", "starts": "14:30", "keeps_unknown": "on"})
    settled = ["三月支委会", "三月主题党日"]
    assert [f"{one.starts_at.astimezone(CHINA):%H:%M}" for one in Meeting.objects.order_by("starts_at")] == [
        "14:30",
        "15:00",
    ]
    assert sorted(Meeting.objects.values_list("title", flat=True)) == sorted(settled)
    assert settled
    assert f"已登记 {len(settled)} 次会议" in page(done).messages
    assert "逐次核对" in page(done).messages
    # The first that is asked about is shown.
    assert done.context["draft"].place == 3
    again = secretary.post(URL, {"pointer": pointer, "settled": "1"})
    assert Meeting.objects.count() == len(settled), "once more saves nothing twice"
    assert "已登记" not in page(again).messages


def test_a_whole_ledger_leads_to_the_list(cast, secretary):
    rng = Random(3)
    thrown = [throw_meeting(cast, rng, number) for number in range(4)]
    data = ledger(Meeting.objects.filter(pk__in=[one.pk for one in thrown]), cast)
    Meeting.objects.update(deleted_at=datetime(2026, 1, 1, tzinfo=thrown[0].starts_at.tzinfo))
    shown = secretary.post(URL, {"file": SimpleUploadedFile("台账.xlsx", data)})
    done = secretary.post(URL, {"pointer": shown.context["form"]["pointer"].value(), "settled": "1"})
    assert done.url == reverse("meetings:meeting_list")
    assert Meeting.objects.alive().count() == 4


def test_a_group_leader_saves_only_the_own_groups(cast, client_of):
    leader = client_of(cast.group_leader, year=2025)
    shown = leader.post(URL, {"file": SimpleUploadedFile("台账.xlsx", book())})
    leader.post(URL, {"pointer": shown.context["form"]["pointer"].value(), "settled": "1"})
    assert Meeting.objects.count() == 0


def test_the_command_reads_it_too(cast, tmp_path):
    (file := tmp_path / "台账.xlsx").write_bytes(book())
    out = StringIO()
    call_command("import_minutes", str(file), branch=cast.branch.code, dry_run=True, as_json=True, stdout=out)
    read = json.loads(out.getvalue())
    assert len(read["drafts"]) == 3
    with pytest.raises(CommandError, match="没有导入"):
        call_command("import_minutes", str(file), branch=cast.branch.code, stdout=StringIO())
    assert Meeting.objects.count() == 0
    told_for_all = {"starts": time(14, 30), "keep_unknown": True}
    (file := tmp_path / "两次.xlsx").write_bytes(book(rows=ROWS[:2]))
    call_command("import_minutes", str(file), branch=cast.branch.code, stdout=StringIO(), **told_for_all)
    assert Meeting.objects.count() == 2


def test_the_template_is_read_when_it_is_filled_in(cast, secretary):
    answer = secretary.get(reverse("reports:minutes_template")).content
    sheet = openpyxl.load_workbook(BytesIO(answer)).active
    heads = {cell.value: cell.column for cell in sheet[2]}
    filled = {
        "会议时间": "2025年3月7日 14:30—16:00", "会议类别": "支委会", "会议名称": "三月支委会", "地点": "会议室", "主持人": "赵试一",
        "记录人": "孙试三", "应到人数": 3, "实到人数": 3, "到会人员": "赵试一、钱试二、孙试三", "议题": "研究三月工作", "决定": "按计划办。",
        "会议内容": "会议研究了三月工作。",
    }  # fmt: skip
    for head, value in filled.items():
        sheet.cell(3, heads[head], value)
    sheet.parent.save(data := BytesIO())
    (draft,) = drafts(data.getvalue(), cast)
    assert [notice.text for notice in draft.notices if notice.stops] == []
    assert len(draft.roll) == 3
    assert [(one.title, one.decision) for one in draft.agenda] == [("研究三月工作", "按计划办。")]


CSV = (
    "会议时间,会议类别,会议名称,地点,主持人,应到人数,实到人数,到会人员\n"
    "2025年3月7日14:30,支委会,三月支委会,会议室,赵试一,3,3,赵试一、钱试二、孙试三\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_ledger_as_plain_text_is_read_and_kept(encoding, cast, secretary, tmp_path):
    data = CSV.encode(encoding)
    shown = secretary.post(URL, {"file": SimpleUploadedFile("台账.csv", data)})
    assert shown.context["draft"].values["title"] == "三月支委会"
    pointer = shown.context["form"]["pointer"].value()
    assert secretary.post(URL, {"pointer": pointer, "settled": "1"}).status_code == 302
    meeting = Meeting.objects.get()
    assert attachments_of(meeting) == [hashlib.sha256(data).hexdigest()]
    (file := tmp_path / "另一个.csv").write_bytes(CSV.replace("3月7日", "4月7日").encode(encoding))
    call_command("import_minutes", str(file), branch=cast.branch.code, stdout=StringIO())
    assert Meeting.objects.count() == 2


def attachments_of(meeting: Meeting) -> list[str]:
    return list(Attachment.objects.filter(object_id=meeting.pk).values_list("sha256", flat=True))
