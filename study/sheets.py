"""Lists of this app as XLSX downloads; each takes what the page shows."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from branch.organisations.models import Organisation
from core.sheets import Sheet

from .hours.elsewhere import Gained
from .hours.progress import Matrix
from .hours.reckoning import plain
from .plan.models import PlanItem
from .reading.models import Reflection, StudyMaterial
from .tasks.models import StudyAssignment, StudyTask
from .trainings.models import Training


def task_sheet(branch: Organisation, year: int, tasks: Iterable[StudyTask], on: date) -> Sheet:
    """学习任务表; needs `for_list()`."""
    columns = (
        "序号", "任务名称", "学习材料", "学习形式", "学习对象", "开始日期", "截止日期", "学时", "要求心得",
        "应完成人数", "已完成人数", "完成率（%）", "状态", "学习教育",
    )  # fmt: skip
    rows = [
        (
            number,
            task.title,
            str(task.material or ""),
            task.get_form_display(),
            task.audience_label,
            task.starts_on,
            task.due_on,
            task.hours,
            "是" if task.needs_reflection else "否",
            task.assigned_count,
            task.completed_count,
            task.percent,
            task.badge_on(on).label,
            str(task.campaign or ""),
        )
        for number, task in enumerate(tasks, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年学习任务表", columns, rows)


def hours_sheet(branch: Organisation, year: int, matrix: Matrix) -> Sheet:
    """学时统计表: each member's hours against those needed, and every task's state."""
    columns = (
        "序号", "姓名", "党小组", "已记学时", "其中任务", "其中外出培训", "应达学时", "是否达到", "集中培训", "应完成任务", "已完成任务", "逾期任务",
        *(f"{task.title}（{plain(task.hours)} 学时）" for task in matrix.tasks),
    )  # fmt: skip
    rows = [
        (
            number,
            row.standing.member.name,
            str(row.standing.member.group or ""),
            row.standing.hours,
            row.standing.task_hours,
            row.standing.training_hours,
            row.standing.needed,
            "达到" if row.standing.is_reached else row.standing.missing,
            "已参加" if row.standing.has_training else "未参加",
            row.given,
            row.done,
            row.late,
            *(cell.label if cell.state else "" for cell in row.cells),
        )
        for number, row in enumerate(matrix.rows, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年学时统计表", columns, rows)


def guest_sheet(branch: Organisation, year: int, guests: Iterable[Gained]) -> Sheet:
    """报原支部学时表: each guest, the own branch, and the hours of the year here."""
    columns = ("序号", "姓名", "组织关系所在支部", "学时", "集中培训")
    rows = [
        (number, one.member.name, one.member.home, one.hours, "已参加" if one.has_training else "未参加")
        for number, one in enumerate(guests, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年报原支部学时表", columns, rows)


def overdue_sheet(branch: Organisation, year: int, assignments: Iterable[StudyAssignment], on: date) -> Sheet:
    """逾期未完成名单; needs `for_list()`."""
    columns = ("序号", "姓名", "党小组", "任务名称", "截止日期", "逾期天数", "学时", "要求心得")
    rows = [
        (
            number,
            row.member.name,
            str(row.member.group or ""),
            row.task.title,
            row.task.due_on,
            -row.days_left(on),
            row.task.hours,
            "是" if row.task.needs_reflection else "否",
        )
        for number, row in enumerate(assignments, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年学习逾期名单", columns, rows)


def reflection_sheet(branch: Organisation, year: int, reflections: Iterable[Reflection]) -> Sheet:
    """心得汇总表; needs `for_list()`."""
    columns = ("序号", "作者", "党小组", "写作日期", "学习任务", "学习材料", "提交渠道", "字数", "正文")
    rows = [
        (
            number,
            one.member.name,
            str(one.member.group or ""),
            one.written_on,
            str(one.task or ""),
            str(one.material or ""),
            one.get_channel_display(),
            one.length,
            one.body,
        )
        for number, one in enumerate(reflections, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年心得汇总表", columns, rows)


def material_sheet(branch: Organisation, materials: Iterable[StudyMaterial]) -> Sheet:
    """学习材料目录."""
    columns = ("序号", "标题", "类别", "来源", "链接", "登记日期", "学习教育")
    rows = [
        (
            number,
            one.title,
            one.get_category_display(),
            one.source,
            one.link,
            timezone.localtime(one.created_at).date(),
            str(one.campaign or ""),
        )
        for number, one in enumerate(materials, start=1)
    ]
    return Sheet(f"{branch.short_name}学习材料目录", columns, rows)


def plan_sheet(branch: Organisation, year: int, items: Iterable[PlanItem], on: date) -> Sheet:
    """年度学习计划表; needs `for_list()`."""
    columns = (
        "序号", "所属年度", "时间", "学习主题", "学习形式", "学习材料", "学习对象", "学时", "学时折算", "要求心得", "计为集中培训",
        "状态", "应完成人次", "已完成人次",
    )  # fmt: skip
    rows = [
        (
            number,
            item.year,
            item.get_period_display(),
            item.topic,
            item.get_form_display(),
            str(item.material or ""),
            item.audience_label,
            item.hours,
            item.hours_basis,
            "是" if item.needs_reflection else "否",
            "是" if item.is_training else "否",
            item.badge_on(on).label,
            item.assigned_count,
            item.completed_count,
        )
        for number, item in enumerate(items, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年学习计划", columns, rows)


def training_sheet(branch: Organisation, year: int, trainings: Iterable[Training]) -> Sheet:
    """外出培训登记表; needs `for_list()`."""
    columns = (
        "序号", "姓名", "党小组", "培训名称", "类别", "主办单位", "学习形式", "开始日期", "结束日期", "学时", "学时折算",
        "计为集中培训", "主要内容", "状态", "审核人", "审核日期", "审核意见",
    )  # fmt: skip
    rows = [
        (
            number,
            one.member.name,
            str(one.member.group or ""),
            one.title,
            one.get_kind_display(),
            one.organiser,
            one.get_form_display(),
            one.starts_on,
            one.ends_on,
            one.hours,
            one.hours_basis,
            "是" if one.is_intensive else "否",
            one.summary,
            one.get_state_display(),
            str(one.reviewed_by or ""),
            one.reviewed_on,
            one.comment,
        )
        for number, one in enumerate(trainings, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年外出培训登记表", columns, rows)
