"""What the editor typed is stored: only what changed comes, and what one paragraph lost another keeps with its sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from branch.accounts.models import User
from core.form_tokens import record_of, use_token, used_token
from core.refusals import Refused
from reports.report import structure, tree
from reports.report.enums import Marker
from reports.report.holding import check_editable, checked_text, note
from reports.report.models import AnnualReport, Paragraph, Section

from .models import Presence

# A sign of life that is older says that somebody has left.
PRESENT_FOR = timedelta(seconds=45)
# The place of a new paragraph until its section is put in order.
LAST = 32_000


@dataclass(frozen=True)
class TypedParagraph:
    """A paragraph as typed. `id`: the number of its row, or the name that the editor gave a new one.

    `lock`: the version that it was typed upon; `origin`: the `id` of the one that it was split from.
    """

    id: str
    text: str
    marker: str
    section: int
    lock: int = 0
    origin: str = ""


@dataclass(frozen=True)
class TypedPage:
    """What changed in the editor: paragraphs in the order of the text, removed ones with the version that was seen,
    the order of sections whose order changed, headings with what they were.
    """

    paragraphs: Sequence[TypedParagraph] = ()
    removed: dict[str, int] = field(default_factory=dict)
    orders: dict[int, list[str]] = field(default_factory=dict)
    headings: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Saved:
    """What became of it. `rows`: the stored paragraph of each `id`; `conflicts`: those that somebody else changed
    meanwhile; `refused`: why something was not stored, by the `id` of a paragraph or `heading-` and a section's number;
    `unnumbered`: sections whose paragraphs are to be numbered anew.
    """

    rows: dict[str, Paragraph] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unnumbered: set[int] = field(default_factory=set)


@transaction.atomic
def save_page(*, report: AnnualReport, page: TypedPage, by: AbstractBaseUser, on: date) -> Saved:
    """Store what changed in the editor; what cannot be stored is told and leaves the rest alone.

    The same page sent again changes nothing: new paragraphs are known by their names. Raises Refused for a frozen report.
    """
    check_editable(report)
    saved = Saved(rows=_rows(report, page))
    is_shaped = _is_shaped(page, saved.rows)
    sections = {section.pk: section for section in report.sections.all()} if is_shaped else {}
    known = []
    for one in page.paragraphs:
        if one.section in sections or one.id in saved.rows:
            known.append(one)
        else:
            saved.refused[one.id] = "这一段所在的部分刚刚没有了，没有保存。文字留在这台设备上，请刷新页面。"
    typed = [(one, text) for one in known if (text := _storable(report, one, saved))]
    removed = [row for row in _removed(page, saved) if not row.is_left_out]
    _write(report, typed, removed, sections, saved, by=by, on=on)
    for number, ids in page.orders.items():
        if number in sections:
            rows = [saved.rows[one] for one in ids if one in saved.rows]
            saved.unnumbered |= {number, *(row.section_id for row in rows)}
            _put_in_order(sections[number], rows, by)
    for number in saved.unnumbered & sections.keys():
        tree.renumber(sections[number])
    for number, (was, heading) in page.headings.items():
        if number in sections:
            _rename(sections[number], was, heading, saved, by)
    return saved


def _is_shaped(page: TypedPage, rows: dict[str, Paragraph]) -> bool:
    """Whether anything changed but the words of paragraphs that stand there."""
    if page.removed or page.orders or page.headings:
        return True
    stored = [(one.marker, rows.get(one.id)) for one in page.paragraphs]
    return any(row is None or row.is_left_out or row.marker != marker for marker, row in stored)


def _rows(report: AnnualReport, page: TypedPage) -> dict[str, Paragraph]:
    """The stored paragraphs by the names that the editor has for them."""
    names = {one.id for one in page.paragraphs} | {one.origin for one in page.paragraphs} | {*page.removed}
    names |= {one for ids in page.orders.values() for one in ids}
    numbers = {name: int(name) for name in names if name.isdigit()}
    for name in names - numbers.keys() - {""}:
        made = (used := used_token(name)) and record_of(used)
        if isinstance(made, Paragraph):
            numbers[name] = made.pk
    found = Paragraph.objects.filter(section__report=report, pk__in=numbers.values()).select_related(
        "section"
    )
    rows = {row.pk: row for row in found.prefetch_related("sentences__sources")}
    return {name: rows[number] for name, number in numbers.items() if number in rows}


def _storable(report: AnnualReport, typed: TypedParagraph, saved: Saved) -> str:
    """The text to be stored; empty where it cannot be, and then it is noted why."""
    row = saved.rows.get(typed.id)
    try:
        text = checked_text(typed.text, report)
        if typed.marker not in Marker.values:
            raise Refused("没有这种编号样式。")
    except Refused as refusal:
        saved.refused[typed.id] = str(refusal)
        return ""
    # What somebody else left out comes back with the words that were typed into it.
    is_other = row and row.text != text and row.lock_version != typed.lock and not row.is_left_out
    if is_other and typed.id.isdigit():
        saved.conflicts.append(typed.id)
        return ""
    return text


def _removed(page: TypedPage, saved: Saved) -> Iterable[Paragraph]:
    for name, lock in page.removed.items():
        row = saved.rows.get(name)
        if row and row.lock_version != lock and name.isdigit():
            saved.conflicts.append(name)
        elif row:
            yield row


def _write(
    report: AnnualReport,
    typed: Sequence[tuple[TypedParagraph, str]],
    removed: Sequence[Paragraph],
    sections: dict[int, Section],
    saved: Saved,
    *,
    by: AbstractBaseUser,
    on: date,
) -> None:
    """Store words and numbers; sentences that went from one paragraph to another keep what they rest on."""
    named = [saved.rows[name] for one, _ in typed for name in (one.id, one.origin) if name in saved.rows]
    old = {row.pk: row for row in [*named, *removed]}
    texts = {row.pk: row.text for row in old.values()}
    heard = tree.Heard.read(one for row in old.values() for one in row.sentences.all())
    pool = [draft for row in old.values() for draft in tree.drafts_of(row)]
    memory = structure.memory_of(report, on)
    told = [text for _, text in typed]
    for (one, text), drafts in zip(typed, tree.rebuild_all(told, pool), strict=True):
        row, origin = saved.rows.get(one.id), saved.rows.get(one.origin)
        if row is None:
            has_words_of_it = any(draft.wording for draft in drafts)
            row = structure.put_at(
                sections[one.section], LAST, one.marker, piece_of=origin if has_words_of_it else None
            )
            if not one.id.isdigit():
                use_token(one.id, row)
            saved.rows[one.id] = row
            note(report, by, "分段" if has_words_of_it else "插入段落", "", text)
        elif texts[row.pk] != text or row.is_left_out:
            note(report, by, "恢复段落" if row.is_left_out else "正文", texts[row.pk], text)
        if row.marker != one.marker:
            note(report, by, "编号样式", row.get_marker_display(), f"{Marker(one.marker).label}：{text}")
        fields = {"is_left_out": False, "marker": one.marker}
        is_told_otherwise = row.is_left_out or row.marker != one.marker
        if is_told_otherwise:
            saved.unnumbered.add(row.section_id)
        if texts.get(row.pk) != text:
            structure.write(row, drafts, memory, heard=heard, **fields, lock_version=F("lock_version") + 1)
        elif is_told_otherwise:
            Paragraph.objects.filter(pk=row.pk).update(**fields)
    for row in removed:
        label = "合并段落" if any(texts[row.pk] in text for text in told) else "删去段落"
        Paragraph.objects.filter(pk=row.pk).update(is_left_out=True, lock_version=F("lock_version") + 1)
        saved.unnumbered.add(row.section_id)
        note(report, by, label, texts[row.pk], "")


def _put_in_order(section: Section, wanted: Sequence[Paragraph], by: AbstractBaseUser) -> None:
    """Let these paragraphs stand in this order; what the editor did not know of stays behind what it followed."""
    before = list(section.paragraphs.order_by("order", "pk"))
    placed = list(dict.fromkeys(wanted))
    for row in [row for row in before if row not in placed]:
        placed.insert(tree.place_after(before[: before.index(row)], placed), row)
    old, new = [row.pk for row in before], [row.pk for row in placed]
    stayed = {
        pk
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for pk in old[block.a : block.a + block.size]
    }
    for row in placed:
        if row.pk not in stayed and row.order != LAST:
            told = structure.place_told(row)
            row.section, row.is_moved = section, True
            Paragraph.objects.filter(pk=row.pk).update(section=section, is_moved=True)
            note(section.report, by, "移动段落", told, f"{section}：{row.text}")
    tree.set_order(placed)


def _rename(section: Section, was: str, heading: str, saved: Saved, by: AbstractBaseUser) -> None:
    name = f"heading-{section.pk}"
    if section.heading not in {was, heading}:
        saved.refused[name] = f"这个标题刚被改成“{section.heading}”，请再看一看。"
        return
    try:
        structure.rename_section(section=section, heading=heading, by=by)
    except Refused as refusal:
        saved.refused[name] = str(refusal)


def note_presence(*, report: AnnualReport, user: User, paragraph: int | None, at: datetime) -> list[Presence]:
    """Note where somebody is; returns who else is there now. A presence is no content: nothing kept hangs on it."""
    Presence.objects.update_or_create(
        report=report, user=user, defaults={"paragraph_id": paragraph, "seen_at": at}
    )
    others = Presence.objects.filter(report=report).exclude(user=user)
    others.filter(seen_at__lt=at - 100 * PRESENT_FOR).delete()
    return list(others.filter(seen_at__gte=at - PRESENT_FOR).select_related("user"))
