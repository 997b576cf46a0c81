"""Writes about templates: their sections go with them."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser

from core import records

from .models import ReportTemplate, TemplateSection


def create_template(
    template: ReportTemplate, *, sections: Iterable[TemplateSection], by: AbstractBaseUser | None
) -> ReportTemplate:
    """Save a new template with its sections in this order."""
    with records.audited(template, by=by):
        write_sections(template, sections)
    return template


def write_sections(template: ReportTemplate, sections: Iterable[TemplateSection]) -> None:
    """Give a template these sections in this order, inside its audited block."""
    TemplateSection.objects.filter(template=template).delete()
    rows = list(sections)
    for order, section in enumerate(rows, start=1):
        section.template, section.order = template, order
    TemplateSection.objects.bulk_create(rows)
