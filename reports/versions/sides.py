"""What may be put beside what: frozen versions, the working text, last year's report, the text that somebody answered to."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from branch.accounts.models import User
from core.dates import chinese_date
from core.editing import whole_number
from reports.report.assembling import content_of
from reports.report.document import AnnualContent, from_json
from reports.report.models import AnnualReport, ReportVersion
from reports.report.permissions import can_change_report
from reports.review.models import Answer
from reports.review.permissions import can_open_review
from reports.review.texts import Text, text_of

WORKING, LAST_YEAR = "working", "last"


@dataclass(frozen=True)
class Side:
    """One of the two texts; `content` is None where only the words were kept."""

    label: str
    text: Text
    content: AnnualContent | None = None


def choices(user: User, report: AnnualReport) -> list[tuple[str, str]]:
    """Key and name of everything that the person may compare, the newest first."""
    found = [(WORKING, "现在的文字")] if can_change_report(user, report) else []
    versions = ReportVersion.objects.visible_to(user).filter(report=report).defer("content")
    found += [(f"v{version.pk}", version_label(version)) for version in versions]
    if before := last_year(user, report):
        found.append((LAST_YEAR, f"{before.year} 年度报告"))
    return found


def version_label(version: ReportVersion) -> str:
    """第 2 版（2026年1月20日定稿）."""
    return f"第 {version.number} 版（{chinese_date(localtime(version.frozen_at).date())}定稿）"


def last_year(user: User, report: AnnualReport) -> AnnualReport | None:
    """The report of the year before, where the person may read it."""
    return AnnualReport.objects.visible_to(user).like(report, report.year - 1).with_tree().first()


def side_of(user: User, report: AnnualReport, key: str, *, on: date) -> Side | None:
    """The text that a key names; None for one that does not exist or is not the person's to see."""
    kind, number = key[:1], whole_number(key[1:])
    if key in {WORKING, LAST_YEAR}:
        if key not in dict(choices(user, report)):
            return None
        of = (
            last_year(user, report)
            if key == LAST_YEAR
            else AnnualReport.objects.with_tree().get(pk=report.pk)
        )
        if of is None:
            return None
        content = content_of(of, on=on)
        return Side(dict(choices(user, report))[key], text_of(content), content)
    if kind == "v" and number is not None:
        version = ReportVersion.objects.visible_to(user).filter(report=report, pk=number).first()
        if version:
            frozen = from_json(version.content)
            return Side(version_label(version), text_of(frozen), frozen)
    if kind == "a" and number is not None and can_open_review(user, report):
        answer = (
            Answer.objects.filter(review__report=report, pk=number).select_related("member", "user").first()
        )
        if answer:
            return Side(f"{answer.member or answer.user}表态时的文字", answer.seen)
    return None
