"""The papers of a year: how each is called, who drafts it, of which day it tells. Each is a declaration in `kinds/`.

This module knows no record, so that the model of a paper can ask it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from reports.report.enums import ReportAction
from reports.report_templates.enums import PaperForm, standard_annexes

ANNUAL = "annual"
STATEMENT = "statement"
REQUEST = "request"
RULING = "ruling"
CAMPAIGN = "campaign"


class Drafter(StrEnum):
    """Who drafts and finalises a paper."""

    SECRETARY = "书记"
    OWN = "本人"
    SUPERIOR = "上级组织"


@dataclass(frozen=True)
class Paper:
    """A paper of a branch and a year.

    `title`, `recipient` and `signer` (empty: the branch) may name `{branch}`, `{board}` (支委会, where there is one),
    `{secretary}`, `{superior}`, `{year}`, `{member}` and `{subject}`, and of a 批复 `{asker}` and `{consent}`. `draft` writes
    its sections from what it is given (`reports.papers.material.Material`).
    `tells_until(branch, year)` is the day of which it tells; where there is none, that on which it is looked at.
    `subject` is what one paper of several a year is about, in words; empty for a paper that there is once a year. `begin` names
    the address where such a one is begun; empty where it is begun on the page of what it is about.
    `is_numbered`: whether it is given a 发文字号 when it is finalised. `season`: when in the year it is due; `why`: what it is for.
    `receiver`: who it goes to, as pages call them. `without`: the moves that it does not have. `on_move(report, action, by)` writes
    what else a move does, in its transaction. `own_words`: why a sentence without a record needs none.
    """

    code: str
    label: str
    title: str
    season: str
    why: str
    draft: Callable[[Any], list[Any]]
    order: int = 0
    form: str = PaperForm.MEETING
    drafted_by: Drafter = Drafter.SECRETARY
    tells_until: Callable[[Any, int], date | None] | None = None
    recipient: str = ""
    signer: str = ""
    subject: str = ""
    begin: str = ""
    is_numbered: bool = False
    receiver: str = "上级"
    annexes: tuple[str, ...] = field(default_factory=lambda: tuple(standard_annexes()))
    without: frozenset[str] = frozenset()
    on_move: Callable[[Any, str, Any], None] | None = None
    own_words: str = ""
    state_labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    action_labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def day_of(self, branch: Any, year: int) -> date | None:
        """The day of which it tells, where that is fixed."""
        return self.tells_until(branch, year) if self.tells_until else None

    @property
    def is_personal(self) -> bool:
        """Whether each member writes the own one, which nobody else sees before it is handed in."""
        return self.drafted_by == Drafter.OWN

    @property
    def is_from_above(self) -> bool:
        """Whether a superior organisation writes it to a branch below, which sees it once it was issued."""
        return self.drafted_by == Drafter.SUPERIOR

    @property
    def is_deliberated(self) -> bool:
        """Whether the committee of the branch discusses it before it is finalised."""
        return ReportAction.SUBMIT not in self.without


_papers: dict[str, Paper] = {}


def register(paper: Paper) -> Paper:
    """Make a paper known; called in `AppConfig.ready()`."""
    _papers[paper.code] = paper
    return paper


def get(code: str) -> Paper:
    """The declaration of a paper. Raises KeyError when there is none."""
    return _papers[code]


def all_papers() -> list[Paper]:
    """Every paper, in the order in which the season asks for them."""
    return sorted(_papers.values(), key=lambda paper: (paper.order, paper.code))


def choices() -> list[tuple[str, str]]:
    """Codes and labels, for the column of the model."""
    return [(paper.code, paper.label) for paper in all_papers()]
