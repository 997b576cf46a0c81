"""The committee reads the drafted report: two have answered, three comments stand at sentences, one of them is settled."""

from reports.report import services as report_services
from reports.report.editor import shown_page
from reports.report.enums import ReportAction
from reports.report.models import AnnualReport
from reports.review import services
from reports.review.enums import Choice, Verdict
from reports.review.places import Line, lines_of
from reports.review.seats import seats_of
from reports.review.texts import text_of

from .world import World, at

# (kind of section, login, what is said)
COMMENTS = [
    ("work", "zuzhi", "这一句后面请补一句效果，党员听了才有数。"),
    ("problems", "jijian", "表述可以再直接些，不绕弯子。"),
    ("measures", "jijian", "责任人和时限请再核对一遍。"),
]
# (login, choice, words)
ANSWERS = [
    ("zuzhi", Choice.OPINION, "总体同意。工作部分偏长，宣读时请控制在二十分钟以内。"),
    ("shuji", Choice.AGREE, ""),
]


def load(world: World, report: AnnualReport) -> None:
    """Submit the report to the committee, with what its members have said so far."""
    when = at(world.today, 9)
    report_services.move_report(report=report, action=ReportAction.SUBMIT, by=world.secretary, at=when)
    report = AnnualReport.objects.get(pk=report.pk)
    shown = shown_page(report, world.today)
    text, lines = text_of(shown.content), lines_of(report, shown)
    seats = seats_of(world.branch, world.today)
    for login, choice, words in ANSWERS:
        seat = next(one for one in seats if one.is_of(world.users[login]))
        services.answer_review(
            report=report, seat=seat, choice=choice, words=words, seen=text, by=world.users[login], at=when
        )
    kinds = [section.kind for section in shown.sections]
    made = [
        services.add_comment(
            report=report,
            on=_first(lines, kinds.index(kind)),
            words=words,
            by=world.users[login],
            at=when,
        )
        for kind, login, words in COMMENTS
    ]
    services.reply_to(
        comment=made[1], verdict=Verdict.KEPT, words="这是会上议定的原话，保留。", by=world.secretary, at=when
    )


def _first(lines: list[Line], section: int) -> services.On:
    """The first sentence of a section."""
    line = next(line for line in lines if line.place[0] == section)
    words = line.sentences[0][1].strip()
    return services.On(line.section_id, line.paragraph_id, words, words)
