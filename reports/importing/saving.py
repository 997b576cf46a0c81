"""Saving an older report: its records and its text, in one transaction."""

import hashlib

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from branch.models import Organisation, User
from core import attachments, audit
from core.enums import AuditAction
from core.refusals import Refused

from ..models import AnnualReport
from ..services import store_report
from .arrangement import arrange
from .pending import ReportFile
from .recording import Recorder
from .schema import ParsedReport

FIRST_YEAR = 1950
# A report of some ten pages has less than two hundred.
MAX_PARAGRAPHS = 3000


def proposed_title(branch: Organisation, year: int | str) -> str:
    """The title of a report whose file has none."""
    return f"{branch.name}{year}年度工作报告"


def check_year(year: int) -> None:
    """Raises Refused for a number that is no year of a report."""
    last = localdate().year + 1
    if not FIRST_YEAR <= year <= last:
        raise Refused(f"所属年度“{year}”不对，请填 {FIRST_YEAR} 到 {last} 之间的四位数字。")


def check_free(branch: Organisation, year: int) -> None:
    """Raises Refused where the year has its report already."""
    if AnnualReport.objects.of_branch(branch).in_year(year).exists():
        raise Refused(
            f"{branch}的 {year} 年度已有报告，不能再导入。请核对年度；确实要换成这份，请先把原来的报告移入回收站。"
        )


def check_length(parsed: ParsedReport) -> None:
    """Raises Refused for a file far longer than any annual report."""
    if (count := len(parsed.paragraphs)) > MAX_PARAGRAPHS:
        raise Refused(
            f"文件有 {count} 段，超过 {MAX_PARAGRAPHS} 段，不像一份年度报告。请检查是否选错了文件，或只留报告正文后再导入。"
        )


@transaction.atomic
def import_report(
    *, branch: Organisation, year: int, parsed: ParsedReport, by: User | None, source: ReportFile
) -> AnnualReport:
    """Store the records and the text of an older report; the file itself becomes an attachment.

    Raises Refused for a year that has a report or is none, and for an endless file; then nothing is stored.
    """
    check_year(year)
    check_length(parsed)
    check_free(branch, year)
    layout = arrange(parsed, proposed_title=proposed_title(branch, year))
    report = AnnualReport(
        branch=branch,
        year=year,
        title=layout.title,
        salutation=layout.salutation,
        signer=layout.signer,
        signed_on=layout.signed_on,
        created_by=by,
    )
    store_report(report, sections=layout.sections, by=by)
    Recorder(branch, year, by).record(parsed)
    digest = hashlib.sha256(source.data).hexdigest()
    audit.record(
        actor=by,
        action=AuditAction.IMPORT,
        obj=report,
        changes={
            "file": {"label": "文件", "old": "", "new": source.name, "restricted": False},
            "sha256": {"label": "文件摘要（SHA-256）", "old": "", "new": digest, "restricted": False},
        },
    )
    _attach(report, source, by)
    return report


def _attach(report: AnnualReport, source: ReportFile, by: User | None) -> None:
    """Keep the file with the report; one that attachments do not take is named in the history only."""
    upload = SimpleUploadedFile(source.name, source.data)
    try:
        attachments.add(record=report, upload=upload, by=by)
    except Refused:
        return
