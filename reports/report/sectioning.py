"""The sections of a report's text: a new one cut from another, one taken away again, their order, headings left out.

What a person cuts off stays so: redrafting leaves the paragraphs where they stand, as those that were moved.
"""

from collections.abc import Collection, Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from core.refusals import Refused

from . import tree
from .enums import SectionKind
from .holding import check_editable, note
from .models import AnnualReport, Paragraph, Section
from .structure import MOVED_ON, checked_heading


@transaction.atomic
def insert_section(
    *, after: Section, heading: str, by: AbstractBaseUser, first: Paragraph | None = None
) -> Section:
    """A section of a person's own behind another one, of which it takes the paragraphs from `first` on.

    Raises Refused for an empty or overlong heading, a place that is gone and a frozen report.
    """
    report, words = after.report, checked_heading(heading)
    check_editable(report)
    rows = list(after.paragraphs.order_by("order", "pk"))
    if first and first not in rows:
        raise Refused(MOVED_ON)
    section = Section.objects.create(report=report, order=after.order, kind=SectionKind.OTHER, heading=words)
    sections = [one for one in report.sections.all() if one != section]
    _put_in_order([one for old in sections for one in ((old, section) if old == after else (old,))])
    if first:
        cut = [row.pk for row in rows[rows.index(first) :]]
        Paragraph.objects.filter(pk__in=cut).update(section=section, is_moved=True)
    for one in (after, section):
        tree.renumber(one)
    note(report, by, "新增部分", "", words)
    return section


@transaction.atomic
def remove_section(
    *, section: Section, into: Section, by: AbstractBaseUser, unmoved: Collection[int] = ()
) -> None:
    """Take a section away; its paragraphs stand at the end of another one, `unmoved` of them as if nobody had moved them.

    Raises Refused where that is another report's, and for a frozen report.
    """
    report = section.report
    check_editable(report)
    if into.report_id != report.pk or into == section:
        raise Refused(MOVED_ON)
    rows = [*into.paragraphs.order_by("order", "pk"), *section.paragraphs.order_by("order", "pk")]
    section.paragraphs.update(section=into)
    Paragraph.objects.filter(pk__in=unmoved).update(is_moved=False)
    tree.set_order(rows)
    section.delete()
    tree.renumber(into)
    note(report, by, "并入前一部分", section.heading, "")


@transaction.atomic
def arrange_sections(*, report: AnnualReport, order: Sequence[int], by: AbstractBaseUser) -> None:
    """Put the sections of these numbers in this order; any other stays behind the one that it followed.

    Raises Refused for a frozen report.
    """
    check_editable(report)
    before = list(report.sections.order_by("order", "pk"))
    known = {one.pk: one for one in before}
    rows = [known[pk] for pk in order if pk in known]
    for place, one in enumerate(before):
        if one not in rows:
            rows.insert(rows.index(before[place - 1]) + 1 if place else 0, one)
    if rows != before:
        _put_in_order(rows)
        note(report, by, "部分次序", *("；".join(map(str, sections)) for sections in (before, rows)))


@transaction.atomic
def head_section(*, section: Section, heading: str, by: AbstractBaseUser) -> None:
    """Leave the heading of a section out (an empty one), so that its text goes on from what stands before, or give it one.

    Raises Refused for an overlong one and a frozen report.
    """
    check_editable(section.report)
    old, section.heading = section.heading, checked_heading(heading) if heading else ""
    section.save(update_fields=["heading"])
    note(section.report, by, "部分标题", old, section.heading)


def _put_in_order(sections: Sequence[Section]) -> None:
    for order, section in enumerate(sections):
        if section.order != order:
            section.order = order
            Section.objects.filter(pk=section.pk).update(order=order)
