"""Another template for a report that is being written: each paragraph finds its section, a person's words are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from core import records
from core.refusals import Refused
from reports.claims.values import Memory
from reports.drafting.draft import OUTER, draft, draws_of
from reports.facts import book_of
from reports.report import tree
from reports.report.models import AnnualReport, Paragraph, Section
from reports.report.tree import DraftSection

from .following import follow
from .models import ReportTemplate


@dataclass(frozen=True)
class NewSection:
    """A section as the other template would have it: `stays` the stored one that it goes on from, `own` how many
    paragraphs with a person's words it would hold.

    `kept_only`: no section of the template takes these paragraphs; they stand under their old heading at the end.
    """

    heading: str
    drawn: int
    own: int
    stays: Section | None = None
    kept_only: bool = False


class Move:
    """Where each paragraph of a report (read with `with_tree()`) goes under another plan."""

    def __init__(self, report: AnnualReport, drafts: list[DraftSection]):
        self.drafts = drafts
        self.sections = list(report.sections.all())
        self.rows = [row for section in self.sections for row in section.paragraphs.all()]
        self.stays = list(self._staying())
        at = {row.slot: n for n, one in enumerate(drafts) for row in one.paragraphs}
        # By paragraph: the number of the new section, or None where none takes it. One that a person moved goes along
        # with the one before it.
        self.goes: dict[int, int | None] = {}
        for section in self.sections:
            stays = next((n for n, one in enumerate(self.stays) if one is section), None)
            rows = [row for row in section.paragraphs.all() if row.slot in at and not row.is_moved]
            first = next((at[row.slot] for row in rows), None)
            before = first if stays is None else stays
            for row in section.paragraphs.all():
                if row in rows:
                    before = at[row.slot]
                self.goes[row.pk] = before

    def _staying(self) -> Iterable[Section | None]:
        """For each new section the stored one that goes on in it: of the same contents, by hand of the same heading."""
        free = list(self.sections)
        for one in self.drafts:
            found = next((section for section in free if _is_same(section, one)), None)
            if found:
                free.remove(found)
            yield found

    def left(self) -> dict[Section, list[Paragraph]]:
        """A person's paragraphs that no new section takes, by the section in which they stand."""
        kept: dict[Section, list[Paragraph]] = {}
        for section in self.sections:
            rows = [
                row for row in section.paragraphs.all() if self.goes[row.pk] is None and tree.is_persons(row)
            ]
            if rows:
                kept[section] = rows
        return kept

    def outline(self) -> list[NewSection]:
        """What would come of it, for the person to see before."""
        found = [
            NewSection(
                one.heading,
                len(one.paragraphs),
                sum(tree.is_persons(row) for row in self.rows if self.goes[row.pk] == n),
                self.stays[n],
            )
            for n, one in enumerate(self.drafts)
            if one.kind not in OUTER
        ]
        return found + [
            NewSection(section.heading, 0, len(rows), section, kept_only=True)
            for section, rows in self.left().items()
        ]


def _is_same(section: Section, one: DraftSection) -> bool:
    if section.kind in OUTER or one.kind in OUTER:
        return section.kind == one.kind
    if not one.draws:
        return not draws_of(section) and section.heading == one.heading
    return (draws_of(section), section.areas) == (tuple(one.draws), one.areas)


def move_to(report: AnnualReport, template: ReportTemplate | None, *, on: date) -> Move:
    """What changing the template of a report read with `with_tree()` would do; writes nothing."""
    shadow = AnnualReport(branch=report.branch, year=report.year, template=report.template)
    plan = follow(shadow, template, on=on)
    book = book_of(report, on)
    return Move(report, draft(book.records, plan))


@transaction.atomic
def change_template(
    *, report: AnnualReport, template: ReportTemplate | None, by: AbstractBaseUser, on: date
) -> int:
    """Arrange a report anew; returns how many paragraphs with a person's words it keeps.

    What was drafted moves to the section that draws on it now and is drafted anew, a person's paragraphs move with the
    one that they stand behind. Raises Refused while the report is frozen.
    """
    stored = AnnualReport.objects.select_for_update().get(pk=report.pk)
    if not stored.is_editable:
        raise Refused(f"报告已是“{stored.get_state_display()}”，不能更换模板。需要更换时请先“修订”。")
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    move = move_to(full, template, on=on)
    told = f"更换模板：{template or '默认（六部分）'}"
    with records.audited(full, by=by, reason=told):
        follow(full, template, on=on)
        _write(full, move, Memory(book_of(full, on).text))
    return sum(tree.is_persons(row) for row in move.rows)


def _write(report: AnnualReport, move: Move, memory: Memory) -> None:
    sections = [
        _section(report, one, stored, order)
        for order, (one, stored) in enumerate(zip(move.drafts, move.stays, strict=True))
    ]
    # What follows what is told by one running number; a section is put in order below.
    for order, row in enumerate(move.rows):
        place = move.goes[row.pk]
        values = {"order": order} if place is None else {"order": order, "section": sections[place]}
        Paragraph.objects.filter(pk=row.pk).update(**values)
    kept = move.left()
    for order, section in enumerate(kept, start=len(sections)):
        gone = [row.pk for row in section.paragraphs.all() if not tree.is_persons(row)]
        section.paragraphs.filter(pk__in=gone).delete()
        kind = section.kind if section.kind in OUTER else "other"
        rows = Section.objects.filter(pk=section.pk)
        rows.update(order=order, kind=kind, draws=[], areas="", fewest=0, most=0)
        tree.renumber(section)
    alive = {section.pk for section in [*sections, *kept]}
    report.sections.exclude(pk__in=alive).delete()
    for section, one in zip(sections, move.drafts, strict=True):
        tree.merge_section(Section.objects.get(pk=section.pk), one.paragraphs, memory)


def _section(report: AnnualReport, one: DraftSection, stored: Section | None, order: int) -> Section:
    if stored is None:
        return Section.objects.create(report=report, order=order, **tree.arranged(one))
    Section.objects.filter(pk=stored.pk).update(order=order, **tree.arranged(one))
    return stored
