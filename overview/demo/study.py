"""Loads the demo's study: plan, tasks with their completion, 心得, training elsewhere; the plans of meetings and agenda templates."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from branch.accounts.models import User
from core import attachments, audit, records
from meetings.enums import MeetingKind
from meetings.plan import planning
from meetings.plan import services as plan_services
from meetings.plan.models import AgendaTemplate, MeetingPlanItem
from meetings.plan.planning import MissingRow
from meetings.plan.services import TemplateLine
from study.enums import TrainingState
from study.hours.models import HourUnit
from study.hours.reckoning import converted
from study.plan.models import PlanItem
from study.reading.models import StudyMaterial
from study.tasks import services as tasks_services
from study.tasks.models import StudyTask
from study.trainings import services as trainings_services
from study.trainings.models import Training

from . import meetings as data
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


def load_plans(world: World) -> None:
    """The plan of each year since 2025 as the rules ask for it, worded from the meetings; three templates."""
    for year in range(FIRST_YEAR, world.today.year + 1):
        for row in planning.missing_rows(world.branch, year, world.today):
            _plan(world, year, row)
    for name, kind, versions in TEMPLATES:
        _template(world, name, kind, versions)


def _plan(world: World, year: int, row: MissingRow) -> None:
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


def _words(world: World, year: int, row: MissingRow) -> tuple[str, str]:
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
    plan_services.create_template(template, lines=first, by=world.secretary)
    for lines in later:
        plan_services.save_template(
            template, before=audit.snapshot(template), lines=lines, by=world.secretary
        )


SOURCE = "岭岳建设公司党委党员教育培训管理办法"
UNITS = [("小时", "1"), ("半天", "4"), ("天", "8")]

# (member, title, kind, organiser, form, year, month, day, days, is it 集中培训, state, comment)
TRAININGS = [
    ("郑长河", "基层党务骨干培训班", "PARTY_SCHOOL", "公司党校", "ONSITE", 2025, 9, 15, 2, True, "APPROVED", ""),
    ("林松涛", "党支部书记轮训班", "SUPERIOR", "公司党委", "DISCUSSION", 2025, 5, 20, 3, True, "APPROVED", ""),
    ("林松涛", "党支部书记轮训班", "SUPERIOR", "公司党委", "DISCUSSION", 2026, 5, 19, 3, True, "APPROVED", ""),
    ("郑长河", "党员骨干理论培训班", "PARTY_SCHOOL", "公司党校", "ONSITE", 2026, 9, 1, 1, False, "SUBMITTED", ""),
    ("陈喆", "安全管理网络课程", "ONLINE", "市培训中心", "ONLINE", 2026, 6, 8, 1, False, "RETURNED",
     "照片看不清课程名称，请重新上传。"),
]  # fmt: skip


def load_trainings(world: World) -> None:
    """Units first: the hours of a training are reckoned by them. Nothing after the demo's today."""
    units = {}
    for name, hours in UNITS:
        stamp = world.stamp(date(2024, 1, 5))
        unit = HourUnit(branch=world.branch, name=name, hours=Decimal(hours), source=SOURCE, **stamp)
        units[name] = records.create(unit, by=world.secretary)
    for row in TRAININGS:
        if date(*row[5:8]) + timedelta(days=20) < world.today:
            _training(world, units["天"], *row)


def _training(
    world: World,
    unit: HourUnit,
    name: str,
    title: str,
    kind: str,
    organiser: str,
    form: str,
    year: int,
    month: int,
    day: int,
    days: int,
    is_intensive: bool,
    state: str,
    comment: str,
) -> None:
    first = date(year, month, day)
    last = first + timedelta(days=days - 1)
    hours, basis = converted(unit, Decimal(days))
    training = Training(
        branch=world.branch,
        member=world.members[name],
        title=title,
        kind=kind,
        organiser=organiser,
        form=form,
        starts_on=first,
        ends_on=last,
        hours=hours,
        hours_basis=basis,
        is_intensive=is_intensive,
        **world.stamp(last),
    )
    records.create(training, by=world.secretary)
    proof = f"{organiser}\n兹证明{name}同志参加“{title}”，考核合格。\n（演示数据）"
    upload = SimpleUploadedFile("结业证明.txt", proof.encode(), "text/plain")
    attachments.add(record=training, upload=upload, by=world.secretary)
    if state != TrainingState.SUBMITTED:
        trainings_services.review_training(
            training=training,
            to=TrainingState(state),
            comment=comment,
            on=last + timedelta(days=3),
            by=_reviewer(world, training),
        )


def _reviewer(world: World, training: Training) -> User:
    """The secretary, and for the secretary's own training the organisation officer."""
    is_own = world.secretary.member_id == training.member_id
    return world.users["zuzhi"] if is_own else world.secretary


# (title, category, body)
MATERIALS = [
    (
        "支部学习读本：纪律是干成事的保证",
        "REGULATION",
        "工程建设离不开规矩。图纸是规矩，工序是规矩，纪律更是规矩。\n"
        "读本从物资验收、工程计量、节日往来三个场景讲起：哪些事不能做，为什么不能做，遇到了怎么办。\n"
        "读后请结合自己的岗位想一想：手上有没有可以变通、却不该变通的环节。",
    ),
    (
        "支部学习读本：把党的创新理论讲给工班听",
        "SPEECH",
        "讲理论不是念文件。要从工班关心的事讲起，讲清楚道理，讲清楚做法。\n"
        "本篇收录三次班前微宣讲的提纲，供各党小组参考。",
    ),
    (
        "案例选编：小环节里的大风险",
        "CASE",
        "选编六个工程项目常见的违纪案例，每个案例后面附有思考题。\n"
        "请重点阅读零星采购和工程量确认两篇，写出本岗位的防控办法。",
    ),
    (
        "党史故事：铁道兵打隧道",
        "HISTORY",
        "老一辈筑路人在没有大型机械的年代，用钢钎和扁担打通一座座大山。\n"
        "他们靠什么？靠党员冲在前、靠算着用每一方料、靠伤痛面前不退场。",
    ),
]

# (month, day, days to do it, title, material index, form, hours, asks for a 心得, audience)
TASKS = [
    (1, 15, 20, "年度工作会议精神学习", 1, "LED", 4, False, "ALL"),
    (2, 12, 25, "纪律读本自学", 0, "SELF", 4, True, "ALL"),
    (3, 10, 30, "中央八项规定精神专题学习", 0, "DISCUSSION", 6, True, "ALL"),
    (4, 8, 25, "铁道兵精神学习", 3, "SELF", 3, False, "ALL"),
    (5, 12, 25, "安全生产法规学习", 1, "ONLINE", 4, False, "ALL"),
    (6, 9, 25, "支部工作条例学习", 1, "LED", 4, False, "ALL"),
    (7, 8, 30, "警示案例学习", 2, "SELF", 4, True, "ALL"),
    (9, 8, 30, "质量管理制度学习", 1, "ONSITE", 3, False, "ALL"),
    (10, 30, 30, "全会精神学习", 1, "LED", 6, True, "ALL"),
    (4, 14, 10, "支委集中培训", 1, "LED", 16, False, "COMMITTEE"),
    (11, 3, 12, "支委履职能力培训", 2, "DISCUSSION", 8, False, "COMMITTEE"),
]

REFLECTIONS = [
    "学了这些案例，感到风险就在手边。今后签字之前多问一句依据，宁可慢一天，不可错一笔。",
    "结合断层段施工想到，规矩就是安全。班组里年轻人图快，我要把为什么这样干讲清楚。",
    "对照读本查自己，学习有时应付。下一步每天固定半小时，把笔记和工作日志写在一起。",
    "老一辈靠双手打隧道，我们有设备更不能怕难。富水段再难，党员先上。",
    "作风好不好，看答复职工的问题快不快。我负责的事情，三天内给回话。",
]


def load(world: World) -> None:
    """Tasks of each year since 2024 with who completed them; the newest stay open for some."""
    materials = [_material(world, *row) for row in MATERIALS]
    load_trainings(world)
    for year in range(2024, world.today.year + 1):
        for row in TASKS:
            item = _plan_item(world, year, materials, row) if year > 2024 else None
            if date(year, row[0], row[1]) < world.today:
                _task(world, year, materials, item, *row)
    _only_planned(world, world.today.year)


# Lines of each year's plan that no task answers: (period, topic, form, hours)
ONLY_PLANNED = [
    ("12", "党章和党史专题学习", "DISCUSSION", 4),
    ("12Q", "爱国主义教育基地现场学习", "ONSITE", 4),
]


def _plan_item(world: World, year: int, materials: list[StudyMaterial], row: tuple) -> PlanItem:
    month, _, _, title, material, form, hours, needs_reflection, audience = row
    item = PlanItem(
        branch=world.branch,
        year=year,
        period=f"{month:02}",
        topic=title,
        form=form,
        hours=hours,
        material=materials[material],
        audience=audience,
        needs_reflection=needs_reflection,
        is_training=audience == "COMMITTEE",
        **world.stamp(date(year, 1, 8)),
    )
    return records.create(item, by=world.secretary)


def _only_planned(world: World, year: int) -> None:
    for period, topic, form, hours in ONLY_PLANNED:
        item = PlanItem(
            branch=world.branch,
            year=year,
            period=period,
            topic=topic,
            form=form,
            hours=hours,
            **world.stamp(date(year, 1, 8)),
        )
        records.create(item, by=world.secretary)


def _material(world: World, title: str, category: str, body: str) -> StudyMaterial:
    stamp = world.stamp(date(2024, 1, 5))
    material = StudyMaterial(
        branch=world.branch, title=title, category=category, body=body, source="支部学习读本", **stamp
    )
    return records.create(material, by=world.secretary)


def _task(
    world: World,
    year: int,
    materials: list[StudyMaterial],
    item: PlanItem | None,
    month: int,
    day: int,
    days: int,
    title: str,
    material: int,
    form: str,
    hours: int,
    needs_reflection: bool,
    audience: str,
) -> None:
    starts = date(year, month, day)
    task = StudyTask(
        branch=world.branch,
        title=title,
        year=year,
        plan_item=item,
        material=materials[material],
        form=form,
        audience=audience,
        starts_on=starts,
        due_on=starts + timedelta(days=days),
        hours=hours,
        needs_reflection=needs_reflection,
        is_training=audience == "COMMITTEE",
        requirement="读完材料，联系岗位想一个问题。",
        **world.stamp(starts),
    )
    tasks_services.assign_task(task, members=None, by=world.secretary)
    for assignment in task.assignments.select_related("member", "task__branch"):
        draw = Random(f"{title} {year} {assignment.member.name}")  # noqa: S311 - always the same draw, nothing secret
        done = starts + timedelta(days=draw.randint(2, days))
        is_own_story = assignment.member.name == "郑长河" and task.due_on >= world.today
        if done >= world.today or draw.random() < 0.05 or is_own_story:
            continue
        body = draw.choice(REFLECTIONS) if needs_reflection else ""
        tasks_services.complete_task(
            assignment=assignment,
            on=done,
            body=body,
            by=world.secretary,
            channel=draw.choice(["SYSTEM", "WECHAT_GROUP"]),
        )
