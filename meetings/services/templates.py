"""Writes about agenda templates: every change of the agenda makes a version, and no version is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from branch.models import User
from core import audit, records

from ..models import AgendaTemplate, AgendaTemplateLine, AgendaTemplateVersion


@dataclass(frozen=True)
class TemplateLine:
    """An item of a template as it is entered."""

    title: str
    reporter: str = ""


@transaction.atomic
def create_template(template: AgendaTemplate, *, lines: Sequence[TemplateLine], by: User) -> AgendaTemplate:
    """A new template with its first version."""
    template.created_by = template.created_by or by
    with records.audited(template, by=by):
        _add_version(template, 1, lines, by)
    return template


@transaction.atomic
def save_template(
    template: AgendaTemplate, *, before: audit.Values, lines: Sequence[TemplateLine], by: User
) -> AgendaTemplate:
    """Save a changed template; another agenda makes another version. Raises StaleRecord when someone saved first."""
    with records.audited(template, by=by, before=before):
        latest = AgendaTemplateVersion.objects.with_lines().filter(template=template).first()
        if latest is None or lines_of(latest) != list(lines):
            _add_version(template, latest.number + 1 if latest else 1, lines, by)

    return template


def lines_of(version: AgendaTemplateVersion) -> list[TemplateLine]:
    """The stored items of a version."""
    return [TemplateLine(line.title, line.reporter) for line in version.lines.all()]


def _add_version(template: AgendaTemplate, number: int, lines: Sequence[TemplateLine], by: User) -> None:
    version = AgendaTemplateVersion(template=template, number=number, created_by=by)
    if number == 1:
        version.created_at = template.created_at
    version.save()
    AgendaTemplateLine.objects.bulk_create(
        AgendaTemplateLine(version=version, order=order, title=line.title, reporter=line.reporter)
        for order, line in enumerate(lines, start=1)
    )
