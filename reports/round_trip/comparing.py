"""What others changed in a returned file, paragraph by paragraph, against the wording that it was made of.

What changed in the system since then is never struck by it: where both sides changed a paragraph, both wordings are shown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Any

from core.dates import chinese_date
from documents.reading.reviewed import Remark, Reviewed, one_line
from reports.report.enums import Marker
from reports.report.models import AnnualReport, Paragraph, Section

from .aligning import Match, aligned, in_order
from .change import Change, ChangeKind, Comparison, Step
from .exported import ToldParagraph, Wording
from .lines import BodyLine, FileText, as_told, file_text
from .words import Merged, Retyped, merged, printed


def compared(
    report: AnnualReport, told: Wording, returned: Reviewed, values: Mapping[str, str]
) -> Comparison:
    """A returned file against what was exported and the report as it is now, read `with_tree()`.

    `values` are the facts now, by name.
    """
    return _Comparing(report, told, returned, values).result()


@dataclass
class _Told:
    """A paragraph that was exported: its section's number, what was printed, its row now."""

    number: int
    section: int
    told: ToldParagraph
    text: str
    row: Paragraph | None
    match: Match | None = field(default=None)

    @property
    def here(self) -> Paragraph | None:
        """Its row, if the report still has it."""
        return None if self.row is None or self.row.is_left_out else self.row

    @property
    def is_same(self) -> bool:
        """Whether nobody changed it in the system since."""
        return self.here is not None and one_line(self.here.text) == self.told.text


class _Comparing:
    """One comparison under way."""

    def __init__(self, report: AnnualReport, told: Wording, returned: Reviewed, values: Mapping[str, str]):
        self.report, self.told, self.values, self.remarks = report, told, values, returned.remarks
        self.file: FileText = file_text(returned.lines, told)
        stored = list(report.sections.all())
        rows = {row.pk: row for section in stored for row in section.paragraphs.all()}
        self.old = [
            _Told(number, section, one, printed(one.text, told.values)[0], rows.get(one.pk or 0))
            for number, (section, one) in enumerate(told.paragraphs())
        ]
        by_pk = {section.pk: section for section in stored}
        self.sections = [by_pk.get(section.pk or 0) for section in told.sections]
        self.known = {text: one for text, one in told.sentences().items() if len(text) >= 8}
        texts = {one.text for one in self.old}
        self.new = [as_told(line, texts) for line in self.file.body]
        self.matches = aligned([one.text for one in self.old], [line.words for line in self.new])
        for match in self.matches:
            for number in match.old:
                self.old[number].match = match
        self.changes: list[Change] = []
        self.notes: list[str] = []
        self.divisions: list[tuple[float, Section | Change]] = []

    def result(self) -> Comparison:
        """All of it."""
        self._head_and_foot()
        self._headings()
        for match in self.matches:
            self._words(match)
        self._struck()
        self._find_divisions()
        steps = list(self._order())
        changes = sorted(self.changes, key=lambda change: change.place)
        sections = tuple(section for section in self.sections if section)
        return Comparison(tuple(changes), tuple(steps), tuple(self.notes), sections)

    # ---- title, salutation, headings, signature ----

    def _head_and_foot(self) -> None:
        told, file, report = self.told, self.file, self.report
        if file.title:
            self._field(ChangeKind.TITLE, told.title, file.title, one_line(report.title), -4)
        else:
            self.notes.append("文件里没有认出标题，标题没有对比。")
        salutation = f"{report.salutation.rstrip('：:')}：" if report.salutation.strip() else ""
        new = f"{file.salutation.rstrip('：:')}：" if file.salutation else ""
        self._field(ChangeKind.SALUTATION, told.salutation, new, salutation, -3)
        end = len(self.file.body) + len(self.file.headings) + 10_000
        if file.signer:
            now = one_line(report.signer or report.branch.name) if report.signed_on else ""
            self._field(ChangeKind.SIGNER, told.signer, file.signer, now, end)
        if file.signed_on:
            now = chinese_date(report.signed_on) if report.signed_on else ""
            old = chinese_date(date.fromisoformat(told.signed_on)) if told.signed_on else ""
            self._field(ChangeKind.SIGNED_ON, old, chinese_date(file.signed_on), now, end + 1, file.signed_on)
        elif file.wrong_day:
            self.notes.append(f"落款日期“{file.wrong_day}”不是一个日子，没有对比。")
        elif told.signed_on and not file.signer:
            self.notes.append("文件里没有认出落款和日期，系统里的保持不变。")
        elif told.signed_on:
            self.notes.append("文件里没有认出落款日期，系统里的保持不变。")
        if file.notes and file.notes != told.notes:
            self.notes.append(f"附件说明改成了“{'；'.join(file.notes)}”。附件说明由系统生成，没有对比。")

    def _field(
        self, kind: ChangeKind, old: str, new: str, now: str, place: float, value: date | None = None
    ) -> None:
        if new in (old, now):
            return
        why = "导出以后，系统里也改过。" if now != old else ""
        said = new.rstrip("：") if kind == ChangeKind.SALUTATION else new
        self.changes.append(
            Change(kind, old, new, place, value=value or said, now=now if why else "", why=why)
        )

    def _headings(self) -> None:
        found = {number for _, number, _ in self.file.headings}
        for place, number, new in self.file.headings:
            old, section = self.told.sections[number].heading, self.sections[number]
            now = one_line(section.heading) if section else old
            if new not in (old, now):
                why = "导出以后，系统里也改过。" if now != old else ""
                self.changes.append(
                    Change(
                        ChangeKind.HEADING,
                        old,
                        new,
                        place,
                        section,
                        value=new,
                        now=now if why else "",
                        why=why,
                    )
                )
        for number, one in enumerate(self.told.sections):
            section = self.sections[number]
            if one.heading and number not in found and section and section.heading:
                self._unheaded(number, section)
        self._sections_moved()

    def _unheaded(self, number: int, section: Section) -> None:
        """A heading that is gone from the file: its text goes on from what stands before it."""
        old, now = self.told.sections[number].heading, one_line(section.heading)
        below = [self.new[one.match.new[0]].place for one in self.old if one.section == number and one.match]
        why = "导出以后，系统里也改过。" if now != old else ""
        place = min(below, default=len(self.file.body) + 9_000) - 0.4
        self.changes.append(
            Change(ChangeKind.SECTION_UNHEADED, old, "", place, section, now=now if why else "", why=why)
        )

    def _sections_moved(self) -> None:
        """Headings that stand in another order than they did: as few as can be were moved, of two the shorter part."""
        rows = [(place, number) for place, number, _ in sorted(self.file.headings)]
        lengths = [0] * len(self.told.sections)
        for one in self.old:
            lengths[one.section] += len(one.text)
        numbers = [number for _, number in rows]
        kept = in_order(numbers, [100_000 + lengths[number] for number in numbers])
        told = {section.pk for section in self.sections if section}
        stored = [section.pk for section in self.report.sections.all() if section.pk in told]
        for at, (place, number) in enumerate(rows):
            section, after = self.sections[number], self._before(at, numbers)
            if at in kept or section is None:
                continue
            now = stored.index(section.pk)
            if (stored[now - 1] if now else None) == (after.pk if after else None):
                continue
            heading = self.told.sections[number].heading
            where = f"“{after}”之后" if after else "最前面"
            self.changes.append(
                Change(
                    ChangeKind.SECTION_MOVED, heading, heading, place - 0.4, section, value=where, after=after
                )
            )

    def _before(self, at: int, numbers: Sequence[int]) -> Section | None:
        """The section behind which the heading stands in the file; before the first stands what has none, if anything."""
        first = min(numbers)
        number = numbers[at - 1] if at else first - 1
        return self.sections[number] if number >= 0 else None

    def _find_divisions(self) -> None:
        """The headings that the file has and the export had not, by their lines: the section that the report has so by
        now, or the change that brings it.
        """
        told = {section.pk for section in self.sections if section}
        free = [one for one in self.report.sections.all() if one.pk not in told]
        for place, words in sorted(self.file.new_headings):
            same = next((one for one in free if one_line(one.heading) == words), None)
            if same:
                free.remove(same)
                self.divisions.append((place, same))
            elif section := self._section_at(place):
                change = Change(ChangeKind.SECTION_ADDED, "", words, place, section, value=words)
                self.changes.append(change)
                self.divisions.append((place, change))
            else:
                self.notes.append(f"标题“{words}”所在的部分系统里已经没有，标题没有带进来。")

    def _section_at(self, place: float) -> Section | None:
        """The section of the export in which a line stands in the file."""
        above = [(float(self.new[number].place), at) for number, _, at in self._lines]
        above += [(float(line), number) for line, number, _ in self.file.headings]
        return self.sections[max((row for row in above if row[0] < place), default=(0.0, 0))[1]]

    def _under(self, place: float) -> Section | Change | None:
        """The new heading below which a line stands, as long as no heading of the export comes in between."""
        rows: list[tuple[float, Section | Change | None]] = [*self.divisions]
        rows += [(line, None) for line, _, _ in self.file.headings]
        above = [row for row in rows if row[0] < place]
        return max(above, key=lambda row: row[0])[1] if above else None

    # ---- words ----

    def _words(self, match: Match) -> None:
        olds, news = [self.old[one] for one in match.old], [self.new[one] for one in match.new]
        template = "".join(one.told.text for one in olds)
        result = merged(template, self.told.values, self._parts(olds, news), self.known)
        remarks = tuple(dict.fromkeys(one for line in news for one in self._remarks(line)))
        shape: dict[str, Any] = {
            "place": news[0].place,
            "section": self.sections[olds[0].section],
            "rows": tuple(one.row for one in olds if one.row),
            "remarks": remarks,
        }
        if len(olds) > 1 or len(news) > 1:
            self._reshaped(olds, news, result, shape)
        else:
            self._reworded(olds[0], result, shape)
            self._restyled(olds[0], news[0], shape)
        for fact in result.retyped:
            self._figure(fact, shape | {"rows": self._here(olds, len(news))})

    def _remarks(self, line: BodyLine) -> tuple[Remark, ...]:
        return tuple(self.remarks[number] for number in line.remarks)

    def _parts(self, olds: list[_Told], news: list[BodyLine]) -> list[str]:
        """The words of the file's paragraphs; a number that belongs to the words is not taken off."""
        first, old = news[0], olds[0]
        is_words = old.text.startswith(first.label) and not old.text.startswith(first.words[:4])
        is_words = is_words or (first.marker is None and not old.told.marker)
        rest = (
            line.words if self._is_label(line, old.text, old.section) else line.whole for line in news[1:]
        )
        return [first.whole if first.label and is_words else first.words, *rest]

    def _is_label(self, line: BodyLine, old: str, section: int) -> bool:
        """Whether a number is one that the section counts on: not a word of the old text, and its style is used there."""
        if not line.marker or (line.label and line.whole[:12] in old):
            return False
        used = any(one.told.marker == line.marker for one in self.old if one.section == section)
        return used or not line.label or line.value == 1

    def _reworded(self, old: _Told, result: Merged, shape: dict[str, Any]) -> None:
        text, (now, why) = result.texts[0], self._conflict([old])
        if text == old.told.text or (old.here and one_line(old.here.text) == text):
            return
        self.changes.append(
            Change(
                ChangeKind.REWORDED,
                old.text,
                self._told_then(text),
                texts=(text,),
                markers=(old.told.marker,),
                now=now,
                why=why,
                **shape,
            )
        )

    def _reshaped(
        self, olds: list[_Told], news: list[BodyLine], result: Merged, shape: dict[str, Any]
    ) -> None:
        """Split or joined, with what was changed in it."""
        kind = ChangeKind.SPLIT if len(news) > 1 else ChangeKind.MERGED
        if self._is_reshaped(olds, result.texts):
            return
        markers = [olds[0].told.marker]
        now, why = self._conflict(olds)
        old, at = "".join(one.text for one in olds), olds[0].section
        markers += [line.marker or "" if self._is_label(line, old, at) else Marker.NONE for line in news[1:]]
        self.changes.append(
            Change(
                kind,
                "\n".join(one.text for one in olds),
                "\n".join(map(self._told_then, result.texts)),
                texts=result.texts,
                markers=tuple(markers),
                now=now,
                why=why,
                **shape,
            )
        )

    def _is_reshaped(self, olds: list[_Told], texts: tuple[str, ...]) -> bool:
        """Whether the report has it so already."""
        others = all(one.here is None for one in olds[1:])
        return others and [one_line(row.text) for row in self._here(olds, len(texts))] == list(texts)

    def _here(self, olds: list[_Told], count: int) -> tuple[Paragraph, ...]:
        """The rows that say it now: those of the old paragraphs, and behind one that was cut since its other pieces."""
        rows = tuple(one.here for one in olds if one.here)
        if len(rows) != 1 or count == 1:
            return rows
        known = {one.row.pk for one in self.old if one.row}
        shown = [row for row in self._rows(rows[0].section_id) if not row.is_left_out]
        at = next((place for place, row in enumerate(shown) if row.pk == rows[0].pk), 0)
        pieces = takewhile(lambda row: row.pk not in known, shown[at + 1 : at + count])
        return (*rows, *pieces)

    def _rows(self, section: int) -> list[Paragraph]:
        return next(
            (list(one.paragraphs.all()) for one in self.report.sections.all() if one.pk == section), []
        )

    def _restyled(self, old: _Told, new: BodyLine, shape: dict[str, Any]) -> None:
        if new.marker is None and old.told.marker:
            self.notes.append(f"“{old.text[:14]}……”的编号样式系统里没有，编号保持不变。")
        if new.marker in (None, old.told.marker) or old.here is None or old.here.marker == new.marker:
            return
        labels = [Marker(one).label for one in (old.told.marker, new.marker)]
        self.changes.append(
            Change(
                ChangeKind.RESTYLED,
                f"{labels[0]}　{old.text}",
                f"{labels[1]}　{old.text}",
                markers=(new.marker,),
                **shape | {"place": shape["place"] + 0.2},
            )
        )

    def _figure(self, fact: Retyped, shape: dict[str, Any]) -> None:
        """A fact that was typed over, as long as the report still has it and it does not say the same by now."""
        has = any(f"{{{fact.name}}}" in row.text for row in shape["rows"])
        now = self.values.get(fact.name, "")
        if has and one_line(now) != fact.typed.strip():
            told = f"现在是 {now}" if now and now != fact.value else ""
            self.changes.append(
                Change(
                    ChangeKind.FIGURE,
                    fact.old,
                    fact.new,
                    fact=fact,
                    now=told,
                    **shape | {"place": shape["place"] + 0.1},
                )
            )

    def _conflict(self, olds: list[_Told]) -> tuple[str, str]:
        """What the system says now, and why it is to be seen; nothing where nobody changed it there."""
        if all(one.is_same for one in olds):
            return "", ""
        now = [printed(one_line(one.here.text), self.values)[0] for one in olds if one.here]
        if not now:
            return "", "导出以后，系统里删去了这一段。"
        return "\n".join(now), "导出以后，系统里也改过这一段。"

    def _told_then(self, text: str) -> str:
        """A text as the export would have printed it."""
        return printed(text, {**self.values, **self.told.values})[0]

    # ---- order ----

    def _struck(self) -> None:
        place = -1.0
        for one in self.old:
            if one.match:
                place = max(place, self.new[one.match.new[-1]].place) if not self._is_far(one) else place
            elif one.here:
                now, why = self._conflict([one])
                self.changes.append(
                    Change(
                        ChangeKind.DELETED,
                        one.text,
                        "",
                        place + 0.5 + one.number / 10_000,
                        self.sections[one.section],
                        (one.here,),
                        now=now,
                        why=why,
                    )
                )

    def _is_far(self, one: _Told) -> bool:
        return one.match is not None and one.match not in self._kept

    @cached_property
    def _kept(self) -> list[Match]:
        """The matches that kept their order, the weightiest row of them."""
        kept = in_order([match.new[0] for match in self.matches], self._weights(self.matches))
        return [match for place, match in enumerate(self.matches) if place in kept]

    def _weights(self, matches: Sequence[Match]) -> list[int]:
        """As few as can be were moved; of two that changed places, the shorter one."""
        return [100_000 + sum(len(self.old[one].text) for one in match.old) for match in matches]

    @cached_property
    def _lines(self) -> list[tuple[int, Match | None, int]]:
        """Each paragraph of the file, or the first of a match, with the section it stands in there."""
        return list(self._placed())

    def _placed(self) -> Iterator[tuple[int, Match | None, int]]:
        headings = sorted(self.file.headings)
        headed = {number for _, number, _ in headings}
        first = {match.new[0]: match for match in self.matches}
        inner = {one for match in self.matches for one in match.new[1:]}
        at = 0
        for number, line in enumerate(self.new):
            while headings and headings[0][0] < line.place:
                at = headings.pop(0)[1]
            match = first.get(number)
            # What a heading of its own stands above goes by the headings, everything else by its order.
            if match in self._kept and self.old[match.old[0]].section not in headed:
                at = self.old[match.old[0]].section
            if number not in inner:
                yield number, match, at

    def _order(self) -> Iterator[Step]:
        """The file's paragraphs in their order, and what was moved and added."""
        moved = self._moved(self._lines)
        behind: dict[int, tuple[Paragraph, ...]] = {}
        for number, match, at in self._lines:
            line = self.new[number]
            under = self._under(line.place)
            section = under if isinstance(under, Section) else self.sections[at]
            if section is None:
                self.notes.append(f"“{line.words[:20]}……”所在的部分系统里已经没有，没有带进来。")
                continue
            if match:
                olds, change = [self.old[one] for one in match.old], None
                rows = self._here(olds, len(match.new))
                if match in moved and rows:
                    change = self._move(olds, line, section, rows, behind.get(section.pk, ()))
            else:
                rows, change = self._added(line, section, at)
            behind[section.pk] = rows or behind.get(section.pk, ())
            yield Step(section, rows, change, under if isinstance(under, Change) else None)

    def _moved(self, placed: Collection[tuple[int, Match | None, int]]) -> list[Match]:
        """Matches that stand in another section than before, or in another order within theirs."""
        found = []
        for section in range(len(self.told.sections)):
            here = [match for _, match, at in placed if match and at == section]
            away = [match for match in here if self.old[match.old[0]].section != section]
            own = [match for match in here if match not in away]
            kept = in_order([match.old[0] for match in own], self._weights(own))
            found += away + [match for place, match in enumerate(own) if place not in kept]
        return found

    def _move(
        self,
        olds: list[_Told],
        line: BodyLine,
        section: Section,
        rows: tuple[Paragraph, ...],
        behind: tuple[Paragraph, ...],
    ) -> Change | None:
        shown = [one.pk for one in self._rows(section.pk) if not one.is_left_out]
        after = behind[-1].pk if behind and behind[-1].pk in shown else None
        at = shown.index(rows[0].pk) if rows[0].pk in shown else -1
        if at >= 0 and (shown[at - 1] if at else None) == after:
            return None
        text = "".join(one.text for one in olds)
        where = f"“{printed(one_line(behind[-1].text), self.values)[0][:14]}……”之后" if behind else "最前面"
        change = Change(
            ChangeKind.MOVED,
            text,
            text,
            line.place + 0.3,
            section,
            rows,
            value=f"{section}，{where}",
            remarks=self._remarks(line),
        )
        self.changes.append(change)
        return change

    def _added(
        self, line: BodyLine, section: Section, at: int
    ) -> tuple[tuple[Paragraph, ...], Change | None]:
        """A paragraph that was not there: the row that says it by now, or the change that brings it."""
        is_numbered = self._is_label(line, "", at)
        marker, words = (line.marker or "", line.words) if is_numbered else (Marker.NONE, line.whole)
        text = merged("", {}, [words], self.known).texts[0]
        told = {one.row.pk for one in self.old if one.row}
        for row in self._rows(section.pk):
            if row.pk not in told and not row.is_left_out and one_line(row.text) == text:
                return (row,), None
        change = Change(
            ChangeKind.ADDED,
            "",
            words,
            line.place,
            section,
            texts=(text,),
            markers=(marker,),
            remarks=self._remarks(line),
        )
        self.changes.append(change)
        return (), change
