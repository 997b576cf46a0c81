"""去年原文: last year's report section by section beside this year's, with the sentences that are nearly the same."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.dates import chinese_date
from core.kept import kept
from documents.content import numeral
from documents.proofreading.order import ALIKE, pairs_of
from reports.report.assembling import working_content
from reports.report.document import AnnualContent, from_json
from reports.report.enums import ReportOrigin, SectionKind
from reports.report.models import AnnualReport

from .sources import Place, place_asked, places
from .tabs import Pane

# Shorter sentences are formulas, which are the same every year.
PAIRS_FROM = 8


@dataclass(frozen=True)
class OldSentence:
    """A sentence of last year's report; `twin` is the anchor of the one of this year that is nearly the same."""

    text: str
    twin: str = ""
    paragraph: str = ""
    sentence: int | None = None


@dataclass(frozen=True)
class OldSection:
    """A section of last year's report: paragraphs of sentences, each with its printed number; `now`: this year's paragraphs."""

    kind: str
    title: str
    paragraphs: tuple[tuple[str, tuple[OldSentence, ...]], ...]
    now: tuple[str, ...] = ()

    @property
    def twins(self) -> int:
        """How many of its sentences stand in this year's report nearly as they were."""
        return sum(bool(one.twin) for _, sentences in self.paragraphs for one in sentences)


@kept(16)
def content_before(before: AnnualReport, on: date) -> AnnualContent:
    """Last year's text: as it was frozen last, otherwise as it is stored now."""
    if version := before.latest_version():
        return from_json(version.content)
    stored = AnnualReport.objects.with_tree().get(pk=before.pk)
    return working_content(stored, on=on)


def twins(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For texts of old that stand nearly the same in new: the places of both, the most alike first come.

    Two texts are nearly the same when they share so much of their pairs of characters as makes a paragraph 与去年雷同;
    numbers do not count, so that another figure in the same sentence is nearly the same.
    """
    mine = [pairs_of(text) for text in new]
    sizes = [sum(pairs.values()) for pairs in mine]
    having: dict[str, list[int]] = defaultdict(list)
    for place, pairs in enumerate(mine):
        if sizes[place] >= PAIRS_FROM:
            for pair in pairs:
                having[pair].append(place)
    found = {}
    for place, text in enumerate(old):
        pairs = pairs_of(text)
        size = sum(pairs.values())
        if size < PAIRS_FROM:
            continue
        shared: Counter[int] = Counter()
        for pair, times in pairs.items():
            for other in having.get(pair, ()):
                shared[other] += min(times, mine[other][pair])
        best = max(
            shared, key=lambda other: (2 * shared[other] / (size + sizes[other]), -other), default=None
        )
        if best is not None and 2 * shared[best] >= ALIKE * (size + sizes[best]):
            found[place] = best
    return found


def sections_before(content: AnnualContent, now: Sequence[Place]) -> list[OldSection]:
    """The sections of last year's text, marked against the sentences of this year's."""
    old = list(content.sentences())
    alike = twins([one.text for one in old], [one.sentence.text for one in now])
    marked = iter(_marked(one.text, now[alike[n]] if n in alike else None) for n, one in enumerate(old))
    sections, number = [], 0
    for section in content.sections:
        title = SectionKind(section.kind).label
        if section.heading:
            number += 1
            title = numeral(number, 1) + section.heading
        paragraphs = tuple(
            (paragraph.label, tuple(next(marked) for _ in paragraph.sentences))
            for paragraph in section.paragraphs
        )
        beside = dict.fromkeys(one.paragraph.name for one in now if one.section.kind == section.kind)
        sections.append(OldSection(section.kind, title, paragraphs, tuple(beside)))
    return sections


def _marked(text: str, twin: Place | None) -> OldSentence:
    if twin is None:
        return OldSentence(text)
    return OldSentence(text, twin.sentence.anchor, twin.paragraph.name, twin.sentence.pk)


def _told_of(before: AnnualReport) -> str:
    """Which text it is."""
    if version := before.latest_version():
        return f"定稿第 {version.number} 版，{chinese_date(version.frozen_at.date())}"
    return "导入的原文" if before.origin == ReportOrigin.IMPORTED else "没有定稿，按现在存着的文字"


def context(pane: Pane) -> dict:
    """What the tab shows: all sections; beside the text only those of the kind that the caret is in."""
    report = pane.report
    rows = AnnualReport.objects.visible_to(pane.user)
    before = rows.like(report, report.year - 1).first()
    year = {"last_year": report.year - 1}
    if before is None:
        return year | {"before": None}
    sections = sections_before(content_before(before, pane.on), list(places(pane.shown)))
    place = place_asked(pane)
    kind = place.section.kind if place else pane.asked.get("kind", "")
    return year | {
        "before": before,
        "told": _told_of(before),
        "sections": sections,
        "kinds": [(one.kind, one.title) for one in sections],
        "kind": kind,
        "has_kind": any(one.kind == kind for one in sections),
        "kind_label": SectionKind(kind).label if kind in SectionKind.values else "",
        "twins": sum(one.twins for one in sections),
    }
