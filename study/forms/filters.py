"""Filters above the lists; each narrows a queryset by what was validly chosen."""

from datetime import date

from django import forms
from django.db.models import F, QuerySet

from branch.models import PartyGroup
from core.dates import quarter_range

from ..enums import (
    Audience,
    MaterialCategory,
    PlanState,
    ReflectionChannel,
    StudyForm,
    TrainingKind,
    TrainingState,
)

QUARTERS = [("", "全年"), ("1", "第一季度"), ("2", "第二季度"), ("3", "第三季度"), ("4", "第四季度")]


def any_of(choices) -> list[tuple[str, str]]:
    """Choices with 全部 on top."""
    return [("", "全部"), *choices]


class ListFilter(forms.Form):
    """Base of the filters: bound to request.GET; what is invalid filters nothing and shows its error."""

    def chosen(self, name: str):
        """The valid value of a filter, or an empty one."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class SearchField(forms.CharField):
    """Text to look for."""

    widget = forms.TextInput(attrs={"type": "search"})

    def __init__(self, **kwargs):
        super().__init__(label="关键词", required=False, max_length=60, **kwargs)


class TaskFilter(ListFilter):
    """Tasks by form, audience, quarter of the due date, state and text."""

    STATES = [("open", "进行中"), ("overdue", "逾期未完"), ("done", "全部完成")]
    q = SearchField()
    form = forms.ChoiceField(label="学习形式", required=False, choices=any_of(StudyForm.choices))
    audience = forms.ChoiceField(label="学习对象", required=False, choices=any_of(Audience.choices))
    period = forms.ChoiceField(label="截止在", required=False, choices=QUARTERS)
    state = forms.ChoiceField(label="状态", required=False, choices=any_of(STATES))

    def narrow(self, tasks: QuerySet, *, year: int, on: date) -> QuerySet:
        """The tasks that fit; needs `with_progress()`."""
        for name in ("form", "audience"):
            if self.chosen(name):
                tasks = tasks.filter(**{name: self.chosen(name)})
        if self.chosen("q"):
            tasks = tasks.filter(title__icontains=self.chosen("q"))
        if self.chosen("period"):
            tasks = tasks.filter(due_on__range=quarter_range(year, int(self.chosen("period"))))
        state = self.chosen("state")
        if state == "overdue":
            tasks = tasks.overdue(on)
        elif state == "done":
            tasks = tasks.filter(assigned_count__gt=0, completed_count=F("assigned_count"))
        elif state == "open":
            tasks = tasks.filter(due_on__gte=on, completed_count__lt=F("assigned_count"))
        return tasks


class MaterialFilter(ListFilter):
    """Materials by category and text."""

    q = SearchField()
    category = forms.ChoiceField(label="类别", required=False, choices=any_of(MaterialCategory.choices))

    def narrow(self, materials: QuerySet) -> QuerySet:
        """The materials that fit."""
        if self.chosen("category"):
            materials = materials.filter(category=self.chosen("category"))
        return materials.matching(self.chosen("q")) if self.chosen("q") else materials


class ReflectionFilter(ListFilter):
    """心得 by channel, quarter and text."""

    q = SearchField()
    channel = forms.ChoiceField(label="提交渠道", required=False, choices=any_of(ReflectionChannel.choices))
    period = forms.ChoiceField(label="写于", required=False, choices=QUARTERS)

    def narrow(self, reflections: QuerySet, *, year: int) -> QuerySet:
        """The 心得 that fit."""
        if self.chosen("channel"):
            reflections = reflections.filter(channel=self.chosen("channel"))
        if self.chosen("period"):
            span = quarter_range(year, int(self.chosen("period")))
            reflections = reflections.filter(written_on__range=span)
        return reflections.matching(self.chosen("q")) if self.chosen("q") else reflections


class GroupFilter(ListFilter):
    """Base of filters with the party groups of a branch."""

    group = forms.ModelChoiceField(
        label="党小组", required=False, queryset=PartyGroup.objects.none(), empty_label="全部"
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups


class ProgressFilter(GroupFilter):
    """Progress by party group."""


class OverdueFilter(GroupFilter):
    """Overdue members by party group and text."""

    q = SearchField()

    def narrow(self, assignments: QuerySet) -> QuerySet:
        """The assignments that fit."""
        if self.chosen("group"):
            assignments = assignments.filter(member__group=self.chosen("group"))
        if self.chosen("q"):
            text = self.chosen("q")
            assignments = assignments.filter(member__name__icontains=text) | assignments.filter(
                task__title__icontains=text
            )
        return assignments


class PlanFilter(ListFilter):
    """Lines of the plan by quarter, form and state."""

    period = forms.ChoiceField(label="时间", required=False, choices=QUARTERS)
    form = forms.ChoiceField(label="学习形式", required=False, choices=any_of(StudyForm.choices))
    state = forms.ChoiceField(label="状态", required=False, choices=any_of(PlanState.choices))

    def narrow(self, items: QuerySet) -> QuerySet:
        """The lines that fit; the state is computed, see `keeps`."""
        if self.chosen("form"):
            items = items.filter(form=self.chosen("form"))
        if self.chosen("period"):
            last = int(self.chosen("period")) * 3
            codes = [f"{month:02}" for month in range(last - 2, last + 1)]
            items = items.filter(period__in=[*codes, f"{last:02}Q"])
        return items

    def keeps(self, state: PlanState) -> bool:
        """Whether a line in this state is asked for."""
        return self.chosen("state") in ("", state)


class TrainingFilter(GroupFilter):
    """Training elsewhere by kind, state, group, quarter of its end, and text."""

    q = SearchField()
    kind = forms.ChoiceField(label="类别", required=False, choices=any_of(TrainingKind.choices))
    state = forms.ChoiceField(label="状态", required=False, choices=any_of(TrainingState.choices))
    period = forms.ChoiceField(label="结束于", required=False, choices=QUARTERS)
    field_order = ["q", "kind", "state", "period", "group"]

    def narrow(self, trainings: QuerySet, *, year: int) -> QuerySet:
        """The training that fits."""
        for name in ("kind", "state"):
            if self.chosen(name):
                trainings = trainings.filter(**{name: self.chosen(name)})
        if self.chosen("group"):
            trainings = trainings.filter(member__group=self.chosen("group"))
        if self.chosen("period"):
            span = quarter_range(year, int(self.chosen("period")))
            trainings = trainings.filter(ends_on__range=span)
        return trainings.matching(self.chosen("q")) if self.chosen("q") else trainings
