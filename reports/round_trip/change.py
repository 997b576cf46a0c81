"""The changes that a returned file was found to hold: what each is, and how the file's paragraphs follow each other."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from documents.reading.reviewed import Remark
from reports.report.changes import Part, parts_of
from reports.report.models import Paragraph, Section

from .words import Retyped


class ChangeKind(StrEnum):
    """What was done."""

    TITLE = "标题"
    SALUTATION = "称呼"
    HEADING = "部分标题"
    REWORDED = "改写"
    FIGURE = "数据改成了别的数"
    SPLIT = "分段"
    MERGED = "并段"
    MOVED = "移动"
    ADDED = "新增"
    DELETED = "删去"
    RESTYLED = "编号样式"
    SECTION_ADDED = "新增部分"
    SECTION_UNHEADED = "删去部分标题"
    SECTION_MOVED = "部分次序"
    SIGNER = "落款"
    SIGNED_ON = "落款日期"


# Columns of the report itself.
FIELDS = {
    ChangeKind.TITLE: "title",
    ChangeKind.SALUTATION: "salutation",
    ChangeKind.SIGNER: "signer",
    ChangeKind.SIGNED_ON: "signed_on",
}


@dataclass(frozen=True)
class Change:
    """One change for a person to take or leave.

    `old` is what was exported, `new` what came back, both as printed; `now` what the system says where that is neither,
    and `why` says so. `rows` are the stored paragraphs, `texts` what they are to say, facts as `{name}`, with the numbering
    of each (`markers`); `section` is where it stands or goes, `place` its line in the file; `after` the section behind which
    another one is put.
    """

    kind: ChangeKind
    old: str
    new: str
    place: float
    section: Section | None = None
    rows: tuple[Paragraph, ...] = ()
    texts: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    value: str | date | None = None
    after: Section | None = None
    now: str = ""
    why: str = ""
    fact: Retyped | None = None
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def key(self) -> str:
        """Names this change of this file, whatever the system says in the meantime."""
        fact = (self.fact.name, self.fact.place) if self.fact else ()
        told = repr((str(self.kind), self.place, self.old, self.new, fact))
        return hashlib.sha256(told.encode()).hexdigest()[:20]

    @property
    def is_move(self) -> bool:
        """Whether a paragraph or a section stands elsewhere."""
        return self.kind in {ChangeKind.MOVED, ChangeKind.SECTION_MOVED}

    @property
    def is_figure(self) -> bool:
        """Whether a number was typed over a fact."""
        return self.kind == ChangeKind.FIGURE

    @property
    def is_plain(self) -> bool:
        """Whether it is taken with all others; a number over a fact and what changed on both sides is decided by itself."""
        return not self.is_figure and not self.why

    @property
    def parts(self) -> list[Part]:
        """Both wordings in one row, what is struck and what is put in apart."""
        return parts_of(self.old, self.new)


@dataclass(frozen=True)
class Step:
    """A paragraph of the file in its order: its section, the rows that it is, the change that puts it there.

    `under`: the change that brings the heading below which it stands in the file.
    """

    section: Section
    rows: tuple[Paragraph, ...]
    change: Change | None = None
    under: Change | None = None


@dataclass(frozen=True)
class Comparison:
    """All changes in reading order, how the file's paragraphs follow each other, and what cannot be taken over.

    `sections`: those that were exported and are still there.
    """

    changes: tuple[Change, ...]
    order: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
