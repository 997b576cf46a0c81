"""Filters of the lists, bound to the address."""

from datetime import date, timedelta

from django import forms
from django.db.models import Q, QuerySet

from branch.models import Member

from ..enums import ItemState, OpinionSource, ProblemOwner
from ..models.framework import FrameworkItem

ANY = [("", "全部")]


class ListFilter(forms.Form):
    """A text search and choices; a value that is not a choice filters nothing and is named."""

    searched: tuple[str, ...] = ()
    q = forms.CharField(label="文字", required=False, max_length=60)

    def __init__(self, data, *, branch, year: int):
        self.branch, self.year = branch, year
        super().__init__(data)

    def chosen(self, name: str):
        """The cleaned value of a field, or None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def apply(self, rows: QuerySet) -> QuerySet:
        """The rows that pass; subclasses extend."""
        if text := self.chosen("q"):
            matches = Q()
            for name in self.searched:
                matches |= Q(**{f"{name}__icontains": text})
            rows = rows.filter(matches)
        return rows


class OpinionFilter(ListFilter):
    """Opinions by source, whom they are about, and whether they were merged."""

    searched = ("text",)
    source = forms.ChoiceField(label="来源", required=False, choices=[*ANY, *OpinionSource.choices])
    about = forms.ChoiceField(label="针对", required=False, choices=[*ANY, *ProblemOwner.choices])
    merged = forms.ChoiceField(
        label="归并", required=False, choices=[*ANY, ("no", "还没有归并"), ("yes", "已归并到问题")]
    )
    field_order = ["source", "about", "merged", "q"]

    def apply(self, rows):
        """By each chosen value."""
        rows = super().apply(rows)
        for name in ("source", "about"):
            if value := self.chosen(name):
                rows = rows.filter(**{name: value})
        merged = self.chosen("merged")
        if merged == "no":
            return rows.unmerged()
        return rows.filter(problem__deleted_at__isnull=True, problem__isnull=False) if merged else rows


class ProblemFilter(ListFilter):
    """Problems by 对照 item, owner, section of the report and whether they came back."""

    searched = ("title", "description", "points__text")
    framework_item = forms.ModelChoiceField(
        label="对照方面", required=False, queryset=FrameworkItem.objects.none(), empty_label="全部"
    )
    owner = forms.ChoiceField(label="主体", required=False, choices=[*ANY, *ProblemOwner.choices])
    section = forms.ChoiceField(
        label="用于报告",
        required=False,
        choices=[*ANY, ("findings", "查摆问题"), ("main", "主要问题"), ("repeats", "反复出现")],
    )
    field_order = ["framework_item", "owner", "section", "q"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        items = FrameworkItem.objects.of_branch(self.branch).in_year(self.year)
        self.fields["framework_item"].queryset = items

    def apply(self, rows):
        """By each chosen value."""
        rows = super().apply(rows).distinct()
        if item := self.chosen("framework_item"):
            rows = rows.filter(framework_item=item)
        if owner := self.chosen("owner"):
            rows = rows.filter(owner=owner)
        sections = {"findings": Q(is_finding=True), "main": Q(is_main=True), "repeats": ~Q(repeats=None)}
        return rows.filter(sections.get(self.chosen("section"), Q()))


class AnswerFilter(ListFilter):
    """Causes and measures by text."""

    searched = ("title", "text")


class ItemFilter(ListFilter):
    """Items by 对照 item, person, due date and state."""

    searched = ("content", "goal", "result", "problem__title")
    scope = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[("", "本年度和结转"), ("own", "本年度问题"), ("carried", "上年度结转")],
    )
    framework_item = forms.ModelChoiceField(
        label="对照方面", required=False, queryset=FrameworkItem.objects.none(), empty_label="全部"
    )
    person = forms.ModelChoiceField(
        label="责任人", required=False, queryset=Member.objects.none(), empty_label="全部"
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[*ANY, *ItemState.choices])
    due = forms.ChoiceField(
        label="时限",
        required=False,
        choices=[
            *ANY,
            ("overdue", "已逾期"),
            ("7", "7 天内到期"),
            ("30", "30 天内到期"),
            ("none", "没有时限"),
        ],
    )
    recurring = forms.ChoiceField(label="反复出现", required=False, choices=[*ANY, ("yes", "反复出现的问题")])
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["scope", "framework_item", "person", "state", "due", "recurring", "q", "view"]

    def __init__(self, *args, user, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        items = FrameworkItem.objects.of_branch(self.branch).filter(year__in=(self.year, self.year - 1))
        self.fields["framework_item"].queryset = items.order_by("-year", "audience", "order")
        self.fields["person"].queryset = (
            Member.objects.visible_to(user).of_branch(self.branch).in_pinyin_order()
        )

    def apply(self, rows):
        """By each chosen value; items of the year, and earlier ones that the year has to deal with."""
        own, carried = rows.in_year(self.year), rows.carried_into(self.year)
        rows = super().apply({"own": own, "carried": carried}.get(self.chosen("scope"), own | carried))
        if item := self.chosen("framework_item"):
            rows = rows.filter(problem__framework_item=item)
        if person := self.chosen("person"):
            rows = rows.of_person(person)
        if state := self.chosen("state"):
            rows = rows.filter(state=state)
        if self.chosen("recurring"):
            rows = rows.filter(problem__repeats__isnull=False)
        return self._by_due(rows)

    def _by_due(self, rows):
        due = self.chosen("due")
        if due == "overdue":
            return rows.overdue(self.today)
        if due == "none":
            return rows.filter(due_on__isnull=True)
        if due:
            return rows.due_within(self.today, timedelta(days=int(due)))
        return rows
