"""Entering a topic of the backlog, and the filter above the list."""

from django import forms
from django.db.models import Q

from branch.access import can_write_branch, grants_of
from branch.members.models import Member
from branch.organisations.models import PartyGroup
from core.forms import BaseModelForm, Choice, ListFilter
from meetings.enums import ItemKind

from .models import AgendaTopic


class TopicForm(BaseModelForm):
    """What is to be discussed, who proposed it, from when on."""

    fieldsets = [("议题", ["title", "kind", "proposed_by", "from_on", "group", "note"])]

    class Meta:
        model = AgendaTopic
        fields = ["title", "kind", "proposed_by", "from_on", "group", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"title": {"required": "请填写议题，例如“研究修订议事规则”。"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.branch or self.instance.branch
        on_roll = Member.objects.on_roll(branch, self.today).values("pk")
        people = Member.objects.of_branch(branch).filter(
            Q(pk__in=on_roll) | Q(pk=self.instance.proposed_by_id)
        )
        self.fields["proposed_by"].queryset = people.in_pinyin_order()
        groups = PartyGroup.objects.alive().filter(branch=branch)
        if not can_write_branch(self.user, branch):
            groups = groups.filter(pk__in=grants_of(self.user).led_group_ids)
            self.fields["group"].required = True
            self.fields["group"].error_messages["required"] = "请选择您负责的党小组。"
        self.fields["group"].queryset = groups
        self.fields["group"].empty_label = "支部的会议"
        self.initial.setdefault("from_on", self.today)


class TopicFilter(ListFilter):
    """Topics that wait or are taken up, by kind."""

    state = Choice("状态", [("waiting", "待列入"), ("taken", "已列入")], everything="全部状态")
    kind = Choice("类型", ItemKind.choices)

    def by_state(self, topics, state: str):
        """Whether an agenda has them."""
        return topics.filter(taken=state == "taken")
