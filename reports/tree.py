"""Writing the tree of a report: drafted paragraphs in, a person's edits kept."""

from dataclasses import dataclass

from .enums import Marker
from .models import AnnualReport, Paragraph, Section, Sentence, SentenceSource
from .sentences import Draft


@dataclass(frozen=True)
class DraftParagraph:
    """A paragraph to be stored. `slot` is stable over redrafts; empty for imported or added text."""

    slot: str
    sentences: tuple[Draft, ...]
    marker: str = Marker.NONE
    number: int | None = None

    @property
    def text(self) -> str:
        """The sentences in a row, facts still as `{name}`."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class DraftSection:
    """A section to be stored."""

    kind: str
    heading: str
    paragraphs: tuple[DraftParagraph, ...]


def drafts_of(paragraph: Paragraph) -> list[Draft]:
    """The stored sentences of a paragraph with their sources."""
    from .content.annual import SourceRef

    return [
        Draft(
            sentence.text,
            sentence.support,
            tuple(SourceRef(s.object_type, s.object_id, s.label) for s in sentence.sources.all()),
        )
        for sentence in paragraph.sentences.all()
    ]


def write_sentences(paragraph: Paragraph, drafts: tuple[Draft, ...] | list[Draft]) -> None:
    """Replace the sentences of a paragraph."""
    paragraph.sentences.all().delete()
    rows = Sentence.objects.bulk_create(
        Sentence(paragraph=paragraph, order=order, text=draft.text, support=draft.support)
        for order, draft in enumerate(drafts)
    )
    SentenceSource.objects.bulk_create(
        SentenceSource(
            sentence=row, object_type=ref.object_type, object_id=ref.object_id, label=ref.label[:200]
        )
        for row, draft in zip(rows, drafts, strict=True)
        for ref in draft.sources
    )


def write_sections(report: AnnualReport, sections: list[DraftSection]) -> None:
    """Store a whole tree for a report that has none yet."""
    for order, draft in enumerate(sections):
        section = Section.objects.create(report=report, order=order, kind=draft.kind, heading=draft.heading)
        for position, paragraph in enumerate(draft.paragraphs):
            _add(section, position, paragraph)


def _add(section: Section, order: int, draft: DraftParagraph) -> Paragraph:
    paragraph = Paragraph.objects.create(
        section=section,
        order=order,
        marker=draft.marker,
        number=draft.number,
        slot=draft.slot,
        drafted_text=draft.text if draft.slot else "",
    )
    write_sentences(paragraph, draft.sentences)
    return paragraph


def merge_section(section: Section, drafts: tuple[DraftParagraph, ...]) -> None:
    """Redraft a section: a person's paragraphs stay as they are and keep their place, the others are drafted anew.

    A person's paragraph whose record is gone stays behind the paragraph that it followed before.
    """
    old = list(section.paragraphs.all())
    touched = [p for p in old if p.is_edited or p.is_left_out or not p.slot]
    kept = {p.slot: p for p in touched if p.slot}
    loose = [p for p in touched if p.slot not in {draft.slot for draft in drafts}]
    followed = {p.pk: old[n - 1] if n else None for n, p in enumerate(old)}
    section.paragraphs.exclude(pk__in=[p.pk for p in touched]).delete()
    placed: list[Paragraph] = []
    for draft in drafts:
        placed.append(_keep(kept[draft.slot], draft) if draft.slot in kept else _add(section, 0, draft))
    for paragraph in loose:
        placed.insert(_place_after(followed[paragraph.pk], placed), paragraph)
    for order, paragraph in enumerate(placed):
        Paragraph.objects.filter(pk=paragraph.pk).update(order=order)
    renumber(section)


def _keep(paragraph: Paragraph, draft: DraftParagraph) -> Paragraph:
    paragraph.drafted_text = draft.text
    paragraph.save(update_fields=["drafted_text"])
    return paragraph


def _place_after(previous: Paragraph | None, placed: list[Paragraph]) -> int:
    if previous is None:
        return 0
    for position, paragraph in enumerate(placed):
        if paragraph.pk == previous.pk or (previous.slot and paragraph.slot == previous.slot):
            return position + 1
    return len(placed)


def renumber(section: Section) -> None:
    """Give the numbered paragraphs of a section running numbers per style; what is left out has none."""
    counts: dict[str, int] = {}
    for paragraph in section.paragraphs.filter(is_left_out=False).exclude(marker=Marker.NONE):
        counts[paragraph.marker] = counts.get(paragraph.marker, 0) + 1
        if paragraph.number != counts[paragraph.marker]:
            Paragraph.objects.filter(pk=paragraph.pk).update(number=counts[paragraph.marker])
