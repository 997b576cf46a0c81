"""Where the words of a comment stand now: looked up by the words each time, so that every way of editing keeps comments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.report.editor import Shown
from reports.report.models import AnnualReport, Paragraph

from .models import Comment

# Words so short may stand anywhere: they are looked for in their own paragraph alone, or with their whole sentence.
TELLING = 8


@dataclass(frozen=True)
class Line:
    """A paragraph as the page shows it, with the stored one it is; `place` says which of which section.

    `anchor` is its place on the page, `name` what scripts call it.
    """

    place: tuple[int, int]
    section_id: int | None
    paragraph_id: int | None
    title: str
    section_anchor: str
    anchor: str
    name: str
    sentences: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(words for _, words in self.sentences)

    def key_of(self, quote: str) -> str:
        """The name of the sentence in which the words begin."""
        at, end = max(self.text.find(quote), 0), 0
        for key, words in self.sentences:
            end += len(words)
            if at < end:
                return key
        return ""


@dataclass(frozen=True)
class Spot:
    """Where a comment stands: section and place on the page; `is_changed` where its words are gone."""

    title: str = "全文"
    anchor: str = ""
    key: str = ""
    name: str = ""
    paragraph_id: int | None = None
    is_changed: bool = False


def lines_of(report: AnnualReport, shown: Shown) -> list[Line]:
    """The paragraphs of the page in order. A frozen text is joined with the stored one, which stands still with it."""
    stored = _stored(report)
    lines = []
    for n, section in enumerate(shown.sections):
        section_id, paragraphs = stored[n] if n < len(stored) else (None, [])
        is_same = len(paragraphs) == len(section.paragraphs)
        for m, paragraph in enumerate(section.paragraphs):
            sentences = tuple((one.key, one.text) for one in paragraph.sentences)
            paragraph_id = paragraph.stored.pk if paragraph.stored else paragraphs[m] if is_same else None
            lines.append(
                Line(
                    (n, m),
                    section_id,
                    paragraph_id,
                    section.title,
                    section.anchor,
                    paragraph.anchor,
                    paragraph.name,
                    sentences,
                )
            )
    return lines


def _stored(report: AnnualReport) -> list[tuple[int, list[int]]]:
    """The numbers of the sections and of the paragraphs that stand in them."""
    told: dict[int, list[int]] = {pk: [] for pk in report.sections.values_list("pk", flat=True)}
    rows = Paragraph.objects.filter(section__report=report, is_left_out=False)
    for pk, section_id in rows.order_by("section__order", "order", "pk").values_list("pk", "section_id"):
        told.setdefault(section_id, []).append(pk)
    return list(told.items())


def spots_of(comments: Iterable[Comment], lines: list[Line]) -> Mapping[int, Spot]:
    """Of every comment where it stands, by its number."""
    return {comment.pk: spot_of(comment, lines) for comment in comments}


def spot_of(comment: Comment, lines: list[Line]) -> Spot:
    """The paragraph that still has the words: its own, else another of its section, else any other.

    Where the words are gone it stays at its paragraph, else at its section, with `is_changed`.
    """
    if not comment.quote and comment.section_id is None and comment.paragraph_id is None:
        return Spot()
    own = next(
        (line for line in lines if line.paragraph_id and line.paragraph_id == comment.paragraph_id), None
    )
    if not comment.quote:
        return _at(own, "") if own else _lost(comment, own, lines)
    section = [line for line in lines if line.section_id and line.section_id == comment.section_id]
    wanted = [
        (section, comment.sentence),
        (lines, comment.sentence),
        (section, comment.quote),
        (lines, comment.quote),
    ]
    wanted = [(where, words) for where, words in wanted if len(words) >= TELLING]
    for where, words in [([own] if own else [], comment.quote), *wanted]:
        found = next((line for line in where if words in line.text and comment.quote in line.text), None)
        if found:
            return _at(found, comment.quote)
    return _lost(comment, own, lines)


def _at(line: Line, quote: str, *, is_changed: bool = False) -> Spot:
    return Spot(line.title, line.anchor, line.key_of(quote), line.name, line.paragraph_id, is_changed)


def _lost(comment: Comment, own: Line | None, lines: list[Line]) -> Spot:
    if own:
        return _at(own, "", is_changed=True)
    first = next((line for line in lines if line.section_id and line.section_id == comment.section_id), None)
    if first:
        return Spot(first.title, first.section_anchor, is_changed=True)
    return Spot(is_changed=True)
