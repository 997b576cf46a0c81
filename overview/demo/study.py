"""Loads materials, plans, study tasks with their completion, and 心得 of the demo."""

from datetime import date, timedelta
from random import Random

from core import records
from study import services
from study.models import PlanItem, StudyMaterial, StudyTask

from . import trainings
from .world import World

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
    trainings.load(world)
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
    services.assign_task(task, members=None, by=world.secretary)
    for assignment in task.assignments.select_related("member", "task__branch"):
        draw = Random(f"{title} {year} {assignment.member.name}")  # noqa: S311 - always the same draw, nothing secret
        done = starts + timedelta(days=draw.randint(2, days))
        is_own_story = assignment.member.name == "郑长河" and task.due_on >= world.today
        if done >= world.today or draw.random() < 0.05 or is_own_story:
            continue
        body = draw.choice(REFLECTIONS) if needs_reflection else ""
        services.complete_task(
            assignment=assignment,
            on=done,
            body=body,
            by=world.secretary,
            channel=draw.choice(["SYSTEM", "WECHAT_GROUP"]),
        )
