"""Files edited outside and brought back: what was changed in them is found, all of it and nothing else; taken, the report
says what they say; withdrawn, what it said before.

ROUND_TRIPS=300 script/test reports/round_trip/tests/test_round_trip.py edits as many files as wanted, every tenth of them saved
again by LibreOffice.
"""

import os
import shutil
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction

from core.testing import build_cast
from core.testing_databases import prepared
from documents.reading.files import ReportFile
from documents.reading.reviewed import one_line, read_reviewed
from reports.report import services as report_services
from reports.report.assembling import working_content
from reports.report.models import AnnualReport
from reports.round_trip import services
from reports.round_trip.change import Change, ChangeKind
from reports.round_trip.exported import export_word, from_data
from reports.round_trip.lines import file_text
from reports.round_trip.models import ReturnedFile
from reports.round_trip.open_changes import changes_in
from reports.tests.dirty_years import YEAR, throw

from .edited import edit

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)
ROUND_TRIPS = int(os.environ.get("ROUND_TRIPS", "6"))
# Years of records, by the seeds that make them; more files come from more of them.
YEARS = (27, 9, 20, 35, 12)
FILES_OF_A_YEAR = 60


people = prepared(build_cast)


def exported(cast, seed: int = YEARS[0]) -> SimpleNamespace:
    """The draft of a year as it goes out."""
    throw(cast, seed)
    report = report_services.draft_report(branch=cast.branch, year=YEAR, by=cast.secretary, on=ON)
    data = export_word(fresh(report), by=cast.secretary, on=ON)
    return SimpleNamespace(report=report, data=data, by=cast.secretary)


def fresh(report: AnnualReport) -> AnnualReport:
    """The report as it is stored."""
    return AnnualReport.objects.with_tree().get(pk=report.pk)


def brought_back(out: SimpleNamespace, data: bytes) -> ReturnedFile:
    """A file uploaded on the page of the report."""
    given = {
        "report": out.report,
        "file": ReportFile("报告（改）.docx", data),
        "reviewed": read_reviewed(data),
    }
    return services.keep_returned(by=out.by, on=ON, **given)


def changes(returned: ReturnedFile) -> list[Change]:
    """What waits for a decision."""
    return list(changes_in(returned, fresh(returned.report), on=ON).open)


def told(change: Change) -> tuple[str, str, str]:
    """A change as the edits tell it; of another style of number the words are the same on both sides."""
    if change.fact:
        return change.kind.name, change.fact.value, change.fact.typed
    if change.kind == ChangeKind.RESTYLED:
        return change.kind.name, *(text.split("\u3000", 1)[1] for text in (change.old, change.new))
    return change.kind.name, change.old, change.new


def text_of(report: AnnualReport) -> tuple[list[str], list[str]]:
    """What a report says: headings and paragraphs; and its day."""
    content = working_content(fresh(report), on=ON)
    heads = [*(section.heading for section in content.sections if section.heading), str(content.signed_on)]
    return heads, [text for s in content.sections for p in s.paragraphs if (text := one_line(p.text))]


def stored_of(report: AnnualReport) -> list[tuple[str, str, int | None]]:
    """What is stored of it: each paragraph that stands in it, with its number."""
    rows = (row for section in fresh(report).sections.all() for row in section.paragraphs.all())
    return [(row.text, row.marker, row.number) for row in rows if not row.is_left_out]


def decide(returned: ReturnedFile, keys: list[str], by, *, take: bool = True) -> None:
    """Take or leave some."""
    services.decide_returned(returned=returned, keys=keys, take=take, by=by, on=ON)


def saved_by_libreoffice(data: bytes, folder: Path) -> bytes:
    """The file opened and saved again by another program."""
    folder.mkdir()
    source = folder / "报告.docx"
    source.write_bytes(data)
    office = shutil.which("soffice")
    assert office, "未安装 LibreOffice，请安装软件包 libreoffice-writer-nogui"
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    subprocess.run(
        command, env={**os.environ, "HOME": str(folder)}, check=True, capture_output=True, timeout=180
    )
    return (folder / "out" / "报告.docx").read_bytes()


def check_file(out: SimpleNamespace, data: bytes, made: list[tuple[str, str, str]], which: str) -> None:
    """Everything that was changed is found, taken and withdrawn."""
    returned = brought_back(out, data)
    assert Counter(map(told, changes(returned))) == Counter(made), which
    before, heads = stored_of(out.report), text_of(out.report)
    decide(returned, [change.key for change in changes(returned)], out.by) if made else None
    assert changes(returned) == []
    file = file_text(read_reviewed(data).lines, from_data(returned.told))
    words = text_of(out.report)[1]
    assert len(words) == len(file.body), which
    assert all(text in {line.words, line.whole} for text, line in zip(words, file.body, strict=True)), which
    # The last one first, as a person would who changed their mind.
    for key in reversed(list(returned.decisions)):
        services.withdraw_change(returned=returned, key=key, by=out.by, on=ON)
    assert Counter(stored_of(out.report)) == Counter(before), which
    assert text_of(out.report)[0] == heads[0]


def test_an_export_comes_back_as_it_went_out(people):
    out = exported(people)
    assert changes(brought_back(out, out.data)) == []


def test_finds_what_was_changed_and_nothing_else(people, tmp_path):
    made, seeds = Counter(), list(range(ROUND_TRIPS))
    for year in YEARS:
        mine, seeds = seeds[:FILES_OF_A_YEAR], seeds[FILES_OF_A_YEAR:]
        for one in mine[:1]:
            made += _round_trips(people, year, range(one, one + len(mine)), tmp_path)
    assert made["files"] == ROUND_TRIPS
    assert len(made) > 6 or ROUND_TRIPS < 6


def _round_trips(people, year: int, seeds: range, folder: Path) -> Counter:
    made: Counter[str] = Counter()
    with transaction.atomic():
        out = exported(people, year)
        wording = from_data(brought_back(out, out.data).told)
        for seed in seeds:
            file = edit(out.data, wording, seed)
            data = file.saved()
            if seed % 10 == 9:
                data = saved_by_libreoffice(data, folder / str(seed))
                made["saved by LibreOffice"] += 1
            with transaction.atomic():
                check_file(out, data, file.made, f"year {year}, seed {seed}")
                transaction.set_rollback(True)
            made["files"] += 1
            made.update(kind for kind, _, _ in file.made)
        transaction.set_rollback(True)
    return made
