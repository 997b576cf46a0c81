"""The tree of an official document that the DOCX, the PDF and the page all show.

Nothing here knows a file format. A builder (``annual.py`` …) makes a :class:`Document` from
records, a renderer (``reports.render``) turns it into bytes. The words of a document are its
:meth:`Document.plain_paragraphs`; every rendering holds exactly these, in this order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from core.dates import chinese_date

from .tables import Form, FormCell, FormRow, Table
from .text import BREAKS, INVISIBLE, Role, chinese_number, clean_text, numeral

__all__ = [
    "Attachment",
    "Block",
    "Contents",
    "Document",
    "Form",
    "FormCell",
    "FormRow",
    "Heading",
    "Masthead",
    "NameList",
    "Paragraph",
    "Picture",
    "PictureRow",
    "Role",
    "Rosters",
    "Run",
    "Signature",
    "Table",
    "chinese_number",
    "clean_text",
    "numeral",
]

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
    """One or two pictures side by side."""

    pictures: tuple[Picture, ...]

    def __post_init__(self) -> None:
        """Refuse what does not fit a row."""
        if not 1 <= len(self.pictures) <= 2:
            raise ValueError("一行放 1 至 2 张照片")


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

    ``issuer`` is the organisation that stands as author in the files' properties;
    ``created_on`` is the date they carry, so that the same content always gives the same file.
    """

    title: str
    blocks: tuple[Block, ...]
    issuer: str
    created_on: date
    masthead: Masthead | None = None
    recipient: str = ""
    signature: Signature | None = None
    attachments: tuple[Attachment, ...] = field(default=())
    language: str = "zh-CN"

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
        texts = [self.title, *head, self.recipient, *_texts(self.blocks), *self.attachment_notes()]
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
        elif not isinstance(block, PictureRow):
            yield block.text
