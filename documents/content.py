"""What an official document is made of: pieces of text, tables and forms, and the tree that holds them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import chain, repeat

from core.dates import chinese_date

from .house_style import HouseStyle

BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")
# Characters that XML cannot hold, or that no font draws and only confuse measuring a line.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)

_DIGITS = "零一二三四五六七八九"


class Role(Enum):
    """What a piece of text is, typographically; each role has one typeface (GB/T 9704-2012)."""

    TITLE = "title"  # 小标宋
    HEI = "hei"  # 黑体: first-level headings, 附件 labels
    KAI = "kai"  # 楷体: second-level headings
    FANG = "fang"  # 仿宋: body
    SONG = "song"  # 宋体: page numbers, tables


def clean_text(text: str) -> str:
    """One line of printable text: line breaks and tabs become one space, invisible characters go."""
    return INVISIBLE.sub("", BREAKS.sub(" ", text)).strip()


def chinese_number(number: int) -> str:
    """1 to 9999 in Chinese: 一, 十, 十二, 二十, 一百零一, 一百一十. Raises ValueError for another number."""
    if not 1 <= number <= 9999:
        raise ValueError(f"中文序号只支持 1 至 9999：{number}")
    parts: list[str] = []
    is_gap = False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            parts += ["零" if parts and is_gap else "", _DIGITS[digit], unit]
        is_gap = not digit
    return "".join(parts) if number >= 20 else "".join(parts).removeprefix("一" if number >= 10 else "")


def numeral(number: int, level: int) -> str:
    """The number before a heading of a level: 一、 （一） 1. （1） (GB/T 9704-2012)."""
    match level:
        case 1:
            return f"{chinese_number(number)}、"
        case 2:
            return f"（{chinese_number(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"标题只有 1 至 4 级：{level}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row, repeated on each page.

    ``widths`` are the columns' shares of the line, in any unit; equal when empty. A ``landscape``
    table stands on pages of its own, turned. ``row_height`` is the least height of each row below the header
    in millimetres, for what is filled in by hand. A ``dense`` table, that tells much in each row, is set smaller, and
    its cells keep their lines; those of others are one paragraph. ``bands`` has for each row what stands over it across
    all columns; nothing where it goes on under the one before.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    landscape: bool = False
    row_height: float = 0.0
    dense: bool = False
    bands: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows or widths that do not fit the header."""
        columns = len(self.header)
        if not columns or any(len(row) != columns for row in self.rows):
            raise ValueError("表格每一行的列数必须与表头一致")
        if self.widths and (len(self.widths) != columns or min(self.widths) <= 0):
            raise ValueError("表格的列宽必须与列数一致，且大于零")
        if self.bands and len(self.bands) != len(self.rows):
            raise ValueError("通栏的行数必须与表格的行数一致")
        _check_height(self.row_height)
        object.__setattr__(self, "bands", tuple(map(clean_text, self.bands)))
        object.__setattr__(self, "header", tuple(map(clean_text, self.header)))
        cleaned = _clean_lines if self.dense else clean_text
        object.__setattr__(self, "rows", tuple(tuple(map(cleaned, row)) for row in self.rows))

    @property
    def shares(self) -> tuple[float, ...]:
        """Each column's part of the whole width; they add up to 1."""
        return _shares(self.widths or (1.0,) * len(self.header))

    def texts(self) -> Iterator[str]:
        """Every line of every cell that is not empty, row by row."""
        yield from filter(None, self.header)
        for band, row in self.banded_rows():
            yield from filter(None, (band, *chain(*(cell.split("\n") for cell in row))))

    def banded_rows(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each row with what stands over it."""
        return zip(self.bands or repeat(""), self.rows, strict=False)


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form: a centred label, or a value of one or more lines; it takes so many ``columns``."""

    text: str
    is_label: bool = False
    columns: int = 1

    def __post_init__(self) -> None:
        """Keep line breaks and what a line begins with; refuse a cell without a column."""
        if self.columns < 1:
            raise ValueError(f"单元格至少占 1 列：{self.columns}")
        lines = (INVISIBLE.sub("", BREAKS.sub(" ", line)).rstrip() for line in self.text.splitlines())
        object.__setattr__(self, "text", "\n".join(lines).strip("\n"))

    @property
    def lines(self) -> list[str]:
        """Its paragraphs; an empty cell has one without words."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form, at least ``height`` millimetres high."""

    cells: tuple[FormCell, ...]
    height: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a height below nothing."""
        _check_height(self.height)

    @property
    def columns(self) -> int:
        """How many columns its cells take together."""
        return sum(cell.columns for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Form:
    """A bordered form, as official sheets are: rows of labels and values. It may run over several pages.

    ``widths`` are the columns' shares of the line, in any unit; equal when empty.
    """

    rows: tuple[FormRow, ...]
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows that do not fill the columns."""
        columns = len(self.widths) or (self.rows[0].columns if self.rows else 0)
        if not columns or any(row.columns != columns for row in self.rows):
            raise ValueError("表单每一行的单元格合起来必须占满各列")
        if self.widths and min(self.widths) <= 0:
            raise ValueError("表单的列宽必须大于零")

    @property
    def shares(self) -> tuple[float, ...]:
        """Each column's part of the whole width; they add up to 1."""
        return _shares(self.widths or (1.0,) * self.rows[0].columns)

    def texts(self) -> Iterator[str]:
        """Every line of every cell that is not empty, row by row."""
        for row in self.rows:
            for cell in row.cells:
                yield from filter(str.strip, cell.lines)


def _clean_lines(text: str) -> str:
    """Each line clean, without empty ones."""
    return "\n".join(filter(None, map(clean_text, text.splitlines())))


def _shares(widths: tuple[float, ...]) -> tuple[float, ...]:
    total = sum(widths)
    return tuple(width / total for width in widths)


def _check_height(height: float) -> None:
    if height < 0:
        raise ValueError(f"行高不能是负数：{height}")


# Columns of a form with two labels a row: label, value, label, value.
TWO_PAIRS = (2.6, 5.0, 2.6, 5.0)


def fact_row(*pairs: tuple[str, str], height: float = 0.0) -> FormRow:
    """Each label with its value in the next cell."""
    return FormRow(
        tuple(cell for label, value in pairs for cell in (FormCell(label, is_label=True), FormCell(value))),
        height,
    )


def text_row(label: str, text: str, *, height: float = 0.0) -> FormRow:
    """A label with a text over the other three columns."""
    return FormRow((FormCell(label, is_label=True), FormCell(text, columns=3)), height)


# A full-width space: between names, and inside one of two characters.
NAME_GAP = "\u3000"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one typeface."""

    text: str
    role: Role = Role.FANG

    def __post_init__(self) -> None:
        """Keep the text to what a line of print can hold; spaces between runs survive."""
        object.__setattr__(self, "text", INVISIBLE.sub("", BREAKS.sub(" ", self.text)))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in a paragraph of its own, its number already in the text (see :func:`numeral`)."""

    text: str
    level: int
    on_new_page: bool = False

    def __post_init__(self) -> None:
        """Refuse a level the standard does not have."""
        if not 1 <= self.level <= 4:
            raise ValueError(f"标题只有 1 至 4 级：{self.level}")
        object.__setattr__(self, "text", clean_text(self.text))

    @property
    def role(self) -> Role:
        """黑体, 楷体, then 仿宋 for the third and fourth level."""
        return (Role.HEI, Role.KAI, Role.FANG, Role.FANG)[self.level - 1]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text: justified, its first line two characters in unless ``indent`` is off.

    A heading that runs into its paragraph (“（一）……。” followed by the text) is a first run in the
    heading's typeface.
    """

    runs: tuple[Run, ...]
    indent: bool = True

    @classmethod
    def of(cls, text: str, *, lead: str = "", lead_role: Role = Role.FANG) -> "Paragraph":
        """A paragraph of plain text, after a run-in heading if there is a ``lead``."""
        first = (Run(lead.lstrip(), lead_role),) if lead else ()
        rest = clean_text(text)
        return cls(first + ((Run(rest),) if rest else ()))

    @property
    def text(self) -> str:
        """The words of all runs."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG with its size in pixels, and in words what it shows, for those who cannot see it."""

    jpeg: bytes
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One or two pictures side by side, with what they show under them."""

    pictures: tuple[Picture, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        """Refuse what does not fit a row."""
        if not 1 <= len(self.pictures) <= 2:
            raise ValueError("一行放 1 至 2 张照片")
        object.__setattr__(self, "caption", clean_text(self.caption))


@dataclass(frozen=True, slots=True)
class Contents:
    """目录: the headings of the first two levels with their pages, on pages of its own."""

    headings: tuple[Heading, ...]
    label: str = "目录"

    @staticmethod
    def lists(block: object) -> bool:
        """Whether a block stands in a list of contents."""
        return isinstance(block, Heading) and block.level <= 2

    def texts(self) -> Iterator[str]:
        """The label and every heading."""
        yield self.label
        for heading in self.headings:
            yield heading.text


@dataclass(frozen=True, slots=True)
class NameList:
    """出席：, 请假： or 列席： with the names; one of two characters is spread to the width of three."""

    label: str
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        """Keep names to one line each."""
        object.__setattr__(self, "label", clean_text(self.label).rstrip(":：") + "：")
        object.__setattr__(self, "names", tuple(_spread(clean_text(name)) for name in self.names))

    @property
    def text(self) -> str:
        """The label, and the names with a space between."""
        return self.label + NAME_GAP.join(self.names)


@dataclass(frozen=True, slots=True)
class Rosters:
    """Lists of names one under the other, below a blank line (GB/T 9704-2012, 纪要)."""

    lists: tuple[NameList, ...]

    def texts(self) -> Iterator[str]:
        """Every list."""
        for one in self.lists:
            yield one.text


Block = Heading | Paragraph | Table | Form | PictureRow | Contents | Rosters


@dataclass(frozen=True, slots=True)
class Masthead:
    """What makes the title a red 标志: the line under it, above a red rule (GB/T 9704-2012, 纪要)."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who issues the document, and the date it was made."""

    name: str
    signed_on: date

    @property
    def date_text(self) -> str:
        """2022年1月5日: no zero before a month or day."""
        return chinese_date(self.signed_on)


@dataclass(frozen=True, slots=True)
class Attachment:
    """An annex on new pages: its label (附件1) top left, its title centred on the third line."""

    label: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def is_landscape(self) -> bool:
        """Whether the whole annex is turned: all of it is wide tables."""
        return bool(self.blocks) and all(
            isinstance(block, Table) and block.landscape for block in self.blocks
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One official document, complete.

    ``is_marked`` puts marks in the corners of its printed pages, by which a picture of them is read back.
    ``style`` is the unit's own template; without one it is set as GB/T 9704 says.
    ``number`` (发文字号) stands centred above the title, with a blank line between.
    ``issuer`` is the organisation that stands as author in the files' properties;
    ``created_on`` is the date they carry, so that the same content always gives the same file; ``keywords`` stand in the properties too.
    ``origin`` names the wording that a Word file carries out, so that it is known when it comes back (see `documents.origin`).
    """

    title: str
    blocks: tuple[Block, ...]
    issuer: str
    created_on: date
    masthead: Masthead | None = None
    recipient: str = ""
    number: str = ""
    signature: Signature | None = None
    attachments: tuple[Attachment, ...] = field(default=())
    language: str = "zh-CN"
    keywords: str = ""
    origin: str = ""
    is_marked: bool = False
    style: HouseStyle | None = None

    def __post_init__(self) -> None:
        """Keep single lines clean, and end the recipient (主送机关) in a full-width colon."""
        object.__setattr__(self, "title", clean_text(self.title))
        recipient = clean_text(self.recipient).rstrip(":：")
        object.__setattr__(self, "recipient", f"{recipient}：" if recipient else "")

    @property
    def is_landscape(self) -> bool:
        """Whether the whole document is turned, its title too: it is nothing but wide tables."""
        rest = (self.masthead, self.recipient, self.signature, self.attachments)
        wide = [isinstance(block, Table) and block.landscape for block in self.blocks]
        return bool(wide) and all(wide) and not any(rest)

    def attachment_notes(self) -> tuple[str, ...]:
        """The lines under the text that name the annexes (附件说明): numbered when there are several."""
        if len(self.attachments) == 1:
            return (f"附件：{self.attachments[0].title}",)
        return tuple(
            f"{'附件：' if number == 1 else ''}{number}.{annex.title}"
            for number, annex in enumerate(self.attachments, start=1)
        )

    def plain_paragraphs(self) -> list[str]:
        """The words of the document, a string per paragraph or table cell, in reading order."""
        head = (self.masthead.left, self.masthead.right) if self.masthead else ()
        texts = [
            self.number,
            self.title,
            *head,
            self.recipient,
            *_texts(self.blocks),
            *self.attachment_notes(),
        ]
        if self.signature:
            texts += [self.signature.name, self.signature.date_text]
        for annex in self.attachments:
            texts += [annex.label, annex.title, *_texts(annex.blocks)]
        return [text for text in texts if text]


def _spread(name: str) -> str:
    """张　三: a name of two Chinese characters takes the room of three."""
    return NAME_GAP.join(name) if len(name) == 2 and not name.isascii() else name


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table | Form | Contents | Rosters):
            yield from block.texts()
        else:
            yield block.caption if isinstance(block, PictureRow) else block.text
