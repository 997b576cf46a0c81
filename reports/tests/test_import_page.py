"""The import page: choose a file, look at what was read, correct, save."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from branch.reading_answers.models import AnswerAbout, answers_of
from core.models import AuditEntry
from documents.reading import files
from rectification.problems.models import Cause, Measure, Problem
from reports.report.models import AnnualReport
from reports.tests.old_reports import MADE_UP

URL = "/reports/import/"


def everything() -> dict[str, int]:
    """Rows of every table; sessions keep a person signed in and are no content."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.label != "sessions.Session"
    }


def upload(text: str | bytes = MADE_UP, name: str = "旧报告.txt") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def chosen(client, *, year: int | str = 2021, file: SimpleUploadedFile | None = None):
    """The answer to step one."""
    return client.post(URL, {"file": file or upload(), "year": year})


def kind_name(page, place: int) -> str:
    """The field for the kind of a section."""
    return page.context["form"].kind_names[place]


def confirmation(page) -> dict[str, str]:
    """What the preview's form sends back unchanged."""
    form = page.context["form"]
    return {name: str(form[name].value()) for name in form.fields} | {"save": "1"}


@pytest.fixture
def secretary(client_of, cast):
    return client_of(cast.secretary)


def test_shows_what_was_read_before_anything_is_saved(secretary):
    before = everything()
    page = chosen(secretary)
    text = page.content.decode()
    assert page.status_code == 200
    assert everything() == before
    for words in ("青石滩水文站党支部2021年度工作报告", "值守交接记录不全的问题", "计划性差，随到随学。"):
        assert words in text
    assert dict(page.context["preview"].counts)["查摆问题"] == 2
    assert page.context["preview"].total == 3 + 2 + 2 + 2 + 2 + 2


def test_saves_records_and_report(secretary, cast):
    answer = secretary.post(URL, confirmation(chosen(secretary)))
    report = AnnualReport.objects.get()
    assert answer.url == reverse("reports:report_detail", args=[report.pk])
    assert (report.branch, report.year, report.created_by) == (cast.branch, 2021, cast.secretary)
    assert (report.salutation, report.signer, str(report.signed_on)) == (
        "各位党员",
        "青石滩水文站党支部",
        "2022-01-05",
    )
    assert Measure.objects.get(title="健全学习制度").created_by == cast.secretary
    assert (
        "旧报告.txt"
        in secretary.get(
            reverse("core:record_history", args=["reports.annualreport", report.pk])
        ).content.decode()
    )


def test_saves_once_when_the_form_is_sent_again(secretary):
    sent = confirmation(chosen(secretary))
    first, before = secretary.post(URL, sent), everything()
    second = secretary.post(URL, sent)
    assert second.url == first.url
    assert everything() == before


def test_applies_corrected_kinds(secretary):
    page = chosen(secretary)
    sent = confirmation(page) | {kind_name(page, 4): "other", kind_name(page, 5): "causes"}
    secretary.post(URL, sent)
    assert set(Cause.objects.values_list("title", flat=True)) == {"健全学习制度", "培养年轻同志"}
    assert not Measure.objects.exists()
    kinds = AnnualReport.objects.get().sections.values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["other", "causes"]


def test_shows_corrected_kinds_without_saving(secretary):
    page = chosen(secretary)
    sent = confirmation(page) | {kind_name(page, 4): "other"}
    del sent["save"]
    before = everything()
    page = secretary.post(URL, sent)
    assert dict(page.context["preview"].counts)["原因"] == 0
    assert page.context["form"][kind_name(page, 4)].value() == "other"
    assert everything() == before


def test_keeps_what_was_corrected_when_the_year_is_refused(secretary):
    secretary.post(URL, confirmation(chosen(secretary)))
    page = chosen(secretary, year=2020)
    sent = confirmation(page) | {"year": "2021", kind_name(page, 4): "other"}
    before = everything()
    page = secretary.post(URL, sent)
    assert "2021 年度已有报告，不能再导入" in page.content.decode()
    assert page.context["form"][kind_name(page, 4)].value() == "other"
    assert page.context["form"]["year"].value() == "2021"
    assert everything() == before


@pytest.mark.parametrize(
    ("file", "year", "message"),
    [
        (upload(b"", "空.txt"), 2021, "文件是空的"),
        (upload(b"%PDF-1.7 x", "报告.pdf"), 2021, "PDF 文件不能导入"),
        (upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "报告.docx"), 2021, "旧版 Word 文档"),
        (upload("今天天气很好。", "日记.txt"), 2021, "没有认出年度报告的任何一个部分"),
        (upload("一、主要问题\n" + "浅。\n" * 3100, "长.txt"), 2021, "超过 3000 段，不像一份年度报告"),
        (upload("The quick brown fox.", "a.txt"), 2021, "不是中文"),
        (upload(), 1900, "所属年度“1900”不对"),
        (upload(), "去年", "年度请填四位数字"),
        (upload(), "", "请填写所属年度"),
    ],
)
def test_refuses_with_a_reason_and_saves_nothing(secretary, file, year, message):
    file.seek(0)
    before = everything()
    page = chosen(secretary, file=file, year=year)
    assert page.status_code == 200
    assert message in page.content.decode()
    assert str(page.context["form"]["year"].value()) == str(year)
    assert everything() == before


def test_keeps_the_file_when_only_the_year_is_wrong(secretary):
    page = chosen(secretary, year="去年")
    sent = confirmation(page) | {"year": "2021"}
    assert "年度请填四位数字" in page.content.decode()
    assert secretary.post(URL, sent).status_code == 302
    assert AnnualReport.objects.get().year == 2021


def test_an_imported_report_is_not_drafted_from_records(secretary):
    secretary.post(URL, confirmation(chosen(secretary)))
    report = AnnualReport.objects.get()
    address = reverse("reports:report_redraft", args=[report.pk])
    assert secretary.post(address).status_code == 403
    assert (
        "重新起草" not in secretary.get(reverse("reports:report_detail", args=[report.pk])).content.decode()
    )


def test_asks_for_a_file(secretary):
    assert "请选择报告文件。" in secretary.post(URL, {"year": 2021}).content.decode()


def test_asks_again_when_the_preview_is_not_this_persons(secretary, client_of, cast):
    sent = confirmation(chosen(secretary))
    before = everything()
    other = client_of(cast.outsider)
    answer = other.post(URL, sent, follow=True)
    assert "预览已经过期，请重新选择文件" in answer.content.decode()
    changed = secretary.post(URL, sent | {"pointer": sent["pointer"] + "x"}, follow=True)
    assert "预览已经过期" in changed.content.decode()
    assert everything() == before


@pytest.mark.usefixtures("settings")
def test_forgets_files_that_were_never_saved(secretary, monkeypatch):
    first = confirmation(chosen(secretary))
    kept = files.fetch(first["pointer"], owner=pending_owner(first))
    assert kept.data == MADE_UP.encode()
    monkeypatch.setattr(files, "MAX_AGE", -files.MAX_AGE)
    chosen(secretary, file=upload(MADE_UP + "谢谢大家。\n"))
    names = files.default_storage.listdir(files.FOLDER)[1]
    assert len(names) == 1


@pytest.mark.usefixtures("db")
def test_keeps_a_file_of_yesterday_that_is_chosen_again():
    again = [files.keep(b"text", "a.txt", owner="1")]
    name = hashlib.sha256(b"text").hexdigest()
    path = files.default_storage.path(f"{files.FOLDER}/{name}")
    nearly_a_day_ago = time.time() - files.MAX_AGE.total_seconds() + 60
    os.utime(path, (nearly_a_day_ago, nearly_a_day_ago))
    again.append(files.keep(b"text", "b.txt", owner="2"))
    assert time.time() - Path(path).stat().st_mtime < 60
    for owner, pointer in enumerate(again, start=1):
        assert files.fetch(pointer, owner=str(owner)).data == b"text"


@pytest.mark.usefixtures("db")
def test_knows_the_kind_of_a_file_with_an_endless_name():
    kept = files.fetch(files.keep(b"text", "长" * 240 + ".docx", owner="1"), owner="1")
    assert kept.name.endswith("长.docx")


def pending_owner(sent: dict[str, str]) -> str:
    """For whom the file of a preview is kept."""
    return str(files.signing.loads(sent["pointer"], salt="reports.pending-import")["owner"])


def test_warns_of_another_year_in_the_title(secretary):
    assert "标题写的是 2021 年，所属年度填的是 2020 年" in chosen(secretary, year=2020).content.decode()


@pytest.mark.parametrize("role", ["committee", "member", "superior", "administrator"])
def test_is_the_secretarys_alone(client_of, cast, role):
    client = client_of(getattr(cast, role))
    assert client.get(URL).status_code == 403
    assert chosen(client).status_code == 403
    assert not AnnualReport.objects.exists()
    assert not Problem.objects.exists()


def test_notes_the_file_in_the_audit_log(secretary):
    secretary.post(URL, confirmation(chosen(secretary)))
    entry = AuditEntry.objects.get(action="IMPORT")
    assert entry.changes["file"]["new"] == "旧报告.txt"
    assert len(entry.changes["sha256"]["new"]) == 64


def test_mending_that_leaves_no_report_keeps_what_was_said(secretary):
    page = chosen(secretary)
    lines = page.context["form"].parsed.source_paragraphs
    said = {f"line_{row}_text": text for row, text in enumerate(lines)}
    sent = confirmation(page) | said | {f"line_{row}_kind": "drop" for row in range(len(lines))}
    before = everything()
    page = secretary.post(URL, sent)
    assert "就不成一份报告了" in page.content.decode()
    assert all(line.said.kind == "drop" for line in page.context["form"].lines())
    assert everything() == before


def test_what_was_said_of_lines_is_saved_and_the_heading_kept_for_the_next_file(secretary, cast):
    text = MADE_UP.replace("五、产生问题的原因分析", "五、病灶在哪里")
    page = chosen(secretary, file=upload(text))
    lines = page.context["form"].parsed.source_paragraphs
    row = next(row for row, line in enumerate(lines) if "病灶" in line)
    said = {f"line_{row}_text": lines[row], f"line_{row}_kind": "heading:causes"}
    secretary.post(URL, confirmation(page) | said)
    assert Cause.objects.count() == 2
    assert answers_of(cast.branch, AnswerAbout.REPORT_HEADING) == {"病灶在哪里": "causes"}
    again = chosen(secretary, file=upload(text), year=2022)
    assert again.context["form"].parsed.sections[4].kind == "causes"


@pytest.mark.parametrize(
    "posted",
    [
        {"line_99999_text": "甲"},
        {"line_0_kind": "heading:nonsense", "line_0_text": "乙"},
        {"line_x_text": ""},
    ],
)
def test_lines_that_there_are_not_change_nothing(secretary, posted):
    page = secretary.post(URL, confirmation(chosen(secretary)) | posted)
    assert page.status_code == 302
