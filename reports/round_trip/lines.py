"""What each line of a returned file is: title, salutation, heading, paragraph, signature, annex."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from core.refusals import Refused
from documents.numbering import Number, NumberStyle, chinese_value, label_number, leading_number
from documents.reading.days import day_of
from documents.reading.reviewed import ReviewedLine
from reports.report.enums import Marker

from .exported import Wording
from .words import printed

MARKERS = {
    NumberStyle.IS: Marker.ORDINAL,
    NumberStyle.ORDINAL: Marker.SEQUENCE,
    NumberStyle.CHINESE_PAREN: Marker.CHINESE,
    NumberStyle.ARABIC: Marker.ARABIC,
    NumberStyle.ARABIC_PAREN: Marker.PAREN,
}
_ANNEX = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]{0,2}\s*[:：]?")
_NOTE = re.compile(r"附\s*件\s*[:：].+|[0-9]{1,2}[.．、]\s*\S.{0,60}")
_DAY = re.compile(
    r"[12０-９〇○零一二三四五六七八九][0-9０-９〇○零一二三四五六七八九]{3}\s*年.{1,5}月.{1,4}[日号]"
)
_CHINESE_DAY = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
_LONGEST_HEADING, _LONGEST_SIGNER, _LAST_LINES = 60, 60, 8
_ENDS = "。！？；，、…"


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A paragraph of the text: where it stands in the file, its number in whatever style, its words behind it.

    `marker` is the style of the number as the report has it, None for a style that it has not.
    """

    place: int
    label: str
    marker: str | None
    words: str
    remarks: tuple[int, ...] = ()

    @property
    def value(self) -> int:
        """The number itself, 0 without one."""
        number = leading_number(self.whole)
        return number.value if number else 0

    @property
    def whole(self) -> str:
        """The words with the number that was typed."""
        return self.label + self.words


@dataclass(frozen=True, slots=True)
class FileText:
    """A returned file taken apart. Headings stand by the place they have in the file, with the section they are of."""

    title: str
    salutation: str
    body: tuple[BodyLine, ...]
    headings: tuple[tuple[int, int, str], ...]
    new_headings: tuple[tuple[int, str], ...]
    signer: str
    signed_on: date | None
    notes: tuple[str, ...]
    has_annex: bool
    wrong_day: str = ""


def file_text(lines: Sequence[ReviewedLine], told: Wording) -> FileText:
    """The lines of a file by what they are, seen from what was exported."""
    rows = list(enumerate(lines))
    annex = next((n for n, line in rows if n and _ANNEX.fullmatch(line.text)), len(rows))
    has_annex, rows = annex < len(rows), rows[:annex]
    title = _title(rows, told)
    rows = rows[len(title) :]
    salutation = ""
    if rows and _is_salutation(rows[0][1], told):
        salutation = rows.pop(0)[1].text
    rows, signer, day, wrong = _signature(rows, told)
    rows, notes = _notes(rows, told)
    headings, new = _headings(rows, told)
    taken = {place for place, _, _ in headings} | {place for place, _ in new}
    return FileText(
        "".join(line.text for _, line in title),
        salutation,
        tuple(_body(place, line) for place, line in rows if place not in taken),
        headings,
        new,
        signer,
        day,
        notes,
        has_annex,
        wrong,
    )


Rows = list[tuple[int, ReviewedLine]]


def _title(rows: Rows, told: Wording) -> Rows:
    found: Rows = []
    for place, line in rows:
        goes_on = found and line.is_centred and len(line.text) <= len(told.title) and not line.outline
        if line.style == "title" or goes_on or (not found and _alike(line.text, told.title) >= 0.5):
            found.append((place, line))
        else:
            break
    return found


def _is_salutation(line: ReviewedLine, told: Wording) -> bool:
    text = line.text.rstrip("：:")
    if text == told.salutation.rstrip("：") or line.style == "salutation":
        return True
    return line.text.endswith(("：", ":")) and len(text) <= 40 and not set(text) & set("。；！？")


def _signature(rows: Rows, told: Wording) -> tuple[Rows, str, date | None, str]:
    """What is left without it, the name, the day, and a day that is none."""
    last = rows[-_LAST_LINES:]
    for place, line in reversed(last):
        if not _DAY.fullmatch(line.text):
            continue
        at = rows.index((place, line))
        before = rows[at - 1][1].text if at else ""
        is_name = before == told.signer or (len(before) <= _LONGEST_SIGNER and before[-1:] not in _ENDS)
        is_name = is_name and bool(before) and not _NOTE.fullmatch(before)
        kept = rows[: at - 1 if is_name else at] + rows[at + 1 :]
        try:
            return kept, before if is_name else "", _day(line.text), ""
        except Refused:
            return kept, before if is_name else "", None, line.text
    for place, line in reversed(last):
        if told.signer and line.text == told.signer:
            return [row for row in rows if row[0] != place], line.text, None, ""
    return rows, "", None, ""


def _day(text: str) -> date:
    if match := _CHINESE_DAY.fullmatch(text.replace(" ", "")):
        year = "".join(str(chinese_value(one.replace("○", "〇"))) for one in match[1])
        text = f"{year}年{chinese_value(match[2])}月{chinese_value(match[3])}日"
    return day_of(text)


def _notes(rows: Rows, told: Wording) -> tuple[Rows, tuple[str, ...]]:
    """The lines at the end that name annexes."""
    at = len(rows)
    while told.notes and at and _NOTE.fullmatch(rows[at - 1][1].text):
        at -= 1
        if rows[at][1].text.startswith("附"):
            return rows[:at], tuple(line.text for _, line in rows[at:])
    return rows, ()


def _headings(
    rows: Rows, told: Wording
) -> tuple[tuple[tuple[int, int, str], ...], tuple[tuple[int, str], ...]]:
    """Headings of sections that the file has, as they are called there; and headings of its own."""
    candidates = [(place, words) for place, line in rows if (words := heading_words(line))]
    wanted = {number: one.heading for number, one in enumerate(told.sections) if one.heading}
    every = {place: words for place, line in rows for words in [_numberless(line)]}
    found: dict[int, tuple[int, str]] = {}
    for number, heading in wanted.items():
        same = [place for place, words in every.items() if words == heading]
        used = {place for place, _ in found.values()}
        # The heading itself rather than a paragraph that repeats it.
        same = [place for place in same if place not in used]
        if same:
            known = [place for place in same if any(place == one for one, _ in candidates)]
            found[number] = ((known or same)[0], heading)
    free = [one for one in candidates if one[0] not in {place for place, _ in found.values()}]
    missing = [number for number in wanted if number not in found]
    # The most alike first: in its place, or moved and changed a little.
    likes = sorted((-_alike(one[1], wanted[number]), number, one) for number in missing for one in free)
    for unlike, number, one in likes:
        is_free = number not in found and one in free
        if is_free and (-unlike >= 0.6 or (-unlike >= 0.3 and _fits(number, one[0], found))):
            found[number] = one
            free.remove(one)
    # Quite another heading above the same paragraphs.
    for number in (one for one in missing if one not in found):
        between = [one for one in free if _fits(number, one[0], found)]
        if len(between) == 1 and _begins(told, number, rows, between[0][0]):
            found[number] = between[0]
            free.remove(between[0])
    matched = tuple(sorted((place, number, words) for number, (place, words) in found.items()))
    return matched, tuple(free)


def _fits(number: int, place: int, found: Mapping[int, tuple[int, str]]) -> bool:
    """Whether a line stands between the headings before and behind a section."""
    before = max((at for one, (at, _) in found.items() if one < number), default=-1)
    behind = min((at for one, (at, _) in found.items() if one > number), default=place + 1)
    return before < place < behind


def _begins(told: Wording, number: int, rows: Rows, place: int) -> bool:
    """Whether a section's first paragraph follows a line, or what closed the section before stands above it."""
    own = [one.text for one in told.sections[number].paragraphs if one.text]
    before = [one.text for section in told.sections[:number] for one in section.paragraphs if one.text]
    pairs = [
        (next((line.text for at, line in rows if at > place), ""), own[:1]),
        (next((line.text for at, line in reversed(rows) if at < place), ""), before[-1:]),
    ]
    return any(
        words and text and _alike(words, printed(text, told.values)[0]) >= 0.6
        for words, texts in pairs
        for text in texts
    )


def heading_words(line: ReviewedLine) -> str:
    """A heading of a section without its number; empty for any other line."""
    number = leading_number(line.text)
    style = label_number(line.label, 1).style if line.label else number.style if number else None
    is_short = len(line.text) <= _LONGEST_HEADING and line.text[-1:] not in _ENDS
    is_numbered = style in {NumberStyle.CHINESE, NumberStyle.PART}
    return _numberless(line) if is_short and (line.outline == 1 or is_numbered) else ""


def _numberless(line: ReviewedLine) -> str:
    number = None if line.label else leading_number(line.text)
    is_headings = number is not None and number.style in {NumberStyle.CHINESE, NumberStyle.PART}
    return line.text[number.end :] if number and is_headings else line.text


def _body(place: int, line: ReviewedLine) -> BodyLine:
    if line.label:
        marker = MARKERS.get(label_number(line.label, 1).style)
        return BodyLine(place, "", marker, line.text, line.remarks)
    number = leading_number(line.text)
    if number is None or not _is_label(number):
        return BodyLine(place, "", Marker.NONE, line.text, line.remarks)
    marker = MARKERS.get(number.style)
    return BodyLine(place, line.text[: number.end], marker, line.text[number.end :], line.remarks)


# Before a digit these look like a decimal, and are labels all the same where the words behind them are known.
_SIMPLE = re.compile(r"[0-9]{1,2}[.．、]")


def as_told(line: BodyLine, texts: Collection[str]) -> BodyLine:
    """A line with its number apart as it is where it was exported, if its words are those of a paragraph there."""
    if line.label and line.whole in texts:
        return BodyLine(line.place, "", Marker.NONE, line.whole, line.remarks)
    simple = None if line.label else _SIMPLE.match(line.words)
    if simple and line.words[simple.end() :] in texts:
        return BodyLine(line.place, simple[0], Marker.ARABIC, line.words[simple.end() :], line.remarks)
    return line


def _is_label(number: Number) -> bool:
    """Whether a number that words begin with is one of a list, and no part of what is said."""
    return number.style not in {NumberStyle.MUST, NumberStyle.FIRST, NumberStyle.OF_THEM, NumberStyle.PART}


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
