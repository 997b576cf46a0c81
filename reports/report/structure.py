"""The order and shape of a report's text: paragraphs inserted, moved, split, merged, numbered otherwise or restored.

What a person arranged stays so: redrafting neither undoes it nor tells a record twice that was moved, split or merged.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from core.refusals import Refused
from reports.claims.values import Memory
from reports.facts import book_of
from reports.papers.material import drafts_for

from . import tree
from .enums import Marker
from .holding import check_editable, checked_text, claim, note
from .models import AnnualReport, Paragraph, Section

MOVED_ON = "这一段的位置刚刚变了，请刷新页面再试。"


def shown(section: Section) -> list[Paragraph]:
    """The paragraphs of a section that stand in the report, in their order."""
    return list(section.paragraphs.filter(is_left_out=False).order_by("order", "pk"))


def neighbours(paragraph: Paragraph) -> tuple[Paragraph | None, Paragraph | None]:
    """The paragraphs before and behind it in its section."""
    rows = shown(paragraph.section)
    place = rows.index(paragraph) if paragraph in rows else len(rows)
    return rows[place - 1] if place else None, rows[place + 1] if place + 1 < len(rows) else None


def one_step(paragraph: Paragraph, *, up: bool) -> tuple[Section, Paragraph | None]:
    """Where a paragraph goes by one step, over the border of its section too: the section, and behind what.

    Raises Refused at the beginning and the end of the report.
    """
    section, rows = paragraph.section, shown(paragraph.section)
    place = rows.index(paragraph) if paragraph in rows else 0
    if up and place:
        return section, rows[place - 2] if place > 1 else None
    if not up and place + 1 < len(rows):
        return section, rows[place + 1]
    sections = list(section.report.sections.all())
    other = sections.index(section) + (-1 if up else 1)
    if not 0 <= other < len(sections):
        raise Refused(f"这已经是全文的{'第一' if up else '最后一'}段。")
    return sections[other], next(reversed(shown(sections[other])), None) if up else None


@transaction.atomic
def insert_paragraph(
    *,
    section: Section,
    after: Paragraph | None,
    text: str,
    by: AbstractBaseUser,
    on: date,
    marker: str | None = None,
) -> Paragraph:
    """A paragraph of a person's own, behind another one or first; numbered like that one unless told how.

    Raises Refused for an empty text, an unknown fact, a place that is gone and a frozen report.
    """
    text = checked_text(text, section.report)
    check_editable(section.report)
    wanted = (after.marker if after else Marker.NONE) if marker is None else _known(marker)
    paragraph = put_in(section, after, wanted)
    write(paragraph, tree.rebuild(text, []), memory_of(section.report, on))
    tree.renumber(section)
    note(section.report, by, "插入段落", "", text)
    return paragraph


@transaction.atomic
def move_paragraph(
    *, paragraph: Paragraph, section: Section, after: Paragraph | None, by: AbstractBaseUser
) -> None:
    """Put a paragraph behind another one of a section, or first in it; there it stays when the report is redrafted.

    Raises Refused for a place that is gone and a frozen report.
    """
    report = paragraph.section.report
    check_editable(report)
    if section.report_id != report.pk or after == paragraph:
        raise Refused(MOVED_ON)
    before = place_told(paragraph)
    if put_behind(paragraph, section, after):
        note(report, by, "移动段落", before, f"{place_told(paragraph)}：{paragraph.text}")


@transaction.atomic
def split_paragraph(*, paragraph: Paragraph, at: int, by: AbstractBaseUser) -> Paragraph:
    """Cut a paragraph before its character number `at`, counted in its stored text; returns the second part.

    Raises Refused at its beginning or end and within a fact, StaleRecord when someone saved it in between.
    """
    text = paragraph.text
    head, tail = text[: max(at, 0)].strip(), text[max(at, 0) :].strip()
    if not head or not tail:
        raise Refused("请把光标放在段落中间，再分段。")
    if any(match.start() < at < match.end() for match in tree.FACT.finditer(text)):
        raise Refused("不能在一个数据项中间分段。")
    claim(paragraph, paragraph.lock_version)
    section, memory, heard = paragraph.section, Memory(), tree.Heard.of([paragraph])
    first, second = tree.rebuild_all([head, tail], tree.drafts_of(paragraph))
    part = put_in(section, paragraph, paragraph.marker, piece_of=paragraph)
    write(paragraph, first, memory, heard=heard)
    write(part, second, memory, heard=heard)
    tree.renumber(section)
    note(section.report, by, "分段", text, f"{head}\n{tail}")
    return part


@transaction.atomic
def merge_paragraph(*, paragraph: Paragraph, by: AbstractBaseUser) -> Paragraph:
    """Join a paragraph to the one before it, which is returned. Raises Refused for the first of a section."""
    before, _ = neighbours(paragraph)
    if before is None or paragraph.is_left_out:
        raise Refused("这是本部分的第一段，上面没有可以合并的段落。")
    claim(before)
    claim(paragraph)
    texts, heard = (before.text, paragraph.text), tree.Heard.of([before, paragraph])
    drafts = tree.rebuild("".join(texts), [*tree.drafts_of(before), *tree.drafts_of(paragraph)])
    write(before, drafts, Memory(), heard=heard)
    # Its row stays, so that redrafting knows that its record is told.
    Paragraph.objects.filter(pk=paragraph.pk).update(is_left_out=True)
    tree.renumber(paragraph.section)
    note(paragraph.section.report, by, "合并段落", "\n".join(texts), "".join(texts))
    return before


@transaction.atomic
def restyle_paragraph(*, paragraph: Paragraph, marker: str, by: AbstractBaseUser) -> None:
    """Number a paragraph in another style or not at all. Raises Refused for a style that there is not."""
    check_editable(paragraph.section.report)
    old, new = paragraph.get_marker_display(), Marker(_known(marker))
    if paragraph.marker == new:
        return
    paragraph.marker = new
    Paragraph.objects.filter(pk=paragraph.pk).update(marker=new)
    tree.renumber(paragraph.section)
    note(paragraph.section.report, by, "编号样式", old, f"{new.label}：{paragraph.text}")


@transaction.atomic
def rename_section(*, section: Section, heading: str, by: AbstractBaseUser) -> None:
    """Give a section another heading, without its number. Raises Refused for an empty or overlong one."""
    check_editable(section.report)
    new = checked_heading(heading)
    if not section.heading:
        raise Refused("这一部分没有标题，不编号。")
    old = section.heading
    if new != old:
        section.heading = new
        section.save(update_fields=["heading"])
        note(section.report, by, "部分标题", old, new)


def checked_heading(heading: str) -> str:
    """A heading as it is stored. Raises Refused for an empty or overlong one."""
    new = " ".join(heading.replace("\0", "").split())
    if not new:
        raise Refused("标题不能为空。")
    if len(new) > (longest := 200):
        raise Refused(f"标题有 {len(new)} 字，最多 {longest} 字。")
    return new


@transaction.atomic
def restore_draft(*, paragraph: Paragraph, by: AbstractBaseUser, on: date) -> None:
    """Let a paragraph say again what was drafted; it counts as nobody's own from then on.

    Other pieces of it are left out, and what was merged into it stands by itself again. Raises Refused for a paragraph
    that was never drafted.
    """
    if not paragraph.drafted_text:
        raise Refused("这一段不是按记录起草的，没有起草原文。")
    claim(paragraph)
    report, old, new = paragraph.section.report, paragraph.text, paragraph.drafted_text
    book = book_of(report, on)
    sections = drafts_for(report, book.records)
    drafted = (row for _, section in sections for row in section.paragraphs)
    again = next((list(row.sentences) for row in drafted if row.slot == paragraph.slot), [])
    drafts = tree.rebuild(new, [*tree.drafts_of(paragraph), *again])
    write(paragraph, drafts, Memory(book.text))
    tree.pieces(paragraph).exclude(pk=paragraph.pk).update(is_left_out=True)
    for row in paragraph.section.paragraphs.filter(is_left_out=True).exclude(slot=paragraph.slot):
        if row.text in old and row.text not in new:
            Paragraph.objects.filter(pk=row.pk).update(is_left_out=False)
    tree.renumber(paragraph.section)
    note(report, by, "恢复起草原文", old, new)


def memory_of(report: AnnualReport, on: date) -> Memory:
    """What records and facts say on the day the report is written."""
    return Memory(book_of(report, on).text)


def write(
    paragraph: Paragraph,
    drafts: Sequence[tree.DraftSentence],
    memory: Memory,
    *,
    heard: tree.Heard | None = None,
    **fields: Any,
) -> None:
    """Store the sentences of a paragraph and whether they are a person's; other `fields` with them."""
    tree.write_sentences(paragraph, drafts, memory, heard=heard)
    text = "".join(draft.text for draft in drafts)
    paragraph.is_edited = text != paragraph.drafted_text or not paragraph.slot
    Paragraph.objects.filter(pk=paragraph.pk).update(is_edited=paragraph.is_edited, **fields)


def put_in(
    section: Section, after: Paragraph | None, marker: str, *, piece_of: Paragraph | None = None
) -> Paragraph:
    """An empty paragraph behind another one or first; a piece shares what the paragraph was drafted from."""
    if after and after.section_id != section.pk:
        raise Refused(MOVED_ON)
    order = after.order + 1 if after else 0
    section.paragraphs.filter(order__gte=order).update(order=F("order") + 1)
    return put_at(section, order, marker, piece_of=piece_of)


def put_at(section: Section, order: int, marker: str, *, piece_of: Paragraph | None = None) -> Paragraph:
    """An empty paragraph in its place, whatever else stands there."""
    return Paragraph.objects.create(
        section=section,
        order=order,
        marker=marker,
        is_edited=True,
        slot=piece_of.slot if piece_of else "",
        drafted_text=piece_of.drafted_text if piece_of else "",
    )


def put_behind(paragraph: Paragraph, section: Section, after: Paragraph | None) -> bool:
    """Let a paragraph stand behind another one of a section of its report, or first in it; tells whether it moved."""
    left, before = paragraph.section, list(section.paragraphs.order_by("order", "pk"))
    rows = [row for row in before if row != paragraph]
    if after and after not in rows:
        raise Refused(MOVED_ON)
    rows.insert(rows.index(after) + 1 if after else 0, paragraph)
    if rows == before:
        return False
    paragraph.section, paragraph.is_moved = section, True
    Paragraph.objects.filter(pk=paragraph.pk).update(section=section, is_moved=True)
    tree.set_order(rows)
    for one in {left, section}:
        tree.renumber(one)
    return True


def place_told(paragraph: Paragraph) -> str:
    """Where a paragraph stands, in words."""
    rows = shown(paragraph.section)
    number = f"第 {rows.index(paragraph) + 1} 段" if paragraph in rows else "已删去"
    return f"{paragraph.section}，{number}"


def _known(marker: str) -> str:
    if marker not in Marker.values:
        raise Refused("没有这种编号样式。")
    return marker
