"""A returned file on its page: where it comes from, what is taken, kept and told, and files that are none."""

import re
import zipfile
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from branch.data_out.tables import branch_tables
from core import attachments
from core.models import AuditEntry
from core.testing import page
from meetings.tests.helpers import hold
from rectification.problems.models import Problem
from reports.claims.checking import SETTLED
from reports.claims.report import ReportClaims
from reports.facts import book_of
from reports.papers.tests.test_own_paper import OTHERS, outline_of
from reports.report import services, structure
from reports.report.enums import ReportAction
from reports.report.models import AnnualReport, Paragraph
from reports.round_trip.change import ChangeKind
from reports.round_trip.exported import export_word
from reports.round_trip.models import ReportExport, ReturnedFile

from .test_round_trip import brought_back, changes, decide, fresh

ON = date(2026, 1, 20)
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
COUNTED = "全年召开党员大会{党员大会次数}次、支委会{支委会次数}次，党员按时参加，没有缺席。"


def make_report(cast, branch=None, year: int = 2025) -> AnnualReport:
    for order, title in enumerate(["理论学习抓得不够紧", "督促检查不够经常", "结合实际创新不足"], start=1):
        Problem.objects.create(
            branch=branch or cast.branch,
            year=year,
            order=order,
            title=title,
            is_main=True,
            is_finding=False,
            description=f"{title}，遇到赶工期就让路，效果打了折扣，职工有意见。",
        )
    return services.draft_report(branch=branch or cast.branch, year=year, by=cast.secretary, on=ON)


@pytest.fixture
def out(cast) -> SimpleNamespace:
    """A report with a sentence of facts, exported."""
    for day in ("2025-03-05", "2025-06-05", "2025-09-05"):
        hold(cast.branch, day, "ASSEMBLY", by=cast.secretary)
    report = make_report(cast)
    section = report.sections.get(kind="work")
    row = structure.insert_paragraph(
        section=section, after=None, text=COUNTED, by=cast.secretary, on=ON, marker=""
    )
    data = export_word(fresh(report), by=cast.secretary, on=ON)
    return SimpleNamespace(report=report, data=data, by=cast.secretary, row=row)


def replaced(data: bytes, *pairs: tuple[str, str], name: str = "word/document.xml") -> bytes:
    """A file with other words in its XML."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for one in source.namelist():
            content = source.read(one).decode()
            for old, new in pairs if one == name else ():
                assert old in content
                content = content.replace(old, new)
            target.writestr(one, content)
    return stream.getvalue()


def words(row: Paragraph) -> str:
    return Paragraph.objects.get(pk=row.pk).text


def state_of(out) -> str:
    report = fresh(out.report)
    claims = ReportClaims(report, book_of(report, ON), afresh=True)
    return next(one.checked.state for one in claims if one.paragraph.pk == out.row.pk)


def test_a_number_over_a_fact_waits_and_the_fact_stays_until_it_is_taken(out):
    data = replaced(
        out.data, ("全年召开党员大会3次", "全年召开党员大会8次"), ("党员按时参加", "党员都能按时参加")
    )
    returned = brought_back(out, data)
    wording, figure = changes(returned)
    assert (wording.kind, figure.kind) == (ChangeKind.REWORDED, ChangeKind.FIGURE)
    assert (figure.fact.name, figure.fact.value, figure.fact.typed) == ("党员大会次数", "3", "8")
    assert not figure.is_plain
    decide(returned, [wording.key], out.by)
    assert words(out.row) == COUNTED.replace("党员按时", "党员都能按时")
    assert [one.kind for one in changes(returned)] == [ChangeKind.FIGURE]
    decide(returned, [figure.key], out.by)
    assert words(out.row) == COUNTED.replace("党员按时", "党员都能按时").replace("{党员大会次数}", "8")
    assert state_of(out) not in SETTLED
    assert changes(returned) == []
    label = AuditEntry.objects.filter(object_type="reports.annualreport").first().changes["text"]
    assert "8次" in label["new"]
    assert "{党员大会次数}" in label["old"]


def test_figures_that_grew_since_the_export_are_no_change_of_the_file(out, cast):
    hold(cast.branch, "2025-11-05", "ASSEMBLY", by=cast.secretary)
    returned = brought_back(out, replaced(out.data, ("没有缺席", "无一缺席")))
    (change,) = changes(returned)
    decide(returned, [change.key], out.by)
    assert words(out.row) == COUNTED.replace("没有缺席", "无一缺席")


def test_what_changed_on_both_sides_shows_both_wordings_and_is_never_taken_with_the_rest(
    out, cast, client_of
):
    returned = brought_back(out, replaced(out.data, ("没有缺席", "无一缺席"), ("效果打了折扣", "成效不明显")))
    row = Paragraph.objects.get(pk=out.row.pk)
    services.save_paragraph(
        paragraph=row, text=COUNTED.replace("按时", "准时"), lock_version=row.lock_version, by=out.by, on=ON
    )
    conflict = next(one for one in changes(returned) if one.why)
    assert "准时参加，没有缺席" in conflict.now
    assert "按时参加，无一缺席" in conflict.new
    client, url = client_of(cast.secretary), reverse("reports:returned_detail", args=[returned.pk])
    shown = client.get(url)
    assert conflict.now in shown.content.decode()
    plain = re.findall(r'name="plain"\s+value="(\w+)"', shown.content.decode())
    assert len(plain) == 3
    assert client.post(url, {"all": "1", "plain": plain}).status_code == 302
    assert words(out.row) == COUNTED.replace("按时", "准时")
    assert [one.key for one in changes(returned)] == [conflict.key]
    assert client.post(url, {"leave": conflict.key}).status_code == 302
    assert words(out.row) == COUNTED.replace("按时", "准时")
    assert client.post(url, {"take": conflict.key}).status_code == 302
    assert words(out.row) == COUNTED.replace("没有缺席", "无一缺席")
    assert client.post(url, {"withdraw": conflict.key}).status_code == 302
    assert words(out.row) == COUNTED.replace("按时", "准时")


def test_what_was_written_since_is_not_withdrawn(out, cast, client_of):
    returned = brought_back(out, replaced(out.data, ("没有缺席", "无一缺席")))
    (change,) = changes(returned)
    decide(returned, [change.key], out.by)
    row = Paragraph.objects.get(pk=out.row.pk)
    services.save_paragraph(paragraph=row, text="另写一句。", lock_version=row.lock_version, by=out.by, on=ON)
    url = reverse("reports:returned_detail", args=[returned.pk])
    answer = client_of(cast.secretary).post(url, {"withdraw": change.key})
    assert answer.status_code == 422
    assert "后来又改过" in page(answer).messages[0]
    assert words(out.row) == "另写一句。"


def test_remarks_and_tracked_changes_are_told(out, cast, client_of):
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="3" '
        'w:author="支部副书记" w:date="2026-01-17T20:00:00Z"><w:p><w:r><w:t>这里请核一下人数</w:t></w:r></w:p></w:comment></w:comments>'
    )
    data = replaced(
        out.data,
        ("<w:t>全年召开", '<w:t>全年</w:t></w:r><w:commentRangeStart w:id="3"/><w:r><w:t>召开'),
        (
            "没有缺席。</w:t></w:r>",
            '没有缺席</w:t></w:r><w:commentRangeEnd w:id="3"/><w:ins w:id="9" w:author="支部副书记"><w:r><w:t>，也没有迟到。</w:t></w:r></w:ins>',
        ),
    )
    data = replaced(
        data,
        (
            "</Relationships>",
            f'<Relationship Id="rIdC" Type="{RELATED}/comments" Target="comments.xml"/></Relationships>',
        ),
        name="word/_rels/document.xml.rels",
    )
    data = replaced(
        data,
        (
            "</Types>",
            f'<Override PartName="/word/comments.xml" ContentType="{TYPES}.comments+xml"/></Types>',
        ),
        name="[Content_Types].xml",
    )
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/comments.xml", comments)
    returned = brought_back(out, stream.getvalue())
    (change,) = changes(returned)
    assert change.new.endswith("没有缺席，也没有迟到。")
    assert [remark.text for remark in change.remarks] == ["这里请核一下人数"]
    shown = (
        client_of(cast.secretary).get(reverse("reports:returned_detail", args=[returned.pk])).content.decode()
    )
    assert "带修订标记 1 处（支部副书记）" in shown
    assert "批注 1 条" in shown
    assert "召开党员大会3次" in shown


def test_a_frozen_version_comes_back_after_the_report_was_opened_again(out):
    AnnualReport.objects.filter(pk=out.report.pk).update(state="REVIEW")
    undecided = {one.sentence.pk: "会上通报" for one in _unsettled(out)}
    for row in Paragraph.objects.filter(section__report=out.report, sentences__text__contains="【待补充"):
        services.leave_out_paragraph(paragraph=row, by=out.by)
    at = timezone.now()
    services.move_report(
        report=out.report, action=ReportAction.FINALISE, by=out.by, at=at, decisions=undecided
    )
    data = export_word(fresh(out.report), by=out.by, on=ON)
    assert ReportExport.objects.count() == 1
    services.move_report(report=out.report, action=ReportAction.REVISE, by=out.by, at=at)
    returned = brought_back(out, replaced(data, ("没有缺席", "无一缺席")))
    assert returned.origin_told == "定稿第 1 版"
    (change,) = changes(returned)
    decide(returned, [change.key], out.by)
    assert words(out.row) == COUNTED.replace("没有缺席", "无一缺席")


def _unsettled(out):
    report = fresh(out.report)
    return ReportClaims(report, book_of(report, ON), afresh=True).unsettled()


def upload(client, report, data: bytes, name: str = "报告.docx"):
    return client.post(
        reverse("reports:returned_create", args=[report.pk]), {"file": SimpleUploadedFile(name, data)}
    )


def test_a_file_without_its_mark_is_compared_by_likeness_and_said_so(out, cast, client_of):
    data = replaced(out.data, ("支部纪实导出", "别的属性"), name="docProps/custom.xml")
    data = replaced(data, ("没有缺席", "无一缺席"))
    answer = upload(client_of(cast.secretary), out.report, data)
    returned = ReturnedFile.objects.get()
    assert answer.url == reverse("reports:returned_detail", args=[returned.pk])
    (change,) = changes(returned)
    assert change.new.endswith("无一缺席。")
    assert "没有导出标记" in client_of(cast.secretary).get(answer.url).content.decode()
    assert [one.name for one in attachments.of_record(returned)] == ["报告.docx"]
    # The same file once more is the same file.
    assert upload(client_of(cast.secretary), out.report, data).url == answer.url
    assert words(out.row) == COUNTED


def test_another_report_and_another_text_are_refused_with_words(out, cast, client_of):
    client = client_of(cast.secretary)
    other = make_report(cast, year=2024)
    Paragraph.objects.filter(section__report=other).delete()
    section = other.sections.first()
    structure.insert_paragraph(
        section=section, after=None, text="去年的话完全不同，说的是另外的事情。", by=out.by, on=ON
    )
    data = export_word(fresh(other), by=out.by, on=ON)
    assert "2024年度工作报告”" in page(upload(client, out.report, data)).errors[0]
    stranger = replaced(data, ("支部纪实导出", "别的属性"), name="docProps/custom.xml")
    assert "导入旧报告" in page(upload(client, out.report, stranger)).errors[0]
    theirs = make_report(cast, branch=cast.other_branch)
    # As alike as this it is compared, and what it is not is said.
    data = export_word(fresh(theirs), by=cast.outsider, on=ON)
    shown = client.get(upload(client, out.report, data).url).content.decode()
    assert "导出标记不是这份报告的" in shown
    Paragraph.objects.filter(section__report=theirs).delete()
    section = theirs.sections.first()
    structure.insert_paragraph(
        section=section,
        after=None,
        text="别的支部另有一番话，这里不该看到它的名字。",
        by=cast.outsider,
        on=ON,
    )
    data = export_word(fresh(theirs), by=cast.outsider, on=ON)
    (error,) = page(upload(client, out.report, data)).errors
    assert "另一份报告导出的" in error
    assert str(cast.other_branch) not in error
    assert not ReturnedFile.objects.filter(report=other).exists()


def test_a_members_own_paper_comes_back_to_the_member_alone(cast, client_of):
    paper = outline_of(cast)
    data = export_word(fresh(paper), by=cast.member, on=ON)
    assert not ReportExport.objects.exists()
    answer = upload(client_of(cast.member), paper, data)
    returned = ReturnedFile.objects.get()
    assert client_of(cast.member).get(answer.url).status_code == 200
    for state in ("DRAFT", "SENT"):
        AnnualReport.objects.filter(pk=paper.pk).update(state=state)
        for who in OTHERS:
            assert client_of(getattr(cast, who)).get(answer.url).status_code == 404, (state, who)
    assert not AuditEntry.objects.filter(object_type="reports.returnedfile").exclude(branch_path="").exists()
    tables = {one.label: one for one in branch_tables()}
    assert not list(tables["reports.returnedfile"].lines(cast.branch))
    assert returned.origin_told.startswith("没有导出标记")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("报告.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx"),
        ("报告.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx"),
        ("报告.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "加了密码"),
        ("报告.docx", b"PK\x03\x04 broken", "损坏"),
        ("报告.docx", b"", "空"),
        ("报告.txt", "纯文本".encode(), "纯文本"),
        ("报告.pdf", b"%PDF-1.7", "PDF"),
    ],
)
def test_odd_files_are_refused_in_words_and_change_nothing(cast, client_of, name, content, words):
    report = make_report(cast)
    answer = upload(client_of(cast.secretary), report, content, name)
    assert answer.status_code == 200
    assert words in page(answer).errors[0]
    assert not ReturnedFile.objects.exists()


def test_a_frozen_report_takes_nothing(out, cast, client_of):
    returned = brought_back(out, replaced(out.data, ("没有缺席", "无一缺席")))
    (change,) = changes(returned)
    AnnualReport.objects.filter(pk=out.report.pk).update(state="FINAL")
    client, url = client_of(cast.secretary), reverse("reports:returned_detail", args=[returned.pk])
    assert "现在不能采纳改动" in client.get(url).content.decode()
    assert client.post(url, {"take": change.key}).status_code == 403
    assert client.post(reverse("reports:returned_create", args=[out.report.pk])).status_code == 403
    assert words(out.row) == COUNTED
