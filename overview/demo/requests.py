"""A 请示 of the project's branch that the committee above has answered, one that waits, and numbers given outside."""

from datetime import date, timedelta

from branch.accounts.models import User
from branch.office_terms.models import OfficeTerm
from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting
from reports.claims.checking import Backing
from reports.claims.report import ReportClaims
from reports.facts import book_of
from reports.numbers.models import OutsideNumber
from reports.papers.registry import REQUEST
from reports.report import services
from reports.report.enums import ReportAction, SectionKind
from reports.report.models import AnnualReport, Paragraph
from reports.rulings.enums import Decision
from reports.rulings.services import draft_ruling

from .world import World, at

CODE, UNIT_CODE = "青石岭党支", "岭岳党"
ASKED, ANSWERED = date(2026, 2, 9), date(2026, 2, 12)
# What the committee above asks with its consent.
CONDITIONS = (
    "换届选举在2027年6月16日以前完成，条件成熟的可以提前，时间另行报告。\n"
    "延期期间支委会照常履行职责，“三会一课”、党员发展和党费收缴不受影响。\n"
    "隧道贯通后一个月内拟出换届工作方案，报公司党委。"
)
# The papers of the committee that were numbered before it worked in the system.
OUTSIDE = (
    (7, "关于做好2026年党建工作的通知", date(2026, 1, 23)),
    (8, "关于表彰2025年度先进党支部的决定", date(2026, 2, 2)),
)
WAITING = timedelta(days=6)
OTHER_MATTER = "使用留存党费购买学习书籍"
OTHER_REASON = {
    "matter:reason": "隧道进入贯通冲刺，夜班党员多，集中学习以外需要随手能看的书。",
    "matter:asked": "拟购买党章党规单行本和施工安全读本，放在两端工区的读书角，经费从支部留存党费中列支。",
}
DECIDED = date(2026, 2, 1)
REASON = "我支部本届支部委员会于{day}选举产生。六月正值隧道贯通冲刺，两端工作面的党员很难同时到会。"


def load(world: World, top: Organisation) -> None:
    """Whatever had happened before the demo's today."""
    for number, title, on in OUTSIDE:
        if on < world.today:
            noted = OutsideNumber(branch=top, year=on.year, code=UNIT_CODE, number=number, title=title)
            noted.issued_on, noted.created_at = on, at(on, 17)
            records.create(noted, by=None)
    if world.today > ANSWERED + timedelta(days=1):
        request = _ask(world, "延期换届", ASKED)
        _answer(world, top, request)
    if world.today - WAITING > ANSWERED:
        _ask(world, OTHER_MATTER, world.today - WAITING)


def _ask(world: World, subject: str, on: date) -> AnnualReport:
    """Drafted, completed by the secretary, numbered and sent."""
    new = AnnualReport(branch=world.branch, year=on.year, paper=REQUEST, subject=subject, code=CODE)
    report = services.draft_paper(report=new, by=world.secretary, on=on)
    for paragraph in Paragraph.objects.filter(section__report=report, section__kind=SectionKind.MATTER):
        if "【待补充" in paragraph.text:
            _complete(world, paragraph, on)
    return _move(report, world.secretary, on, ReportAction.FINALISE, ReportAction.SEND)


def _complete(world: World, paragraph: Paragraph, on: date) -> None:
    """The reason in the secretary's words; what is on record rests on its record."""
    if paragraph.section.report.subject == OTHER_MATTER:
        text, behind = OTHER_REASON[paragraph.slot], []
    else:
        term = OfficeTerm.objects.of_branch(world.branch).covering(on).get()
        meeting = (
            Meeting.objects.of_branch(world.branch).of_kind(MeetingKind.COMMITTEE).between(DECIDED, on).get()
        )
        text, behind = REASON.format(day=chinese_date(term.starts_on)), [term, meeting]
    services.save_paragraph(
        paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=world.secretary, on=on
    )
    for sentence, record in zip(paragraph.sentences.order_by("order"), behind, strict=False):
        services.point_source(sentence=sentence, obj=record, by=world.secretary)


def _answer(world: World, top: Organisation, request: AnnualReport) -> None:
    officer = User.objects.get(username="shangji")
    new = AnnualReport(branch=top, answers_to=request, decision=Decision.AGREED, code=UNIT_CODE)
    ruling = draft_ruling(ruling=new, words=CONDITIONS, by=officer, on=ANSWERED)
    ruling = _move(ruling, officer, ANSWERED, ReportAction.FINALISE, ReportAction.SEND)
    _move(ruling, world.secretary, ANSWERED + timedelta(days=1), ReportAction.ACCEPT)


def _move(report: AnnualReport, by: User, on: date, *actions: str) -> AnnualReport:
    """One move an hour; a sentence without a record is kept with the reason that it is the branch's own."""
    for hour, action in enumerate(actions, start=9):
        decisions = {}
        if action == ReportAction.FINALISE:
            full = AnnualReport.objects.with_tree().get(pk=report.pk)
            claims = ReportClaims(full, book_of(full, on), afresh=True).unsettled()
            decisions = {one.sentence.pk: "支部的打算" for one in claims if one.checked.state == Backing.NONE}
        services.move_report(report=report, action=action, by=by, at=at(on, hour), decisions=decisions)
        report = AnnualReport.objects.get(pk=report.pk)
    return report
