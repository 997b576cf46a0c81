"""`manage.py import_minutes FILE --branch CODE [--starts HH:MM] [--keep-unknown] [--dry-run] [--json]`."""

import json
from datetime import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localdate

from branch.organisations.commands import branch_of_code
from branch.organisations.models import Organisation
from branch.reading_answers.models import AnswerAbout, answers_of
from core.refusals import Refused
from documents.reading.files import read_source
from meetings.meeting.models import Meeting
from meetings.minutes_import.draft import MeetingDraft
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.found import Unsaid
from meetings.minutes_import.reading import read_all
from meetings.minutes_import.saving import check_attachable, note_duplicates, save_draft


class Command(BaseCommand):
    """Read a branch's own minutes or 会议台账 and record the meetings."""

    help = "把支部的会议记录（.docx、.txt）或会议台账（.xlsx、.csv）导入为会议；有缺漏或存疑的不保存。"

    def add_arguments(self, parser):
        """Which file, which branch, and whether anything is to be saved."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="会议记录，.docx、.txt；会议台账，.xlsx、.csv"
        )
        parser.add_argument("--branch", required=True, metavar="CODE", help="支部代码，例如 xiangmu")
        words = "台账里没有写几点的会议，都从几点开始，例如 09:00"
        parser.add_argument("--starts", type=time.fromisoformat, metavar="HH:MM", help=words)
        parser.add_argument("--keep-unknown", action="store_true", help="不认识的列放进会议记录，不再问")
        parser.add_argument("--dry-run", action="store_true", help="只读取和核对，不保存")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出读到的内容（JSON）")

    def handle(self, *, file, branch, starts, keep_unknown, dry_run, as_json, **options):
        """Read, print, and save unless it is a rehearsal or something is missing or doubtful."""
        organisation = branch_of_code(branch)
        today, learned = localdate(), answers_of(organisation, AnswerAbout.MINUTES_LABEL)
        try:
            source = read_source(file)
            check_attachable(source)
            drafts = [
                draft_meeting(found, organisation, year=today.year, today=today)
                for found in read_all(source.data, source.name, Unsaid(starts, keep_unknown), learned=learned)
            ]
            for draft in drafts:
                recorded = Meeting.objects.alive().of_branch(organisation)
                note_duplicates(draft, source, recorded, of=len(drafts))
            if as_json:
                self.stdout.write(json.dumps(_as_json(drafts), ensure_ascii=False, indent=2))
            else:
                for draft in drafts:
                    self._summarise(draft, organisation)
            if not dry_run:
                with transaction.atomic():
                    for draft in drafts:
                        save_draft(draft, branch=organisation, source=source, by=None, today=today)
        except Refused as refusal:
            raise CommandError(f"没有导入：{refusal}") from refusal
        if not as_json:
            self.stdout.write(
                "只核对，没有保存。" if dry_run else "已导入，会议登记为“已召开”，原文件作为附件保留。"
            )

    def _summarise(self, draft: MeetingDraft, branch: Organisation) -> None:
        self.stdout.write(f"{branch.name}，{draft.name}")
        for finding in draft.findings:
            reason = f"（{finding.reason}）" if finding.reason else ""
            value = finding.value.replace("\n", "\n    ")
            self.stdout.write(f"{finding.label}：{value}　可信度{finding.confidence.value}{reason}")
            for line in finding.lines[:3]:
                self.stdout.write(f"    {line.place}：{line.words[:80]}")
        for notice in draft.notices:
            self.stdout.write(f"{'请改正' if notice.stops else '请核对'}：{notice.text}")


def _as_json(drafts: list[MeetingDraft]) -> dict[str, Any]:
    """One draft as it is; several one after the other, with the lines of the whole file at the top."""
    if len(drafts) == 1:
        return drafts[0].as_json()
    each = [draft.as_json() for draft in drafts]
    about = {"text": f"文件里有 {len(drafts)} 次会议，各成一份草稿。", "stops": False}
    return {
        "file": each[0]["file"],
        "drafts": [{"findings": one["findings"], "notices": one["notices"]} for one in each],
        "notices": [about],
        "lines": [line for one in each for line in one["lines"]],
    }
