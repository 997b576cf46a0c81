"""Loads the year's plans of meetings and the agenda templates of the demo."""

from datetime import date

from core import audit, records
from meetings import plan, services
from meetings.enums import MeetingKind
from meetings.models import AgendaTemplate, MeetingPlanItem
from meetings.plan import Wanted
from meetings.services import TemplateLine

from . import meeting_data as data
from .world import World

FIRST_YEAR = 2025

# (name, kind, [(items of a version, as title and reporter), …])
TEMPLATES = [
    (
        "月度支委会",
        MeetingKind.COMMITTEE,
        [
            [
                ("传达学习上级文件", ""),
                ("研究当月党建工作", "林松涛"),
                ("通报上月党费收缴和学习考勤", "何婉"),
            ],
            [
                ("传达学习上级文件", ""),
                ("研究当月党建工作", "林松涛"),
                ("听取纪检委员监督情况", "周立群"),
                ("通报上月党费收缴和学习考勤", "何婉"),
            ],
        ],
    ),
    (
        "季度党员大会",
        MeetingKind.ASSEMBLY,
        [[("讲评本季度支部工作", "林松涛"), ("通报整改事项进展", "周立群"), ("总结点评党员承诺", "何婉")]],
    ),
    ("党小组会常用议程", MeetingKind.GROUP, [[("学习支部布置的材料", ""), ("逐人说承诺进展", "")]]),
]


def load(world: World) -> None:
    """The plan of each year since 2025 as the rules ask for it, worded from the meetings; three templates."""
    for year in range(FIRST_YEAR, world.today.year + 1):
        for row in plan.wanted_rows(world.branch, year, world.today):
            _plan(world, year, row)
    for name, kind, versions in TEMPLATES:
        _template(world, name, kind, versions)


def _plan(world: World, year: int, row: Wanted) -> None:
    theme, work_link = _words(world, year, row)
    item = MeetingPlanItem(
        branch=world.branch,
        year=year,
        month=row.month,
        kind=row.kind,
        group=row.group,
        theme=theme,
        work_link=work_link,
        **world.stamp(date(year, 1, 8)),
    )
    records.create(item, by=world.secretary)


def _words(world: World, year: int, row: Wanted) -> tuple[str, str]:
    """Theme and work link of a row; the year's last months are left to be written."""
    month = row.month
    if row.kind == MeetingKind.THEME_DAY:
        theme, link, _ = data.THEME_DAYS.get(year, data.USUAL_THEME_DAYS)[month]
        return (theme, link) if year == FIRST_YEAR or month < 11 else ("", "")
    if row.kind == MeetingKind.COMMITTEE:
        return data.COMMITTEE.get(year, {}).get(month, data.USUAL_COMMITTEE)[0], ""
    if row.kind == MeetingKind.ASSEMBLY:
        return data.ASSEMBLIES.get(year, {}).get((month + 2) // 3, data.USUAL_ASSEMBLY)[0], ""
    if row.kind == MeetingKind.LECTURE:
        titles = [one[2] for one in data.LECTURES.get(year, data.USUAL_LECTURES) if one[0] == month]
        return (titles[0] if titles else ""), ""
    if row.group:
        index = world.groups.index(row.group)
        return data.GROUP_TOPICS[(month + index) % len(data.GROUP_TOPICS)], ""
    return "", ""


def _template(world: World, name: str, kind: MeetingKind, versions: list[list[tuple[str, str]]]) -> None:
    first, *later = [[TemplateLine(*line) for line in lines] for lines in versions]
    template = AgendaTemplate(
        branch=world.branch, name=name, kind=kind, **world.stamp(date(FIRST_YEAR, 1, 8))
    )
    services.create_template(template, lines=first, by=world.secretary)
    for lines in later:
        services.save_template(template, before=audit.snapshot(template), lines=lines, by=world.secretary)
