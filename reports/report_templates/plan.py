"""How a report is arranged: its sections with what they draw on, its opening and closing words, its annexes.

The writers of `reports/drafting/` tell one kind of content each; a plan says which section takes which of their
paragraphs. A part of what a writer tells (征求意见情况, 集中学习教育, single work areas) goes to the section that asks for
it, the rest to the section that draws on the whole.
"""

import re
from dataclasses import dataclass

from .enums import Annex, Draws, PaperForm

# The work areas of a section, as they are typed.
_PARTED = re.compile(r"[、，,；;\s]+")
# What is a part of what another one tells.
WHOLE = {Draws.OPINIONS: Draws.FINDINGS, Draws.CAMPAIGNS: Draws.WORK}


@dataclass(frozen=True)
class SectionPlan:
    """One section. Without `draws` it is written by hand; `areas` names the only work areas that it tells of.

    `fewest` and `most` are its length in characters, `most` 0 where none is agreed.
    """

    heading: str
    draws: tuple[str, ...] = ()
    areas: str = ""
    fewest: int = 0
    most: int = 0

    @property
    def kind(self) -> str:
        """What it is mainly about: a value of `SectionKind`."""
        return whole(self.draws[0]) if self.draws else "other"

    @property
    def words(self) -> list[str]:
        """The words by which it knows its work areas."""
        return [word for word in _PARTED.split(self.areas) if word]

    def is_part(self, draw: str) -> bool:
        """Whether it takes only a part of what a writer tells."""
        return draw in WHOLE or (draw == Draws.WORK and bool(self.words))

    def takes(self, draw: str, slot: str, area: str) -> bool:
        """Whether a paragraph of the writer is one that it draws on; `area` names the paragraph's work area."""
        if draw == Draws.OPINIONS:
            return slot == "findings"
        if draw == Draws.CAMPAIGNS:
            return slot.startswith("work:campaign:")
        return not self.is_part(draw) or any(word in area for word in self.words)


def whole(draw: str) -> str:
    """The writer behind what a section draws on."""
    return str(WHOLE[Draws(draw)]) if draw in WHOLE else draw


@dataclass(frozen=True)
class ReportPlan:
    """The whole arrangement; empty formulas are the usual ones of the form."""

    sections: tuple[SectionPlan, ...]
    form: str = PaperForm.MEETING
    opening: str = ""
    closing: str = ""
    annexes: tuple[str, ...] = (Annex.CHECKLIST,)

    @property
    def kinds(self) -> set[str]:
        """The writers that are asked at all."""
        return {whole(draw) for section in self.sections for draw in section.draws}


# Six sections, in the order of the 组织生活会.
STANDARD = ReportPlan(
    (
        SectionPlan("上年度组织生活会整改情况", (Draws.LAST_YEAR,)),
        SectionPlan("党支部查摆问题情况", (Draws.FINDINGS,)),
        SectionPlan("一年来党支部工作情况", (Draws.WORK,)),
        SectionPlan("党支部建设存在的主要问题", (Draws.PROBLEMS,)),
        SectionPlan("产生问题的原因分析", (Draws.CAUSES,)),
        SectionPlan("今后的努力方向和改进措施", (Draws.MEASURES,)),
    )
)
