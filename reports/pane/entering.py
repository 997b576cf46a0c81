"""Where the record is entered that a gap 【待补充：…】 waits for, filled in as far as the gap tells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from activities.kinds import registry
from activities.models import WorkArea
from meetings.enums import MeetingKind
from rectification.items.models import RectificationItem
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from reports.drafting.wording import bare
from reports.report.enums import SectionKind
from reports.report.models import AnnualReport, Paragraph

# An area may take in many kinds; so many forms are offered for it.
KINDS_MOST = 6


@dataclass(frozen=True)
class Way:
    """A form or a page on which the missing record is entered: the button's words, and the address.

    `year`: the 所属年度 that a new record takes from where the person works; 0 where the page knows its own.
    """

    label: str
    url: str
    year: int = 0


def _page(label: str, name: str, *args: object) -> Way:
    """A page that is about a record there is, or about none of a year."""
    return Way(label, reverse(name, args=args))


def _new(label: str, name: str, of_year: int, **query: object) -> Way:
    """The form of a new record of a year, filled in with what `query` names."""
    given = {key: value for key, value in query.items() if value}
    return Way(label, reverse(name) + (f"?{urlencode(given, doseq=True)}" if given else ""), of_year)


def _parts(slot: str) -> tuple[str, str]:
    """The first word of a slot, and the rest."""
    first, _, rest = slot.partition(":")
    return first, rest


def ways(report: AnnualReport, paragraph: Paragraph, kind: str, gap: str) -> list[Way]:
    """The ways to fill a gap of a paragraph that stands in a section of a kind.

    What the paragraph was drafted from (`slot`) says most; a paragraph of a person's own is told by its section.
    """
    if report.campaign_id:
        return _of_campaign(report, paragraph)
    place, rest = _parts(paragraph.slot)
    find = _BY_PLACE.get(place) or _BY_PLACE.get(kind)
    return list(find(report, paragraph, rest, gap)) if find else []


def _of_campaign(report: AnnualReport, paragraph: Paragraph) -> list[Way]:
    """What the 总结 of a study campaign lacks stands on the campaign's page, or in what is tagged with it."""
    pk = report.campaign_id
    if not paragraph.slot.startswith("work"):
        return [_page("在学习教育里填写…", "reports:campaign_update", pk)]
    return [
        _page("编辑学习教育的计划…", "reports:campaign_plan", pk),
        _new("登记工作纪实…", "activities:activity_create", report.year, campaign=pk),
    ]


def _last_year(report: AnnualReport, paragraph: Paragraph, rest: str, gap: str) -> Iterable[Way]:
    """What became of last year's problems: the item's own page, or a new item for the problem."""
    if item := _item_named(paragraph, gap):
        yield _page("填写完成情况…", "rectification:item_detail", item.pk)
        return
    what, pk = _parts(rest)
    if what == "problem" and (problem := _of(report, Problem, pk)):
        label = "登记这个问题的整改事项…"
        yield _new(label, "rectification:item_create", problem.year, problem=problem.pk)
        yield _page("打开这个问题", "rectification:problem_detail", problem.pk)
        return
    yield _new("导入上年度整改台账…", "rectification:ledger_import", report.year - 1)
    yield _page("导入上年度报告…", "reports:report_import")


def _item_named(paragraph: Paragraph, gap: str) -> RectificationItem | None:
    """The item whose result is missing: of those behind the paragraph the one that the gap names."""
    sources = [source for sentence in paragraph.sentences.all() for source in sentence.sources.all()]
    kept = [one.object_id for one in sources if one.object_type == RectificationItem._meta.label_lower]
    items = RectificationItem.objects.alive().filter(pk__in=kept).order_by("pk")
    return next((item for item in items if f"“{bare(item.content)[:20]}”的完成情况" in gap), None)


def _of(report: AnnualReport, model, pk: str):
    """A record of the report's branch by the number in a slot; None where it is gone."""
    rows = model.objects.filter(branch=report.branch, deleted_at__isnull=True)
    return rows.filter(pk=int(pk)).first() if pk.isdecimal() else None


def _findings(report: AnnualReport, _: Paragraph, rest: str, gap: str) -> Iterable[Way]:
    if "征求意见" in gap:
        yield _new("登记意见…", "rectification:opinion_create", report.year)
        yield _new("发起征求意见…", "rectification:round_create", report.year)
        return
    what, pk = _parts(rest)
    if what == "problem" and (problem := _of(report, Problem, pk)):
        yield _page("填写问题的表述…", "rectification:problem_update", problem.pk)
        return
    item = _of(report, FrameworkItem, pk) if what == "framework" else None
    given = {"framework_item": item.pk} if item else {}
    yield _new("登记查摆的问题…", "rectification:problem_create", report.year, **given)


def _problems(report: AnnualReport, _: Paragraph, rest: str, _gap: str) -> Iterable[Way]:
    if problem := _of(report, Problem, rest):
        yield _page("填写主要问题的提法…", "rectification:problem_update", problem.pk)
    else:
        yield _new("登记主要问题…", "rectification:problem_create", report.year, is_main=1)


def _causes(report: AnnualReport, _: Paragraph, rest: str, _gap: str) -> Iterable[Way]:
    if cause := _of(report, Cause, rest):
        yield _page("填写原因的表述…", "rectification:cause_update", cause.pk)
    else:
        yield _new("登记原因…", "rectification:cause_create", report.year)


def _measures(report: AnnualReport, _: Paragraph, rest: str, _gap: str) -> Iterable[Way]:
    what, pk = _parts(rest)
    if what == "item" and (item := _of(report, RectificationItem, pk)):
        yield _page("填写整改措施的表述…", "rectification:item_update", item.pk)
    elif measure := _of(report, Measure, rest):
        yield _page("填写措施的表述…", "rectification:measure_update", measure.pk)
    else:
        yield _new("登记措施…", "rectification:measure_create", report.year)
        yield _new("登记整改事项…", "rectification:item_create", report.year)


def _work(report: AnnualReport, _: Paragraph, rest: str, _gap: str) -> Iterable[Way]:
    """Meetings and activities: of an area the kinds that it takes in, of a campaign those tagged with it."""
    year, (what, pk) = report.year, _parts(rest)
    area = _of(report, WorkArea, pk) if what == "area" else None
    kinds = [code for code in area.kinds if code in registry.KINDS] if area else []
    meetings = [code for code in area.meeting_kinds if code in MeetingKind.values] if area else []
    for code in meetings[:KINDS_MOST]:
        label = f"登记{MeetingKind(code).label}…"
        yield _new(label, "meetings:meeting_create", year, kind=code, year=year)
    for code in kinds[:KINDS_MOST]:
        label = f"登记{registry.get(code).label}…"
        yield _new(label, "activities:activity_create", year, kind=code, work_area=area.pk)
    if not kinds and not meetings:
        given = {"work_area": area.pk} if area else {"campaign": pk if what == "campaign" else ""}
        yield _new("登记会议…", "meetings:meeting_create", year, year=year)
        yield _new("登记工作纪实…", "activities:activity_create", year, **given)
    if what == "campaign":
        yield _new("布置学习任务…", "study:task_create", year)


_Find = Callable[[AnnualReport, Paragraph, str, str], Iterable[Way]]
# By the first word of a slot, which is the kind of the section that it was drafted for.
_BY_PLACE: dict[str, _Find] = {
    str(SectionKind.LAST_YEAR): _last_year,
    str(SectionKind.FINDINGS): _findings,
    str(SectionKind.WORK): _work,
    str(SectionKind.PROBLEMS): _problems,
    str(SectionKind.CAUSES): _causes,
    str(SectionKind.MEASURES): _measures,
}
