"""Loads the meetings of the demo: regular ones month by month, lectures, and the 组织生活会 of each year."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from branch.models import PartyGroup, RuleExplanation
from core import records
from meetings import services
from meetings.enums import Attendance, MeetingKind
from meetings.models import AgendaItem, Meeting, RollEntry

from . import cast
from . import meeting_data as data
from .votes import record_votes
from .world import World, at

HALL = "项目部会议室"
FIRST_YEAR = 2024
# Whoever missed a meeting has made up for it, but for the newest ones.
MADE_UP_UNTIL = timedelta(days=60)


def load_project_meetings(world: World) -> None:
    """Two full years as written in `meeting_data`, and the present year so far by the usual pattern."""
    for year in range(FIRST_YEAR, world.today.year + 1):
        for month in range(1, 13):
            _month(world, year, month)
        for lecture in data.LECTURES.get(year, data.USUAL_LECTURES):
            _lecture(world, year, *lecture)
        _life(world, year)
    _plan_next_month(world)
    _explain_gaps(world)
    _finish_decisions(world)


def load_office_meetings(world: World) -> None:
    """The small branch: an assembly a quarter and a theme day a month."""
    for year in range(FIRST_YEAR, world.today.year + 1):
        for month in range(1, 13):
            theme, _, material = data.USUAL_THEME_DAYS[month]
            day = date(year, month, 12)
            _hold(
                world,
                day,
                15,
                f"{month}月主题党日",
                ["THEME_DAY", "STUDY"],
                "机关会议室",
                theme=theme,
                study_material=material,
            )
            if month % 3 == 0:
                _hold(
                    world,
                    day + timedelta(days=6),
                    9,
                    f"第{month // 3}季度党员大会",
                    ["ASSEMBLY"],
                    "机关会议室",
                )


def _month(world: World, year: int, month: int) -> None:
    _committee(world, year, month)
    for index, group in enumerate(world.groups):
        _group(world, year, month, index, group)
    theme, link, material = data.THEME_DAYS.get(year, data.USUAL_THEME_DAYS)[month]
    _hold(
        world,
        date(year, month, 15),
        14,
        f"{month}月主题党日：{theme}",
        ["THEME_DAY", "STUDY"],
        "职工活动室",
        theme=theme,
        work_link=link,
        study_material=material,
        minutes=f"主持人说明主题，党员集中学习《{material}》相关内容，随后结合“{link}”逐人谈打算。会后党员到现场参加义务劳动。",
        late=6 if month == 10 else 0,
    )
    if month % 3 == 0:
        _assembly(world, year, month)


def _committee(world: World, year: int, month: int) -> None:
    title, discussion, decision, responsible, days = data.COMMITTEE.get(year, {}).get(
        month, data.USUAL_COMMITTEE
    )
    day = date(year, month, 6)
    agenda = [
        AgendaItem(
            title=title,
            reporter="林松涛",
            discussion=discussion,
            decision=decision,
            responsible=world.person(responsible),
            due_on=day + timedelta(days=days),
        ),
        AgendaItem(title="通报上月党费收缴和学习考勤", reporter="何婉", discussion="无异议。"),
    ]
    minutes = f"会议由林松涛主持。{title.removeprefix('研究')}：{discussion}会议决定：{decision}"
    meeting = _hold(
        world, day, 16, f"{month}月支委会", ["COMMITTEE"], "党员活动室", agenda=agenda, minutes=minutes
    )
    record_votes(world, meeting, "COMMITTEE", day)


def _group(world: World, year: int, month: int, index: int, group: PartyGroup) -> None:
    if year == 2025 and (index, month) in data.GROUP_GAPS:
        return
    topic = data.GROUP_TOPICS[(month + index) % len(data.GROUP_TOPICS)]
    _hold(
        world,
        date(year, month, 22 + index),
        19,
        f"{month}月{group.name}会",
        ["GROUP"],
        "班组学习室",
        group=group,
        chair=world.members[cast.GROUP_LEADERS[index]],
        theme=topic,
        minutes=f"本次会议{topic}，到会党员依次发言。",
    )


def _assembly(world: World, year: int, month: int) -> None:
    quarter = month // 3
    title, decision = data.ASSEMBLIES.get(year, {}).get(quarter, data.USUAL_ASSEMBLY)
    agenda = [
        AgendaItem(title=title, reporter="林松涛", discussion="到会党员充分发表意见。", decision=decision),
        AgendaItem(title="总结点评本季度党员承诺和工作", reporter="何婉", discussion="逐项对照承诺。"),
    ]
    day = date(year, *data.ASSEMBLY_DAYS.get((year, quarter), (month, 26)))
    meeting = _hold(
        world,
        day,
        9,
        f"第{quarter}季度党员大会",
        ["ASSEMBLY"],
        HALL,
        agenda=agenda,
        theme=title,
        minutes=f"会议{title}，并对本季度党员承诺和各项工作作了总结点评。",
    )
    record_votes(world, meeting, "ASSEMBLY", day)


def _lecture(world: World, year: int, month: int, day: int, title: str, lecturer: str, kind: str) -> None:
    _hold(
        world,
        date(year, month, day),
        15,
        f"党课：{title}",
        ["LECTURE"],
        HALL,
        lecture_title=title,
        lecturer_name=lecturer,
        lecturer_kind=kind,
        minutes=f"{lecturer}围绕“{title}”授课，党员结合岗位交流体会。",
    )


def _life(world: World, year: int) -> None:
    """Held in January for the year before, together with the 民主评议."""
    if year == FIRST_YEAR:
        return
    _hold(
        world,
        date(year, 1, 21),
        9,
        f"{year - 1}年度组织生活会和民主评议党员",
        ["LIFE", "APPRAISAL"],
        HALL,
        year=year - 1,
        minutes="会议通报上年度整改情况和支委会查摆问题情况，支委带头、党员逐人开展批评与自我批评，随后进行民主评议测评。",
    )


def _plan_next_month(world: World) -> None:
    """What the members see coming: next month's theme day and 支委会."""
    following = world.today.replace(day=28) + timedelta(days=7)
    theme, link, _ = data.USUAL_THEME_DAYS[following.month]
    for day, hour, title, kind, place, fields in (
        (
            15,
            14,
            f"{following.month}月主题党日：{theme}",
            "THEME_DAY",
            "职工活动室",
            {"theme": theme, "work_link": link},
        ),
        (6, 16, f"{following.month}月支委会", "COMMITTEE", "党员活动室", {}),
    ):
        starts_at = at(following.replace(day=day), hour)
        meeting = Meeting(
            branch=world.branch,
            title=title,
            year=following.year,
            starts_at=starts_at,
            place=place,
            chair=world.secretary.member,
            **world.stamp(world.today - timedelta(days=1)),
            **fields,
        )
        services.plan_meeting(meeting, kinds=[kind], by=world.secretary)


def _hold(
    world: World,
    day: date,
    hour: int,
    title: str,
    kinds: Sequence[str],
    place: str,
    *,
    late: int = 0,
    **fields,
) -> Meeting | None:
    """Record one meeting through the service, unless it lies in the future."""
    if day >= world.today:
        return None
    agenda = fields.pop("agenda", [])
    group = fields.get("group")
    chair = fields.pop("chair", None) or world.secretary.member
    recorder = world.members.get("何婉") or next(iter(world.members.values()))
    meeting = Meeting(
        branch=world.branch,
        title=title,
        year=fields.pop("year", day.year),
        starts_at=at(day, hour),
        ends_at=at(day, hour + 1, 30),
        place=place,
        chair=chair,
        recorder=recorder,
        **world.stamp(day, late=late),
        **fields,
    )
    has_made_up = MeetingKind.STUDY in kinds or day < world.today - MADE_UP_UNTIL
    made_up_on = day + timedelta(days=5) if has_made_up else None
    due = services.due_members(world.branch, group, kinds, day)
    roll = [_roll_line(member, day, made_up_on) for member in due]
    return services.hold_meeting(meeting, kinds=kinds, roll=roll, agenda=agenda, by=world.secretary)


def _roll_line(member, day: date, made_up_on: date | None) -> RollEntry:
    """Who was away is drawn by date and name: always the same, about one in fifteen, and never the secretary."""
    if member.name in cast.EXEMPT:
        first, last, reason = cast.EXEMPT[member.name]
        if date(*first) <= day <= date(*last):
            return RollEntry(member=member, attendance=Attendance.EXEMPT, reason=reason)
    draw = Random(f"{day.isoformat()} {member.name}")  # noqa: S311 - always the same draw, nothing secret
    if member.job.endswith("书记") or draw.random() > 0.07:
        return RollEntry(member=member)
    if draw.random() < 0.1:
        return RollEntry(member=member, attendance=Attendance.ABSENT, make_up_on=made_up_on)
    return RollEntry(
        member=member,
        attendance=Attendance.LEAVE,
        reason=draw.choice(data.LEAVE_REASONS),
        make_up_on=made_up_on,
    )


def _explain_gaps(world: World) -> None:
    for (index, month), reason in data.GROUP_REASONS.items():
        explanation = RuleExplanation(
            branch=world.branch,
            year=2025,
            rule_id="M3",
            period_key=f"2025-{month:02d}",
            subject_key=f"group:{world.groups[index].pk}",
            reason=reason,
            **world.stamp(date(2025, month + 1, 3)),
        )
        records.create(explanation, by=world.secretary)


def _finish_decisions(world: World) -> None:
    """Decisions whose date has passed were carried out two days before it, but for the newest ones."""
    cutoff = world.today - timedelta(days=20)
    for item in AgendaItem.objects.open().filter(meeting__branch=world.branch, due_on__lt=cutoff):
        services.finish_decision(item=item, by=world.secretary, on=item.due_on - timedelta(days=2))
