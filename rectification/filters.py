"""Filters of the lists."""

from datetime import timedelta

from django import forms
from django.db.models import Q

from branch.campaigns.models import Campaign
from branch.members.models import Member
from core.forms import Choice, ListFilter, SearchField

from .enums import ItemState, OpinionSource, ProblemOwner
from .problems.models import FrameworkItem


class OpinionFilter(ListFilter):
    """Opinions by source, whom they are about, and whether they were merged."""

    searched = ("text",)
    source = Choice("来源", OpinionSource.choices)
    about = Choice("针对", ProblemOwner.choices)
    merged = Choice("归并", [("no", "还没有归并"), ("yes", "已归并到问题")])
    q = SearchField()

    def by_merged(self, opinions, merged: str):
        """Those that a problem answers, or not yet."""
        if merged == "no":
            return opinions.unmerged()
        return opinions.filter(problem__deleted_at__isnull=True, problem__isnull=False)


def _offer_campaigns(form: ListFilter) -> None:
    """The campaigns of the branch; nothing is asked where it has none."""
    campaigns = list(Campaign.objects.of_branch(form.branch))
    if campaigns:
        form.fields["campaign"].offer(campaigns)
    else:
        del form.fields["campaign"]


class ProblemFilter(ListFilter):
    """Problems by 对照 item, owner, section of the report and whether they came back."""

    searched = ("title", "description", "points__text")
    framework_item = Choice("对照方面")
    owner = Choice("主体", ProblemOwner.choices)
    campaign = Choice("学习教育")
    section = Choice("用于报告", [("findings", "查摆问题"), ("main", "主要问题"), ("repeats", "反复出现")])
    q = SearchField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["framework_item"].offer(FrameworkItem.objects.of_branch(self.branch).in_year(self.year))
        _offer_campaigns(self)

    def apply(self, rows):
        """Each problem once, however many of its points fit."""
        return super().apply(rows).distinct()

    def by_section(self, problems, section: str):
        """For a section of the report, or what came back."""
        sections = {"findings": Q(is_finding=True), "main": Q(is_main=True), "repeats": ~Q(repeats=None)}
        return problems.filter(sections[section])


class AnswerFilter(ListFilter):
    """Causes and measures by text."""

    searched = ("title", "text")
    q = SearchField()


class ItemFilter(ListFilter):
    """Items by 对照 item, person, due date and state; of the year, and earlier ones it has to deal with."""

    searched = ("content", "goal", "result", "problem__title")
    scope = Choice("范围", [("own", "本年度问题"), ("carried", "上年度结转")], everything="本年度和结转")
    framework_item = Choice("对照方面")
    person = Choice("责任人")
    state = Choice("状态", ItemState.choices)
    due = Choice(
        "时限",
        [("overdue", "已逾期"), ("7", "7 天内到期"), ("30", "30 天内到期"), ("none", "没有时限")],
    )
    campaign = Choice("学习教育")
    recurring = Choice("反复出现", [("yes", "反复出现的问题")])
    q = SearchField()
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        items = FrameworkItem.objects.of_branch(self.branch).filter(year__in=(self.year, self.year - 1))
        self.fields["framework_item"].offer(items.order_by("-year", "audience", "order"))
        _offer_campaigns(self)
        people = Member.objects.visible_to(self.user).of_branch(self.branch)
        self.fields["person"].offer(people.in_pinyin_order())

    def apply(self, rows):
        """Of the chosen scope first."""
        own, carried = rows.in_year(self.year), rows.carried_into(self.year)
        return super().apply({"own": own, "carried": carried}.get(self.chosen("scope"), own | carried))

    def by_scope(self, items, scope: str):
        """Done before everything else: see `apply`."""
        return items

    def by_framework_item(self, items, pk: str):
        """For a 对照 item's problems."""
        return items.filter(problem__framework_item=pk)

    def by_campaign(self, items, pk: str):
        """For the problems of a campaign."""
        return items.filter(problem__campaign=pk)

    def by_person(self, items, pk: str):
        """Led by or given to a member."""
        return items.of_person(pk)

    def by_recurring(self, items, _: str):
        """For problems that came back."""
        return items.filter(problem__repeats__isnull=False)

    def by_due(self, items, due: str):
        """Overdue, due soon, or without a time limit."""
        if due == "overdue":
            return items.overdue(self.today)
        if due == "none":
            return items.filter(due_on__isnull=True)
        return items.due_within(self.today, timedelta(days=int(due)))
