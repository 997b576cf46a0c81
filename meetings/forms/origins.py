"""What a new meeting is entered from: a row of the year's plan, an agenda template."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from core.forms import BaseModelForm

from .. import services, suggestions
from ..enums import MeetingState
from ..models import AgendaItem, AgendaTemplate, AgendaTemplateVersion, MeetingPlanItem
from .agenda import MOST_ITEMS, PREFIX, AgendaForm


class OriginField(forms.ModelChoiceField):
    """A hidden pointer. One that leads nowhere, such as to a row deleted meanwhile, is left out without a word."""

    widget = forms.HiddenInput

    def __init__(self, queryset):
        super().__init__(queryset, required=False)

    def clean(self, value):
        """The record, or None."""
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class OriginForm(BaseModelForm):
    """The part of a meeting's form that knows what the meeting is entered from, and what of it is stored already."""

    plan_item = OriginField(MeetingPlanItem.objects.none())
    template_version = OriginField(AgendaTemplateVersion.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        self.meeting_branch = self.branch if self.is_new else self.instance.branch
        self.stored_state = None if self.is_new else self.instance.state
        self._set_origins()

    def _set_origins(self) -> None:
        """What a meeting may be entered from: a new one from a row of the plan, one not held yet from a template."""
        rows = MeetingPlanItem.objects.changeable_by(self.user).of_branch(self.meeting_branch)
        self.fields["plan_item"].queryset = rows
        if not self.is_new:
            del self.fields["plan_item"]
        if not self.takes_template:
            del self.fields["template_version"]
            return
        mine = AgendaTemplate.objects.visible_to(self.user).of_branch(self.meeting_branch)
        self.fields["template_version"].queryset = AgendaTemplateVersion.objects.filter(template__in=mine)

    @property
    def takes_template(self) -> bool:
        """Whether the agenda is still to be made: a new meeting's, or a planned one's."""
        return self.is_new or self.stored_state == MeetingState.PLANNED

    @cached_property
    def templates(self) -> list[AgendaTemplate]:
        """The agenda templates that can be put into the meeting, of every kind."""
        if not self.takes_template:
            return []
        return list(AgendaTemplate.objects.visible_to(self.user).of_branch(self.meeting_branch))

    def note_template(self) -> None:
        """Note on the meeting, before it is saved, which version its agenda came from."""
        if self.takes_template and self.cleaned_data["template_version"]:
            self.instance.template_version = self.cleaned_data["template_version"]

    def link_plan_item(self) -> None:
        """Link the new meeting, once saved, to the row of the plan it was entered from."""
        if item := self.cleaned_data["plan_item"]:
            services.link_plan_item(item=item, meeting=self.instance, by=self.user)


def initial_for_plan(item: MeetingPlanItem, now: datetime) -> dict[str, object]:
    """Initial values of the meeting that a row of the plan means."""
    initial = suggestions.initial_for_new(item.branch, [item.kind], item.group, item.starts_on, now)
    return {
        **initial,
        "title": initial["title"] or item.theme,
        "theme": item.theme,
        "work_link": item.work_link,
        "plan_item": item.pk,
    }


def initial_for_template(version: AgendaTemplateVersion) -> dict[str, object]:
    """The agenda of a version, and the version itself, as initial values of a new meeting."""
    return {"agenda": items_of(version), "template_version": version.pk}


def items_of(version: AgendaTemplateVersion) -> list[AgendaItem]:
    """The lines of a version as the first agenda of a meeting."""
    return [AgendaItem(title=line.title, reporter=line.reporter) for line in version.lines.all()]


def with_items(data: QueryDict, items: Iterable[AgendaItem]) -> QueryDict:
    """What was typed, with items below it in the agenda; a title that stands there already is not repeated."""
    typed = data.copy()
    names = list(AgendaForm.base_fields)
    rows = []
    for number in range(MOST_ITEMS):
        row = {name: typed.pop(f"{PREFIX}-{number}-{name}", [""])[-1] for name in (*names, "DELETE")}
        if not row.pop("DELETE") and any(value.strip() for value in row.values()):
            rows.append(row)
    there = {row["title"].strip() for row in rows}
    rows += [{"title": item.title, "reporter": item.reporter} for item in items if item.title not in there]
    typed[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows))
    for number, row in enumerate(rows):
        for name, value in row.items():
            typed[f"{PREFIX}-{number}-{name}"] = value
    return typed
