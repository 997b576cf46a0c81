"""A report held for a change: nobody finalises it in between, and its history tells what was written."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F

from core import audit
from core.enums import AuditAction
from core.records import StaleRecord
from core.refusals import Refused
from reports.facts import unknown_facts

from .models import AnnualReport, Paragraph


def check_editable(report: AnnualReport) -> None:
    """Hold the report for this change. Raises Refused when its text is frozen."""
    stored = AnnualReport.objects.select_for_update().get(pk=report.pk)
    if not stored.is_editable:
        raise Refused(f"报告已是“{stored.get_state_display()}”，不能修改。需要修改时请先“修订”。")


def note(report: AnnualReport, by: AbstractBaseUser | None, label: str, old: str, new: str) -> None:
    """Tell a change of the text in the report's history.

    Restricted: a superior officer, who reads the report once it is sent, does not read its drafts there. What a member
    writes before handing in is nobody's to read, in the audit log neither.
    """
    if report.member_id:
        old, new = "", "（本人材料，内容不记入）"
    change = {"text": {"label": label, "old": old, "new": new, "restricted": True}}
    audit.record(actor=by, action=AuditAction.UPDATE, obj=report, changes=change)


def claim(paragraph: Paragraph, lock_version: int | None = None) -> None:
    """Take the words of a paragraph for this change.

    Raises Refused when the report is frozen, StaleRecord when someone saved it after the version given was read.
    """
    check_editable(paragraph.section.report)
    rows = Paragraph.objects.filter(pk=paragraph.pk)
    if lock_version is not None:
        rows = rows.filter(lock_version=lock_version)
    if not rows.update(lock_version=F("lock_version") + 1):
        raise StaleRecord
    paragraph.refresh_from_db(fields=["lock_version"])


def checked_text(text: str, report: AnnualReport) -> str:
    """What was typed as one paragraph of a report. Raises Refused for an empty text and for a fact that it has not."""
    text = " ".join(text.replace("\0", "").split("\n")).replace("\r", "").strip()
    if not text:
        raise Refused("段落没有文字。不需要这一段时，请用“删去本段”，以后还能恢复。")
    if unknown := unknown_facts(text, of_one=report.member_id is not None):
        names = "、".join(f"{{{name}}}" for name in unknown)
        raise Refused(f"没有名为 {names} 的数据项，请对照右侧“可用数据”修改名称。")
    return text
