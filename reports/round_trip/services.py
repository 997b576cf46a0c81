"""Writes of returned files: keeping one, taking or leaving its changes, withdrawing what was taken."""

import hashlib
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from core import attachments
from core.records import audited
from core.refusals import Refused
from documents.reading.files import ReportFile
from documents.reading.reviewed import Reviewed, one_line
from reports.report.assembling import working_content
from reports.report.holding import check_editable
from reports.report.models import AnnualReport

from .aligning import aligned
from .change import Change
from .exported import Wording, origin_of, to_data, with_rows, wording_of
from .lines import file_text
from .models import ReturnedFile
from .open_changes import changes_in
from .taking import Taking, withdraw
from .words import printed

# So much of what was exported must be found again in a file; in one that names another report, so much of this one.
LEAST_ALIKE, LEAST_ALIKE_OF_ANOTHER = 0.25, 0.6
STRANGE = (
    "这个文件和这份报告几乎没有相同的段落，不像是它改出来的，请检查是否选错了文件。"
    "往年的报告请在年度报告列表里用“导入旧报告”。"
)
CHANGED = "对比刚刚有了变化，或者其中几处已经处理过。下面是最新的对比，请再看一遍。"


@transaction.atomic
def keep_returned(
    *, report: AnnualReport, file: ReportFile, reviewed: Reviewed, by: AbstractBaseUser, on: date
) -> ReturnedFile:
    """Keep a file that came back, with what was read from it; the same file is kept once. The text does not change.

    Raises Refused for a file of another report and for one that has nothing of this one.
    """
    check_editable(report)
    digest = hashlib.sha256(file.data).hexdigest()
    same: ReturnedFile | None = ReturnedFile.objects.alive().filter(report=report, sha256=digest).first()
    if same:
        return same
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    origin = origin_of(reviewed.origin)
    is_ours = origin.report is not None and origin.report.pk == report.pk
    found = origin.wording if is_ours else None
    told = with_rows(found, full) if found and origin.version else found
    told = told or wording_of(working_content(full, on=on), full)
    _check_likeness(told, reviewed, None if is_ours else origin.report, by)
    returned = ReturnedFile(
        report=report,
        branch=report.branch,
        created_by_id=by.pk,
        name=file.name[-200:],
        sha256=digest,
        export=origin.export if is_ours else None,
        version=origin.version if is_ours else None,
        told=to_data(told),
        reading=asdict(reviewed),
    )
    with audited(returned, by=by):
        attachments.add(record=returned, upload=SimpleUploadedFile(file.name, file.data), by=by)
    return returned


def _check_likeness(
    told: Wording, reviewed: Reviewed, other: AnnualReport | None, by: AbstractBaseUser
) -> None:
    alike = share(told, reviewed)
    if other is not None and alike < LEAST_ALIKE_OF_ANOTHER:
        is_seen = AnnualReport.objects.visible_to(by).filter(pk=other.pk).exists()
        name = f"“{other.title}”（{other.branch}，{other.year} 年度）" if is_seen else "另一份报告"
        raise Refused(
            f"这个文件是{name}导出的，不是这一份报告。请到那份报告的页面上传，或检查是否选错了文件。"
        )
    if alike < LEAST_ALIKE:
        raise Refused(STRANGE)


def share(told: Wording, reviewed: Reviewed) -> float:
    """The part of an exported text, by its characters, whose paragraphs are found again in a file."""
    texts = [one_line(printed(one.text, told.values)[0]) for _, one in told.paragraphs()]
    pairs = aligned(texts, [line.words for line in file_text(reviewed.lines, told).body])
    found = sum(len(texts[place]) for pair in pairs for place in pair.old)
    return found / max(1, sum(map(len, texts)))


@transaction.atomic
def decide_returned(
    *, returned: ReturnedFile, keys: Collection[str], take: bool, by: AbstractBaseUser, on: date
) -> int:
    """Take changes of a returned file into the report, or leave the report as it is; returns how many were decided.

    Raises Refused where one of them is no longer offered, and for a frozen report; then nothing is written.
    """
    report = _held(returned)
    found = changes_in(returned, report, on=on)
    offered = {one.key: one for one in [*found.open, *found.left]}
    if not keys:
        raise Refused("请先勾选要处理的改动。")
    if set(keys) - offered.keys():
        raise Refused(CHANGED)
    chosen = [one for one in found.comparison.changes if one.key in set(keys)]
    done: dict[str, list[dict[str, Any]]] = {}
    if take:
        done = Taking(report, found.comparison, chosen, by=by, on=on).done()
    for change in chosen:
        returned.decisions[change.key] = {
            "take": take,
            "by": str(by),
            "at": timezone.now().isoformat(),
            "done": done.get(change.key, []),
            "told": told_of(change),
        }
    _store(returned, by, f"{'采纳' if take else '不采纳'} {len(chosen)} 处改动")
    return len(chosen)


@transaction.atomic
def withdraw_change(*, returned: ReturnedFile, key: str, by: AbstractBaseUser, on: date) -> None:
    """Put back what one taken change wrote; it is open again.

    Raises Refused where it was not taken, where the report was changed there since, and for a frozen report.
    """
    report = _held(returned)
    decision = returned.decisions.get(key, {})
    if not decision.get("take"):
        raise Refused("这一处没有采纳，不用撤回。")
    withdraw(report, decision["done"], by=by, on=on)
    del returned.decisions[key]
    _store(returned, by, "撤回 1 处改动")


def _held(returned: ReturnedFile) -> AnnualReport:
    """The report held for this change, and what became of the file's changes by now."""
    check_editable(returned.report)
    returned.refresh_from_db(fields=["decisions", "lock_version"])
    full: AnnualReport = AnnualReport.objects.with_tree().get(pk=returned.report_id)
    return full


def _store(returned: ReturnedFile, by: AbstractBaseUser, reason: str) -> None:
    with audited(returned, by=by, reason=reason):
        pass


def told_of(change: Change) -> dict[str, str]:
    """What a decided change was about, for its line below the open ones."""
    return {"kind": str(change.kind), "old": change.old, "new": change.new}
