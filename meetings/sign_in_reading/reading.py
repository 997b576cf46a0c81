"""A photographed 签到表 beside the one that was printed: who has signed, who has not, and what a person must look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from core.refusals import Refused
from documents.reading import photos
from documents.reading.photos import Cell, Flat, Ink

HEADER = ("序号", "姓名", "类别", "签名", "请假事由", "补学日期")
_NAME, _SIGNED, _REASON = 1, 3, 4
# Square millimetres and millimetres of ink: less is a speck, more is a hand.
SPECK, HAND, HAND_WIDE = 1.0, 3.5, 4.0
# Words that are written where one does not come.
_AWAY = "假缺差病事休外未不代×"


class Signed(StrEnum):
    """What a signature cell shows; the value is the word that the page says."""

    YES = "已签"
    NO = "没有签"
    UNSURE = "看不准"


@dataclass
class Line:
    """A person of the sheet with what was seen in the own row; `doubts` are to be settled by looking."""

    name: str
    signed: Signed = Signed.UNSURE
    doubts: list[str] = field(default_factory=list)
    picture: bytes = b""

    @property
    def is_sure(self) -> bool:
        """Whether it is proposed without a question."""
        return not self.doubts


def read_photos(pictures: Sequence[bytes], pdf: bytes, names: Sequence[str]) -> list[Line]:
    """What the photos of a sheet say of these people, who stand on it in this order.

    Raises Refused where a photo shows no sheet of ours, or one page twice.
    """
    printed = photos.rows_printed(pdf)
    lines = [Line(name) for name in names]
    seen: set[int] = set()
    for place, picture in enumerate(pictures, start=1):
        try:
            flat = photos.lay_flat(picture)
        except Refused as refusal:
            raise Refused(f"第 {place} 张照片：{refusal}") from refusal
        if flat.page in seen:
            raise Refused(f"第 {place} 张照片又是第 {flat.page + 1} 页，请一页一张，不要重复。")
        if flat.page >= len(printed):
            raise Refused(
                f"第 {place} 张照片是第 {flat.page + 1} 页，这次会议的签到表没有这一页，请核对是否拿错了表。"
            )
        seen.add(flat.page)
        _read_page(flat, printed[flat.page], lines)
    for line in lines:
        if not line.picture:
            line.doubts.append("照片里没有这一行，请补拍这一页，或自己选定。")
    return lines


def signing_rows(rows: Sequence[Sequence[Cell]]) -> dict[int, Sequence[Cell]]:
    """The rows to sign on of a page, by the number that is printed in front."""
    found: dict[int, Sequence[Cell]] = {}
    is_open = False
    for row in rows:
        texts = tuple(cell.text for cell in row)
        if texts == HEADER:
            is_open = True
        elif is_open and len(row) == len(HEADER) and texts[0].isdecimal():
            found[int(texts[0])] = row
        elif is_open:
            is_open = False
    return found


def _read_page(flat: Flat, rows: Sequence[Sequence[Cell]], lines: list[Line]) -> None:
    even = photos.evened(flat)
    doubts = [*flat.doubts, *_head_doubts(even, rows)]
    for number, row in signing_rows(rows).items():
        if 1 <= number <= len(lines):
            line = lines[number - 1]
            line.picture = photos.picture_of(flat.grey, row[_SIGNED].box)
            line.doubts += doubts
            _read_row(even, row, line)


def _head_doubts(even: object, rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Whether the day in the head is the meeting's: the sheets of two months look alike else."""
    for row in rows:
        for label, value in pairwise(row):
            if label.text == "时间" and value.text:
                words = photos.words_in(even, value.box)
                if likeness(_digits(words), _digits(value.text)) < 0.85:
                    return [f"表头的时间像是“{words[:20]}”，请核对是不是这次会议的表。"]
    return []


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _read_row(even: object, row: Sequence[Cell], line: Line) -> None:
    name = line.name
    printed = photos.words_in(even, row[_NAME].box)
    if likeness(printed, name) < 0.5:
        line.doubts.append(f"这一行印的像是“{printed[:10]}”，不像{name}，请核对是不是这次会议的表。")
    ink, reason = photos.ink_in(even, row[_SIGNED].box), photos.ink_in(even, row[_REASON].box)
    line.signed = _signed(ink)
    if line.signed is Signed.UNSURE:
        line.doubts.append("签名栏里的墨迹很少，或靠着格线，请看原图。")
    elif line.signed is Signed.YES:
        words = photos.words_in(even, row[_SIGNED].box)
        if any(mark in words for mark in _AWAY if mark not in name):
            line.signed = Signed.UNSURE
            line.doubts.append(f"签名栏里写的像是“{words[:10]}”，请看原图。")
        elif likeness(words, name) == 0:
            line.doubts.append(
                f"签的像是“{words[:10]}”，请看是不是{name}签在这一行。"
                if words
                else "签名认不出字，请看原图。"
            )
    if reason.area >= SPECK:
        line.doubts.append("请假事由栏里有字，请看原图。")


def _signed(ink: Ink) -> Signed:
    if ink.area < SPECK:
        return Signed.NO
    is_hand = ink.area >= HAND and ink.width >= HAND_WIDE and ink.at_edges < 0.6
    return Signed.YES if is_hand else Signed.UNSURE


def likeness(words: str, name: str) -> float:
    """How much of a name stands in words, from 0 to 1."""
    if not name:
        return 0.0
    return sum(block.size for block in SequenceMatcher(None, words, name).get_matching_blocks()) / len(name)
