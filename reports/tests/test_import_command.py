"""`manage.py import_report`: JSON, rehearsal, summary, refusals that save nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import Attachment, AuditEntry
from reports.importing.parse import parse_report
from reports.report.models import AnnualReport
from reports.tests.old_reports import MADE_UP
from reports.tests.test_import_page import everything


@pytest.fixture
def old_report(tmp_path):
    """The made-up report as a file."""
    path = tmp_path / "旧报告.txt"
    path.write_text(MADE_UP, encoding="utf-8")
    return path


def run(*arguments) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("import_report", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("cast")
def test_prints_the_parsed_report_and_nothing_else(old_report):
    before = everything()
    printed = run(old_report, "--branch", "alpha", "--year", 2021, "--dry-run", "--json")
    assert json.loads(printed) == parse_report(MADE_UP.encode(), "旧报告.txt").as_json()
    assert "上年度组织生活会整改情况" in printed
    assert everything() == before


def test_prints_and_saves(cast, old_report):
    printed = run(old_report, "--branch", "alpha", "--year", 2021, "--json")
    assert json.loads(printed)["title"] == "青石滩水文站党支部2021年度工作报告"
    report = AnnualReport.objects.get(branch=cast.branch, year=2021)
    assert report.created_by is None
    assert Attachment.objects.get(object_id=report.pk).uploaded_by_name == "系统"
    assert set(AuditEntry.objects.values_list("actor_name", flat=True)) == {"系统"}


@pytest.mark.usefixtures("cast")
def test_tells_calmly_what_was_imported(old_report):
    printed = run(old_report, "--branch", "alpha", "--year", 2021)
    assert "主要问题：党支部建设存在的主要问题，2 条（含 2 个小点）" in printed
    assert printed.strip().endswith("已导入，报告和记录都已保存。")


@pytest.mark.usefixtures("cast")
def test_rehearses_without_saving(old_report):
    before = everything()
    assert "没有保存" in run(old_report, "--branch", "alpha", "--year", 2021, "--dry-run")
    assert everything() == before


@pytest.mark.usefixtures("cast")
def test_reads_gbk(tmp_path):
    path = tmp_path / "旧报告.txt"
    path.write_bytes(MADE_UP.encode("gb18030"))
    run(path, "--branch", "alpha", "--year", 2021)
    assert AnnualReport.objects.get().title == "青石滩水文站党支部2021年度工作报告"


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("flags", [[], ["--json"], ["--dry-run", "--json"]])
@pytest.mark.parametrize(
    ("name", "data", "branch", "year", "message"),
    [
        ("旧报告.txt", MADE_UP.encode(), "nirgends", 2021, "没有代码为“nirgends”的党支部"),
        ("旧报告.txt", MADE_UP.encode(), "committee", 2021, "没有代码为“committee”的党支部"),
        ("旧报告.txt", MADE_UP.encode(), "alpha", 1200, "所属年度“1200”不对"),
        ("缺.txt", None, "alpha", 2021, "没有找到文件"),
        ("空.txt", b"", "alpha", 2021, "文件是空的"),
        ("坏.docx", b"PK\x03\x04" + bytes(200), "alpha", 2021, "损坏"),
        ("表.xlsx", b"PK\x03\x04", "alpha", 2021, "只能导入 .docx"),
        ("合同.txt", "甲方：某某。乙方：某某。".encode(), "alpha", 2021, "没有认出年度报告"),
        ("乱.txt", bytes(range(128, 256)) * 20, "alpha", 2021, "。"),
    ],
)
def test_refuses_with_a_reason_and_saves_nothing(tmp_path, flags, name, data, branch, year, message):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    before, out = everything(), StringIO()
    with pytest.raises(CommandError, match=message) as refusal:
        call_command("import_report", str(path), "--branch", branch, "--year", str(year), *flags, stdout=out)
    assert refusal.value.returncode == 1
    assert out.getvalue() == ""
    assert everything() == before


@pytest.mark.usefixtures("cast")
def test_refuses_a_year_that_has_a_report(old_report):
    run(old_report, "--branch", "alpha", "--year", 2021)
    before = everything()
    with pytest.raises(CommandError, match="2021 年度已有报告"):
        run(old_report, "--branch", "alpha", "--year", 2021)
    assert everything() == before


@pytest.mark.usefixtures("cast")
def test_says_in_a_rehearsal_that_the_year_is_taken(old_report):
    run(old_report, "--branch", "alpha", "--year", 2021)
    printed = run(old_report, "--branch", "alpha", "--year", 2021, "--dry-run")
    assert "正式导入会被拒绝：甲项目党支部的 2021 年度已有报告" in printed


@pytest.mark.usefixtures("cast")
def test_saves_nothing_when_it_breaks_off_half_way(old_report, monkeypatch):
    from reports.importing import saving

    def break_off(*_args):
        raise OSError("disk full")

    monkeypatch.setattr(saving, "_attach", break_off)
    before = everything()
    with pytest.raises(OSError, match="disk full"):
        run(old_report, "--branch", "alpha", "--year", 2021)
    assert everything() == before
