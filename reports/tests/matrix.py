"""Who gets which answer from every page of this app; the whole site's matrix collects it."""

from datetime import date

from documents.reading.files import ReportFile
from documents.reading.reviewed import read_reviewed
from rectification.problems.models import Problem
from rectification.tests import factory as rectification
from reports.report import services
from reports.report.enums import ReportState
from reports.report.models import AnnualReport, Paragraph, Section, Sentence
from reports.round_trip.exported import export_word
from reports.round_trip.models import ReturnedFile
from reports.round_trip.services import keep_returned

from . import (
    matrix_campaigns,
    matrix_forms,
    matrix_houses,
    matrix_life,
    matrix_meetings,
    matrix_rulings,
    matrix_templates,
)

WRITERS = ("secretary", "committee", "discipline")
MEMBERS = ("group_leader", "member", "probationary")
EVERYBODY = (*WRITERS, *MEMBERS, "superior", "outsider", "administrator")
ANONYMOUS = {"anonymous": 302}


def _roles(default: int, *, writers: int, **named: int) -> dict[str, int]:
    """Status of everybody, of the branch's writers, and of single roles."""
    return dict.fromkeys(EVERYBODY, default) | dict.fromkeys(WRITERS, writers) | named | ANONYMOUS


# Lists about the chosen branch: an outsider sees the list of the own branch.
READ_LIST = _roles(403, writers=200, superior=200, outsider=200)
SECRETARY_PAGE = _roles(403, writers=403, secretary=200, outsider=200)
# A draft is the branch's own: a superior officer knows of a report once it is sent.
READ_ONE = _roles(404, writers=200)
CHANGE_ONE = _roles(404, writers=200)
POST_CHANGE = _roles(404, writers=302)
POST_REFUSED_TEXT = _roles(404, writers=422)
POST_BY_SECRETARY = _roles(404, writers=403, secretary=302)

MATRIX: dict[str, dict[str, int]] = {
    "reports:report_list": READ_LIST,
    "reports:report_create": SECRETARY_PAGE,
    "reports:report_import": SECRETARY_PAGE,
    "reports:minutes_import": _roles(403, writers=200, group_leader=200, outsider=200),
    "reports:minutes_template": _roles(403, writers=200, group_leader=200, outsider=200),
    "reports:yearbook": READ_LIST,
    # The member's own record; the group leader sees the member, but not this.
    "reports:hours_certificate": _roles(404, writers=200, member=200, superior=200, group_leader=403),
    "reports:study_record": _roles(404, writers=200, member=200, superior=200, group_leader=403),
    "reports:transfer_register": READ_LIST,
    "reports:item_ledger": READ_LIST,
    "reports:problem_ledger": READ_LIST,
    "reports:closing_sheet": _roles(404, writers=200, superior=200, member=200),
    "reports:notice_sheet": _roles(404, writers=200, superior=200),
    "reports:paper_list": READ_LIST,
    "reports:request_create": SECRETARY_PAGE,
    # Each member's own page; the superior officer and the administrator are nobody's members.
    "reports:own_papers": _roles(
        403, writers=200, group_leader=200, member=200, probationary=200, outsider=200
    ),
    "reports:paper_draft": _roles(
        403, writers=302, group_leader=302, member=302, probationary=302, outsider=302
    ),
    "reports:report_detail": READ_ONE,
    "reports:report_update": CHANGE_ONE,
    "reports:report_redraft": POST_BY_SECRETARY,
    "reports:report_template": _roles(404, writers=403, secretary=200),
    "reports:report_changes": CHANGE_ONE,
    "reports:report_change_count": CHANGE_ONE,
    "reports:report_move": _roles(404, writers=403),
    "reports:report_finalise": _roles(404, writers=403, secretary=200),
    "reports:report_return": _roles(404, writers=403),
    "reports:report_pane": READ_ONE,
    "reports:report_sheet": READ_ONE,
    "reports:report_preview": READ_ONE,
    "reports:report_file": READ_ONE,
    "reports:returned_create": CHANGE_ONE,
    "reports:returned_detail": CHANGE_ONE,
    "reports:paragraph_update": POST_REFUSED_TEXT,
    "reports:paragraph_create": POST_REFUSED_TEXT,
    "reports:paragraph_leave_out": POST_CHANGE,
    "reports:paragraph_bring_back": POST_CHANGE,
    "reports:paragraph_move": POST_CHANGE,
    "reports:paragraph_merge": POST_CHANGE,
    "reports:paragraph_restore": POST_CHANGE,
    # What the editor sends is no form: an empty one is refused.
    "reports:studio_save": POST_REFUSED_TEXT,
    "reports:studio_presence": POST_REFUSED_TEXT,
    "reports:studio_restore": POST_REFUSED_TEXT,
    "reports:studio_paragraphs": CHANGE_ONE,
    "reports:studio_facts": CHANGE_ONE,
    "reports:advice_follow": POST_CHANGE,
    "reports:advice_set_aside": POST_CHANGE,
    "reports:sentence_keep": POST_CHANGE,
    "reports:sentence_source": CHANGE_ONE,
}
MATRIX |= matrix_forms.MATRIX | matrix_meetings.MATRIX | matrix_campaigns.MATRIX
MATRIX |= matrix_templates.MATRIX | matrix_life.MATRIX | matrix_houses.MATRIX | matrix_rulings.MATRIX

POST_ONLY = {
    "reports:paper_draft",
    "reports:report_redraft",
    "reports:report_move",
    "reports:paragraph_update",
    "reports:paragraph_create",
    "reports:paragraph_leave_out",
    "reports:paragraph_bring_back",
    "reports:paragraph_move",
    "reports:paragraph_merge",
    "reports:paragraph_restore",
    "reports:studio_save",
    "reports:studio_presence",
    "reports:studio_restore",
    "reports:advice_follow",
    "reports:advice_set_aside",
    "reports:sentence_keep",
    *matrix_campaigns.POST_ONLY,
    *matrix_life.POST_ONLY,
}


def make_report(cast, *, year: int = 2025, state: str = ReportState.DRAFT) -> AnnualReport:
    """A drafted report of the cast's branch with one main problem."""
    Problem.objects.create(
        branch=cast.branch, year=year, order=1, title="学用脱节", is_main=True, is_finding=False
    )
    report = services.draft_report(branch=cast.branch, year=year, by=cast.secretary, on=date(2026, 1, 20))
    AnnualReport.objects.filter(pk=report.pk).update(state=state)
    report.refresh_from_db()
    return report


def make_returned(cast, report: AnnualReport) -> ReturnedFile:
    """An unchanged file of a report that came back."""
    on, full = date(2026, 1, 20), AnnualReport.objects.with_tree().get(pk=report.pk)
    data = export_word(full, by=cast.secretary, on=on)
    file, reviewed = ReportFile("报告.docx", data), read_reviewed(data)
    return keep_returned(report=full, file=file, reviewed=reviewed, by=cast.secretary, on=on)


def make_objects(cast) -> dict[str, dict]:
    """Arguments of every page, of a new report in the next free year."""
    year = 2025 - AnnualReport.objects.count()
    report = make_report(cast, year=year)
    section = Section.objects.get(report=report, kind="problems")
    paragraph = Paragraph.objects.filter(section=section).first()
    text = "学用脱节。另一句没有记录。"
    services.save_paragraph(
        paragraph=paragraph, text=text, lock_version=1, by=cast.secretary, on=date(2026, 1, 20)
    )
    sentence = Sentence.objects.filter(paragraph=paragraph).first()
    pages = {name: {"pk": report.pk} for name in MATRIX if ":report_" in name or ":studio_" in name}
    for name in ("report_list", "report_create", "report_import", "minutes_import", "minutes_template"):
        pages[f"reports:{name}"] = {}
    pages |= {
        "reports:paper_list": {},
        "reports:request_create": {},
        "reports:own_papers": {},
        "reports:paper_draft": {"code": "statement"},
    }
    member = cast.people.member
    pages["reports:hours_certificate"] = {"pk": member.pk, "year": 2025, "file_format": "docx"}
    pages["reports:study_record"] = {"pk": member.pk, "year": 2025, "file_format": "docx"}
    item = rectification.make_item(cast)
    pages["reports:transfer_register"] = {"file_format": "docx"}
    pages["reports:item_ledger"] = pages["reports:problem_ledger"] = {"file_format": "docx"}
    pages["reports:closing_sheet"] = {"pk": item.pk, "file_format": "docx"}
    notice = rectification.make_notice(cast, item)
    pages["reports:notice_sheet"] = {"pk": notice.pk, "file_format": "docx"}
    pages["reports:report_pane"] = {"pk": report.pk, "tab": "layout"}
    pages["reports:report_sheet"] = {"pk": report.pk, "digest": "0", "number": 1}
    pages["reports:report_file"] = {"pk": report.pk, "file_format": "docx"}
    pages["reports:yearbook"] = {"file_format": "docx"}
    pages |= {name: {"pk": paragraph.pk} for name in MATRIX if ":paragraph_" in name}
    pages["reports:returned_create"] = {"pk": report.pk}
    pages["reports:returned_detail"] = {"pk": make_returned(cast, report).pk}
    pages["reports:advice_follow"] = {"pk": paragraph.pk}
    pages["reports:advice_set_aside"] = {"pk": report.pk}
    pages["reports:paragraph_create"] = {"pk": section.pk}
    pages |= {name: {"pk": sentence.pk} for name in MATRIX if ":sentence_" in name}
    pages |= matrix_campaigns.make_objects(cast) | matrix_templates.make_objects(cast)
    pages |= matrix_life.make_objects(cast, make_report(cast, year=year - 1))
    pages |= matrix_houses.make_objects(cast) | matrix_rulings.make_objects(cast)
    return pages | matrix_forms.make_objects(cast) | matrix_meetings.make_objects(cast)
