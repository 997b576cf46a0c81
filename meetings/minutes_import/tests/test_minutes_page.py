"""The minutes import page: choose a file, look at what was read, mend it in the meeting form, save once."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Attachment, AuditEntry
from documents.reading import files
from documents.tests.wordfiles import saved
from meetings.meeting.models import Meeting
from meetings.tests.helpers import hold
from reports.tests.test_import_page import everything

from .minutes_files import LAYOUTS, lines

URL = "/reports/minutes/import/"
BORDERED, PARAGRAPHS, CROWDED = (layout.data for layout in LAYOUTS[:3])


def chosen(client, data: bytes = BORDERED, name: str = "三月支委会.docx"):
    """The answer to step one."""
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def confirmation(page) -> dict[str, object]:
    """What the preview sends back unchanged."""
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    for name in ("starts_at", "ends_at"):
        sent[name] = form[name].value() and f"{form[name].value():%Y-%m-%dT%H:%M}"
    for name in ("group", "chair", "recorder"):
        sent[name] = getattr(sent[name], "pk", sent[name])
    for row in form.roll.rows:
        sent |= {row.name: row.attendance, f"{row.name}-reason": row.reason}
    sent |= {field.html_name: field.value() for field in form.agenda.management_form}
    for one in form.agenda:
        sent |= {field.html_name: field.value() for field in one}
    return {name: "" if value is None else value for name, value in sent.items()}


@pytest.fixture
def secretary(client_of, cast):
    return client_of(cast.secretary, year=2025)


def test_shows_what_was_read_before_anything_is_saved(secretary):
    before = everything()
    page = chosen(secretary)
    text = page.content.decode()
    assert page.status_code == 200
    assert everything() == before
    for words in (
        "可信度高",
        "可信度中",
        "表格第 1 行：2025年3月7日下午2:30—4:00",
        "钱试二（出差）",
        "保存会议",
    ):
        assert words in text


def test_stands_under_organisation_life_in_the_navigation(secretary):
    marked = re.findall(r'href="([^"]*)"\s+aria-current="page"', secretary.get(URL).content.decode())
    assert set(marked) == {reverse("meetings:meeting_list")}


def test_saves_the_meeting_with_its_file_once(secretary, cast):
    sent = confirmation(chosen(secretary))
    answer = secretary.post(URL, sent)
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meetings:meeting_detail", args=[meeting.pk])
    assert (meeting.title, meeting.state, meeting.created_by) == ("2025年3月支委会", "HELD", cast.secretary)
    assert (meeting.chair, meeting.recorder) == (cast.people.secretary, cast.people.discipline)
    away = meeting.roll.get(attendance="LEAVE")
    assert (away.member, away.reason) == (cast.people.committee, "出差")
    kept = Attachment.objects.get(object_id=meeting.pk)
    assert (kept.sha256, kept.name) == (hashlib.sha256(BORDERED).hexdigest(), "三月支委会.docx")
    assert AuditEntry.objects.filter(action="IMPORT", object_id=str(meeting.pk)).exists()
    after = everything()
    assert secretary.post(URL, sent).url == answer.url
    assert everything() == after


def test_enters_votes_where_the_person_says(secretary):
    page = chosen(secretary, PARAGRAPHS)
    sent = confirmation(page)
    secretary.post(URL, sent | {"vote_0": ""})
    (meeting,) = Meeting.objects.all()
    assert not meeting.agenda.filter(votes__isnull=False).exists()
    page = chosen(secretary, PARAGRAPHS)
    assert "这个文件已经导入过" in page.content.decode()
    answer = secretary.post(URL, confirmation(page))
    assert answer.status_code == 302
    item = Meeting.objects.exclude(pk=meeting.pk).get().agenda.first()
    line = item.votes.get().lines.get()
    assert (line.candidate, line.in_favour, item.votes.get().ballots_valid) == ("吴试七", 7, 7)


@pytest.mark.usefixtures("cast")
def test_keeps_what_was_typed_when_something_is_wrong(secretary):
    sent = confirmation(chosen(secretary)) | {"chair": "", "place": "改到三楼"}
    before = everything()
    page = secretary.post(URL, sent)
    assert "请选择主持人" in page.content.decode()
    assert page.context["form"]["place"].value() == "改到三楼"
    assert everything() == before
    sent = confirmation(chosen(secretary, PARAGRAPHS)) | {"agenda-0-DELETE": "on"}
    assert "第 1 项议题已经移除" in secretary.post(URL, sent).content.decode()
    assert everything() == before


def test_says_unknown_names_and_other_figures(secretary):
    data = saved(
        lines(
            "支委会会议记录",
            "时间：2025年3月7日9:00",
            "主持人：赵试壹",
            "应到5人，实到2人，请假1人（钱是二，出差）",
        )
    )
    text = chosen(secretary, data).content.decode()
    assert "名册里没有“赵试壹”，名册里相近的有赵试一" in text
    assert "名册里没有“钱是二”，名册里相近的有钱试二" in text
    assert "文件写应到 5 人，按 2025年3月7日的名册是 3 人" in text


def test_keeps_who_was_away_until_kind_and_day_are_chosen(secretary, cast):
    data = saved(lines("记录", "主持人：赵试一", "请假：钱试二（出差）", "会议内容：", "议事。"))
    page = chosen(secretary, data)
    (row,) = page.context["form"].roll.rows
    assert (row.member, row.attendance, row.reason) == (cast.people.committee, "LEAVE", "出差")
    mended = {"kinds": ["COMMITTEE"], "title": "三月支委会", "year": "2025", "starts_at": "2025-03-07T09:00"}
    page = secretary.post(URL, confirmation(page) | mended | {"refresh": "1"})
    assert {row.member.name: row.reason for row in page.context["form"].roll.rows}["钱试二"] == "出差"
    assert len(page.context["form"].roll.rows) == 3
    assert not Meeting.objects.exists()


def test_says_a_meeting_of_the_same_kind_and_day(secretary, cast):
    other = hold(cast.branch, "2025-03-07 09:00", "COMMITTEE", chair=cast.people.secretary)
    text = chosen(secretary).content.decode()
    assert "这一天已有同类的会议" in text
    assert reverse("meetings:meeting_detail", args=[other.pk]) in text


def test_group_leader_imports_for_the_own_group_alone(client_of, cast):
    leader = client_of(cast.group_leader, year=2025)
    page = chosen(leader, CROWDED, "组会.docx")
    assert "您只能导入自己负责的党小组" not in page.content.decode()
    assert leader.post(URL, confirmation(page)).status_code == 302
    assert Meeting.objects.get().group == cast.group
    page = chosen(leader)
    assert "您只能导入自己负责的党小组" in page.content.decode()
    assert leader.post(URL, confirmation(page)).status_code == 200
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("空.docx", b"", "文件是空的"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "旧版 Word 文档"),
        ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "去掉密码"),
        ("坏.docx", b"PK\x03\x04" + bytes(99), "损坏"),
        ("表.xlsx", b"PK\x03\x04", "损坏"),
        ("记录.txt", b"\x00\x01\x02\xff\xfe", "文件"),
        ("白.docx", saved(lines("　")), "没有文字"),
        ("长.docx", saved(lines("\n".join("发言" for _ in range(3100)))), "不像一次会议的记录"),
    ],
)
def test_refuses_files_that_are_no_minutes(secretary, name, data, message):
    page = secretary.post(URL, {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 200
    assert message in page.content.decode()


def test_a_file_that_is_gone_is_asked_for_again(secretary, client_of, cast):
    sent = confirmation(chosen(secretary))
    before = everything()
    for pointer in ("", "nonsense", files.keep(b"x", "x.docx", owner="minutes-0-0")):
        answer = secretary.post(URL, sent | {"pointer": pointer})
        assert answer.url == URL
    assert client_of(cast.committee).post(URL, sent).url == URL
    assert everything() == before


PASTED = """#接龙 2025年3月7日支委会
1. 赵试一
2. 孙试三
"""
WRITTEN = """2025年3月支委会会议记录
时间：2025年3月7日14:30　地点：二楼会议室
主持人：赵试一　记录人：孙试三
应到3人，实到2人，请假1人（钱试二，出差）
会议研究了本月党建工作。
"""


def test_pasted_words_are_read_and_kept_like_a_file(secretary, cast):
    shown = secretary.post(URL, {"pasted": WRITTEN})
    assert "钱试二（出差）" in shown.content.decode()
    answer = secretary.post(URL, confirmation(shown))
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meetings:meeting_detail", args=[meeting.pk])
    assert (meeting.title, meeting.chair) == ("2025年3月支委会", cast.people.secretary)
    assert Attachment.objects.get(object_id=meeting.pk).name == "粘贴的文字.txt"


def test_a_sign_up_from_a_chat_names_who_comes(secretary):
    shown = secretary.post(URL, {"pasted": PASTED})
    present = [line.member.name for line in shown.context["draft"].roll if line.attendance == "PRESENT"]
    assert sorted(present) == ["孙试三", "赵试一"]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"pasted": ""}, "请选择会议记录文件，或把文字粘贴在下面"),
        ({"pasted": "   "}, "请选择会议记录文件，或把文字粘贴在下面"),
        ({"pasted": WRITTEN, "file": SimpleUploadedFile("a.txt", b"x")}, "请只留一样"),
        ({"pasted": "长" * 200_001}, "200000"),
    ],
)
def test_one_of_file_and_words_is_asked_for(sent, reason, secretary):
    before = everything()
    answer = secretary.post(URL, sent)
    assert reason in answer.content.decode()
    assert everything() == before
    if sent.get("pasted") == WRITTEN:
        assert "二楼会议室" in answer.content.decode(), "what was typed stays"


def test_the_place_of_the_meeting_is_shown_and_saved(secretary):
    page = chosen(secretary)
    assert page.context["form"]["place"].value() == "二楼会议室"
    assert not page.context["form"]["place"].is_hidden
    secretary.post(URL, confirmation(page))
    assert Meeting.objects.get().place == "二楼会议室"
