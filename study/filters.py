"""Filters above the lists."""

from django.db.models import F

from branch.access import can_read_branch, grants_of
from branch.organisations.models import PartyGroup
from core.dates import quarter_range
from core.forms import Choice, ListFilter, SearchField
from meetings.enums import MaterialCategory, StudyForm

from .enums import (
    Audience,
    PlanState,
    ReflectionChannel,
    TrainingKind,
    TrainingState,
)


class Quarter(Choice):
    """A quarter of the year."""

    def __init__(self, label: str):
        names = [(str(number), f"第{name}季度") for number, name in enumerate("一二三四", start=1)]
        super().__init__(label, names, everything="全年")


class TaskFilter(ListFilter):
    """Tasks by form, audience, quarter of the due date, state and text; needs `with_progress()`."""

    searched = ("title",)
    q = SearchField("关键词")
    form = Choice("学习形式", StudyForm.choices)
    audience = Choice("学习对象", Audience.choices)
    period = Quarter("截止在")
    state = Choice("状态", [("open", "进行中"), ("overdue", "逾期未完"), ("done", "全部完成")])

    def by_period(self, tasks, quarter: str):
        """Due in the quarter."""
        return tasks.filter(due_on__range=quarter_range(self.year, int(quarter)))

    def by_state(self, tasks, state: str):
        """Overdue, done by everyone, or still open."""
        if state == "overdue":
            return tasks.overdue(self.today)
        if state == "done":
            return tasks.filter(assigned_count__gt=0, completed_count=F("assigned_count"))
        return tasks.filter(due_on__gte=self.today, completed_count__lt=F("assigned_count"))


class MaterialFilter(ListFilter):
    """Materials by category and text."""

    searched = ("title", "source", "body")
    q = SearchField("关键词")
    category = Choice("类别", MaterialCategory.choices)


class ReflectionFilter(ListFilter):
    """心得 by channel, quarter and text."""

    searched = ("body", "member__name", "task__title", "material__title")
    q = SearchField("关键词")
    channel = Choice("提交渠道", ReflectionChannel.choices)
    period = Quarter("写于")

    def by_period(self, reflections, quarter: str):
        """Written in the quarter."""
        return reflections.filter(written_on__range=quarter_range(self.year, int(quarter)))


class GroupFilter(ListFilter):
    """By party group: readers of the branch choose among all, a leader among those led."""

    group = Choice("党小组")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = PartyGroup.objects.alive().filter(branch=self.branch)
        if not can_read_branch(self.user, self.branch):
            groups = groups.filter(pk__in=grants_of(self.user).led_group_ids)
        self.fields["group"].offer(groups)

    def by_group(self, rows, group: str):
        """Of the group's members."""
        return rows.filter(member__group=group)


class OverdueFilter(GroupFilter):
    """Overdue members by party group and text."""

    searched = ("member__name", "task__title")
    q = SearchField("关键词")


class TrainingFilter(GroupFilter):
    """Training elsewhere by kind, state, group, quarter of its end, and text."""

    searched = ("title", "organiser", "member__name")
    q = SearchField("关键词")
    kind = Choice("类别", TrainingKind.choices)
    state = Choice("状态", TrainingState.choices)
    period = Quarter("结束于")
    field_order = ("q", "kind", "state", "period", "group")

    def by_period(self, trainings, quarter: str):
        """Over in the quarter."""
        return trainings.filter(ends_on__range=quarter_range(self.year, int(quarter)))


class PlanFilter(ListFilter):
    """Lines of the plan by quarter, form and state."""

    period = Quarter("时间")
    form = Choice("学习形式", StudyForm.choices)
    state = Choice("状态", PlanState.choices)

    def by_period(self, items, quarter: str):
        """Planned for the quarter or a month of it."""
        last = int(quarter) * 3
        return items.filter(
            period__in=[*(f"{month:02}" for month in range(last - 2, last + 1)), f"{last:02}Q"]
        )

    def by_state(self, items, state: str):
        """The state is computed: see `keeps`."""
        return items

    def keeps(self, state: PlanState) -> bool:
        """Whether a line in this state is asked for."""
        return self.chosen("state") in ("", state)
