"""Taking changes of a returned file into the report, and putting back what was taken.

Everything is written by the services of the report, so that each piece stands in its history with old and new words.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from core.records import audited
from core.refusals import Refused
from reports.report import sectioning, services, structure
from reports.report.models import AnnualReport, Paragraph, Section

from .change import FIELDS, Change, ChangeKind, Comparison
from .words import Retyped

WORDING = (ChangeKind.REWORDED, ChangeKind.SPLIT, ChangeKind.MERGED)
LATER = "报告里的这一处后来又改过，没有撤回。请在报告里改。"
# One write: what was done (`did`), to which row, what stood there before and stands there now.
Done = dict[str, Any]


class Taking:
    """Some changes being taken; `done()` writes them and says of each, by its key, what was written."""

    def __init__(
        self,
        report: AnnualReport,
        comparison: Comparison,
        chosen: Sequence[Change],
        *,
        by: AbstractBaseUser,
        on: date,
    ):
        self.report, self.comparison, self.chosen = report, comparison, chosen
        self.by, self.on = by, on
        self.written: dict[str, list[Done]] = {change.key: [] for change in chosen}
        # Paragraphs that were cut, with their other pieces.
        self.pieces: dict[int, list[int]] = {}
        self.told = {one.pk for one in comparison.sections}
        # Sections that a new heading has made, by its change.
        self.divided: dict[str, Section] = {}

    def done(self) -> dict[str, list[Done]]:
        """Write everything."""
        for change in self.chosen:
            self._take_first(change)
        # The last first: what stands before keeps its place.
        for change in reversed(self.chosen):
            if change.kind == ChangeKind.FIGURE:
                self._take_figure(change)
        for change in self.chosen:
            if change.kind == ChangeKind.DELETED:
                self._leave_out(change, change.rows[0].pk)
            elif change.kind == ChangeKind.RESTYLED:
                self._restyle(change, change.rows[0].pk, change.markers[0])
        # The last first: what one heading takes along, one that follows it has taken already.
        for change in reversed(self.chosen):
            if change.kind == ChangeKind.SECTION_ADDED:
                self._divide(change)
        self._put_in_order()
        return self.written

    def _take_first(self, change: Change) -> None:
        """What is taken before paragraphs come, go and are put in order: lines of their own, and words."""
        if change.kind in FIELDS:
            self._take_field(change)
        elif change.kind in {ChangeKind.HEADING, ChangeKind.SECTION_UNHEADED}:
            self._take_heading(change)
        elif change.kind == ChangeKind.SECTION_MOVED:
            self._move_section(change)
        elif change.kind in WORDING:
            self._take_words(change, change.texts)

    def _note(self, change: Change, did: str, row: int, old: Any = "", new: Any = "") -> None:
        self.written[change.key].append({"did": did, "row": row, "old": old, "new": new})

    def _take_field(self, change: Change) -> None:
        """Title, salutation, signature. Raises Refused for one that is too long."""
        name = FIELDS[change.kind]
        longest = AnnualReport._meta.get_field(name).max_length
        if longest and len(str(change.value)) > longest:
            raise Refused(f"{change.kind}有 {len(str(change.value))} 字，最多 {longest} 字，请在报告里改。")
        report = AnnualReport.objects.get(pk=self.report.pk)
        old = getattr(report, name)
        with audited(report, by=self.by):
            setattr(report, name, change.value)
        self._note(change, name, report.pk, _plain(old), _plain(change.value))

    def _take_heading(self, change: Change) -> None:
        section = _section(_pk(change.section))
        old = section.heading
        if change.kind == ChangeKind.HEADING:
            structure.rename_section(section=section, heading=str(change.value), by=self.by)
        else:
            sectioning.head_section(section=section, heading="", by=self.by)
        self._note(change, "heading", section.pk, old, section.heading)

    def _move_section(self, change: Change) -> None:
        """A section behind another one, each with the sections that were cut from it."""
        order = [section.pk for section in self.report.sections.order_by("order", "pk")]
        blocks: list[list[int]] = []
        for pk in order:
            if pk in self.told or not blocks:
                blocks.append([pk])
            else:
                blocks[-1].append(pk)
        moved = next(block for block in blocks if block[0] == _pk(change.section))
        blocks.remove(moved)
        after = change.after.pk if change.after else None
        blocks.insert(next((n + 1 for n, block in enumerate(blocks) if block[0] == after), 0), moved)
        new = [pk for block in blocks for pk in block]
        sectioning.arrange_sections(report=self.report, order=new, by=self.by)
        self._note(change, "order", self.report.pk, order, new)

    def _divide(self, change: Change) -> None:
        """A section of its own for what stands below a new heading in the file."""
        told = _section(_pk(change.section))
        below = [row for step in self.comparison.order if step.under is change for row in step.rows]
        first = next((row for row in self._stored_rows(below) if row.section_id == told.pk), None)
        still = set(told.paragraphs.filter(is_moved=False).values_list("pk", flat=True))
        made = sectioning.insert_section(after=told, heading=str(change.value), first=first, by=self.by)
        went = still & set(made.paragraphs.values_list("pk", flat=True))
        self.divided[change.key] = made
        self._note(change, "division", made.pk, [told.pk, sorted(went)], made.heading)

    def _take_words(self, change: Change, texts: Sequence[str]) -> None:
        """A paragraph, its pieces, or several that become one."""
        rows = [row.pk for row in change.rows]
        if not rows:
            self._insert_at_end(change, texts)
            return
        if _row(rows[0]).is_left_out:
            services.bring_back_paragraph(paragraph=_row(rows[0]), by=self.by)
            self._note(change, "in", rows[0])
        old = _row(rows[0]).text
        for pk in rows[1:]:
            self._join(change, rows[0], pk)
        self._say(rows[0], "".join(texts))
        pieces, text = [], texts[0]
        at = rows[0]
        for number, rest in enumerate(texts[1:], start=1):
            stored = _row(at)
            part = structure.split_paragraph(paragraph=stored, at=_cut(stored.text, text), by=self.by)
            pieces.append(part.pk)
            if part.marker != change.markers[number]:
                structure.restyle_paragraph(
                    paragraph=_row(part.pk), marker=change.markers[number], by=self.by
                )
            at, text = part.pk, rest
        self.pieces[rows[0]] = pieces
        self._note(change, "text", rows[0], old, _row(rows[0]).text)
        for pk in pieces:
            self._note(change, "in", pk)

    def _join(self, change: Change, first: int, pk: int) -> None:
        """Into the one before, where it stands behind it; else its words are put in and it is left out."""
        before, _ = structure.neighbours(_row(pk))
        if _row(pk).is_left_out:
            return
        if before and before.pk == first:
            structure.merge_paragraph(paragraph=_row(pk), by=self.by)
        else:
            services.leave_out_paragraph(paragraph=_row(pk), by=self.by)
        self._note(change, "out", pk)

    def _insert_at_end(self, change: Change, texts: Sequence[str]) -> None:
        """A paragraph that the report has no more, at the end of its section."""
        section = _section(_pk(change.section))
        for text, marker in zip(texts, change.markers, strict=False):
            rows = structure.shown(section)
            behind = rows[-1] if rows else None
            self._insert(change, section, behind, text, marker)

    def _insert(
        self, change: Change, section: Section, behind: Paragraph | None, text: str, marker: str
    ) -> Paragraph:
        row = structure.insert_paragraph(
            section=section, after=behind, text=text, by=self.by, on=self.on, marker=marker
        )
        self._note(change, "in", row.pk)
        return row

    def _say(self, pk: int, text: str) -> None:
        row = _row(pk)
        services.save_paragraph(
            paragraph=row, text=text, lock_version=row.lock_version, by=self.by, on=self.on
        )

    def _take_figure(self, change: Change) -> None:
        """A number in place of a fact, in whichever of the paragraphs has it."""
        fact, before = _fact(change), 0
        mark = f"{{{fact.name}}}"
        for row in self._stored_rows(change.rows):
            count = row.text.count(mark)
            if count > fact.place - before:
                old = row.text
                self._say(row.pk, _replaced(old, mark, fact.place - before, fact.typed))
                self._note(change, "text", row.pk, old, _row(row.pk).text)
                return
            before += count
        raise Refused(f"数据项“{fact.name}”已经不在这一段里，请看最新的对比。")

    def _stored_rows(self, rows: Sequence[Paragraph]) -> list[Paragraph]:
        """Rows as they are stored now, with the pieces that were cut from them."""
        keys = dict.fromkeys(pk for row in rows for pk in (row.pk, *self.pieces.get(row.pk, ())))
        return [row for row in map(_row, keys) if not row.is_left_out]

    def _leave_out(self, change: Change, pk: int) -> None:
        services.leave_out_paragraph(paragraph=_row(pk), by=self.by)
        self._note(change, "out", pk)

    def _restyle(self, change: Change, pk: int, marker: str) -> None:
        old = _row(pk).marker
        structure.restyle_paragraph(paragraph=_row(pk), marker=marker, by=self.by)
        self._note(change, "marker", pk, old, marker)

    def _put_in_order(self) -> None:
        """What was moved and added, each behind the paragraph that it follows in the file."""
        sections = {
            one.pk: one for one in Section.objects.filter(report=self.report).select_related("report__branch")
        }
        behind: dict[int, Paragraph | None] = {}
        for step in self.comparison.order:
            section = self.divided.get(step.under.key if step.under else "", sections[step.section.pk])
            change = step.change if step.change and step.change.key in self.written else None
            if change and change.kind == ChangeKind.ADDED:
                before = behind.get(section.pk)
                behind[section.pk] = self._insert(change, section, before, change.texts[0], change.markers[0])
                continue
            if change:
                for row in self._stored_rows(step.rows):
                    behind[section.pk] = self._put_behind(change, row, section, behind.get(section.pk))
            here = [row for row in self._stored_rows(step.rows) if row.section_id == section.pk]
            behind[section.pk] = here[-1] if here else behind.get(section.pk)

    def _put_behind(
        self, change: Change, row: Paragraph, section: Section, behind: Paragraph | None
    ) -> Paragraph:
        before, _ = structure.neighbours(row)
        old = [row.section_id, before.pk if before else None]
        structure.move_paragraph(paragraph=row, section=section, after=behind, by=self.by)
        self._note(change, "place", row.pk, old, [section.pk, behind.pk if behind else None])
        return _row(row.pk)


def _section(pk: int) -> Section:
    section: Section = Section.objects.select_related("report__branch").get(pk=pk)
    return section


def _row(pk: int) -> Paragraph:
    return Paragraph.objects.select_related("section__report__branch").get(pk=pk)


def _pk(section: Section | None) -> int:
    if section is None:
        raise Refused("这一部分系统里已经没有了，没有采纳。")
    return section.pk


def _fact(change: Change) -> Retyped:
    if change.fact is None:
        raise TypeError("a change without a fact")
    return change.fact


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cut(text: str, head: str) -> int:
    """Where a text is cut so that it begins with `head`, however the blanks between sentences were stored."""
    return len(head) if text.startswith(head) else text.find(head.strip()) + len(head.strip())


def _replaced(text: str, mark: str, place: int, typed: str) -> str:
    pieces = text.split(mark)
    return mark.join(pieces[: place + 1]) + typed + mark.join(pieces[place + 1 :])


def withdraw(report: AnnualReport, done: Sequence[Done], *, by: AbstractBaseUser, on: date) -> None:
    """Put back what a change wrote, the last first. Raises Refused where somebody changed it since."""
    for one in reversed(done):
        did, pk, old, new = one["did"], one["row"], one["old"], one["new"]
        if did in FIELDS.values():
            _field_back(report, did, old, new, by)
        elif did in {"heading", "division"}:
            _section_back(_section_left(pk), did, old, new, by)
        elif did == "order":
            now = list(report.sections.order_by("order", "pk").values_list("pk", flat=True))
            _check_still([one for one in now if one in new], [one for one in new if one in now])
            sectioning.arrange_sections(report=report, order=old, by=by)
        else:
            _row_back(_row(pk), did, old, new, by=by, on=on)


# So many characters on each side tell where words stood, in a text that was changed elsewhere since.
_AROUND = 12


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def put_back(now: str, old: str, new: str) -> str:
    """A text that became `new` from `old`, with what was changed then put back. Raises Refused where it is not to be found."""
    if now == new:
        return old
    start = _alike(old, new)
    end = min(_alike(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    before, behind = new[max(0, start - _AROUND) : start], new[len(new) - end :][:_AROUND]
    written = before + new[start : len(new) - end] + behind
    if now.count(written) != 1:
        raise Refused(LATER)
    return now.replace(written, before + old[start : len(old) - end] + behind)


def _row_back(row: Paragraph, did: str, old: Any, new: Any, *, by: AbstractBaseUser, on: date) -> None:
    match did:
        case "text":
            text = put_back(row.text, old, new)
            services.save_paragraph(paragraph=row, text=text, lock_version=row.lock_version, by=by, on=on)
        case "in":
            services.leave_out_paragraph(paragraph=row, by=by)
        case "out":
            services.bring_back_paragraph(paragraph=row, by=by)
        case "marker":
            _check_still(row.marker, new)
            structure.restyle_paragraph(paragraph=row, marker=old, by=by)
        case "place":
            section = Section.objects.select_related("report__branch").get(pk=old[0])
            before = section.paragraphs.filter(pk=old[1]).first()
            if row.section_id != new[0] or (old[1] and before is None):
                raise Refused(LATER)
            structure.move_paragraph(paragraph=row, section=section, after=before, by=by)


def _section_left(pk: int) -> Section:
    """A section that is still there. Raises Refused."""
    if not Section.objects.filter(pk=pk).exists():
        raise Refused(LATER)
    return _section(pk)


def _section_back(section: Section, did: str, old: Any, new: Any, by: AbstractBaseUser) -> None:
    match did:
        case "heading":
            _check_still(section.heading, new)
            sectioning.head_section(section=section, heading=old, by=by)
        case "division":
            _check_still(section.heading, new)
            told, went = old
            sectioning.remove_section(section=section, into=_section_left(told), unmoved=went, by=by)


def _field_back(report: AnnualReport, name: str, old: Any, new: Any, by: AbstractBaseUser) -> None:
    stored = AnnualReport.objects.get(pk=report.pk)
    _check_still(_plain(getattr(stored, name)), new)
    with audited(stored, by=by):
        setattr(stored, name, date.fromisoformat(old) if name == "signed_on" and old else old)


def _check_still(now: Any, written: Any) -> None:
    if now != written:
        raise Refused(LATER)
