"""What a new meeting is entered from: a row of the year's plan, an agenda template."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.http import QueryDict

from .. import suggestions
from ..models import AgendaItem, AgendaTemplateVersion, MeetingPlanItem
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
