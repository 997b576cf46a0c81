"""Every sentence of a report with its backing: as the page shows it, or computed afresh from all that is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Value

from branch.members.models import Member
from branch.organisations.models import Organisation
from core.kept import kept
from reports.facts import FactBook
from reports.report.document import SourceRef
from reports.report.enums import Support
from reports.report.models import AnnualReport, Paragraph, Section, Sentence, SentenceSource
from reports.report.tree import fact_names, fill

from .checking import SETTLED, Around, Backing, Checked, FactValue, Source, check
from .terms import TERMS
from .values import Memory, Said


@dataclass(frozen=True)
class CheckedSentence:
    """A stored sentence with its place and its backing; `text` is what is printed, with its facts filled in."""

    section: Section
    paragraph: Paragraph
    sentence: Sentence
    checked: Checked
    text: str

    @property
    def is_kept(self) -> bool:
        """Whether a person has decided to keep it as it is; what became of its records since then asks again."""
        is_as_decided = self.checked.state in {Backing.NONE, Backing.UNSURE}
        return is_as_decided and self.sentence.support == Support.KEPT and bool(self.sentence.reason)


class ReportClaims:
    """The backing of each sentence of a report read with `with_tree()`.

    A drafted paragraph whose records are still in the version they had is backed as it was; everything else is
    checked claim by claim. `afresh` checks everything. Given `paragraphs`, read with their sentences and sources,
    only theirs, and the report needs no tree.
    """

    def __init__(
        self,
        report: AnnualReport,
        book: FactBook,
        *,
        afresh: bool = False,
        paragraphs: Iterable[Paragraph] | None = None,
    ):
        self.report, self.book, self.afresh = report, book, afresh
        self.memory = Memory()
        self.around = _around(report.branch, report.year)
        if paragraphs is None:
            paragraphs = (row for section in report.sections.all() for row in section.paragraphs.all())
        self.stored = [
            (paragraph, sentence)
            for paragraph in paragraphs
            if not paragraph.is_left_out
            for sentence in paragraph.sentences.all()
        ]
        untouched = (sentence for row, sentence in self.stored if self._is_untouched(row, sentence))
        self.versions = _versions([source for sentence in untouched for source in sentence.sources.all()])
        unsure = (sentence for row, sentence in self.stored if not self._is_as_drafted(row, sentence))
        self.memory.load(_ref(source) for sentence in unsure for source in sentence.sources.all())
        self._checked: dict[int, Checked] = {}

    def __iter__(self) -> Iterator[CheckedSentence]:
        """Every sentence in reading order."""
        for paragraph, sentence in self.stored:
            yield CheckedSentence(
                paragraph.section,
                paragraph,
                sentence,
                self.of(paragraph, sentence),
                self.printed(sentence.text),
            )

    def printed(self, text: str) -> str:
        """A text with its facts filled in."""

        def value(name: str) -> str:
            fact = self.book.value(name)
            return fact.text if fact else f"{{{name}}}"

        return fill(text, value)

    def unsettled(self) -> list[CheckedSentence]:
        """The sentences that are not fully backed, also those that are kept so."""
        return [one for one in self if one.checked.state not in SETTLED]

    def of(self, paragraph: Paragraph, sentence: Sentence) -> Checked:
        """The backing of one sentence."""
        if sentence.pk not in self._checked:
            self._checked[sentence.pk] = self._check(paragraph, sentence)
        return self._checked[sentence.pk]

    def _check(self, paragraph: Paragraph, sentence: Sentence) -> Checked:
        names = list(dict.fromkeys(fact_names(sentence.text)))
        if (
            self._is_as_drafted(paragraph, sentence)
            and (sentence.sources.all() or any(map(self.book.knows, names)))
            and "【待补充" not in sentence.text
        ):
            return Checked(Backing.BACKED)
        facts = [
            FactValue(name, value.text) for name in names if (value := self.book.value(name)) is not None
        ]
        return check(
            sentence.text,
            wording=sentence.wording,
            support=sentence.support,
            sources=[self._source(source) for source in sentence.sources.all()],
            facts=facts,
            around=self.around,
        )

    def _is_untouched(self, paragraph: Paragraph, sentence: Sentence) -> bool:
        """Whether nobody wrote in it since it was drafted."""
        if self.afresh or not paragraph.slot or paragraph.is_edited:
            return False
        return sentence.text == sentence.wording

    def _is_as_drafted(self, paragraph: Paragraph, sentence: Sentence) -> bool:
        return self._is_untouched(paragraph, sentence) and all(
            self.versions.get((s.object_type, s.object_id)) == (s.seen_version, False)
            for s in sentence.sources.all()
        )

    def _source(self, source: SentenceSource) -> Source:
        ref = _ref(source)
        record = self.memory.records.get((ref.object_type, ref.object_id))
        is_deleted = record is None or record.deleted_at is not None
        return Source(source.label, ref.object_type, self.memory.said(ref), Said(source.seen), is_deleted)


def _ref(source: SentenceSource) -> SourceRef:
    return SourceRef(source.object_type, source.object_id, source.label)


def _versions(sources: list[SentenceSource]) -> dict[tuple[str, int], tuple[int, bool]]:
    """Version and whether it is deleted, of each record that sources point to; those that are gone are missing."""
    ids: dict[str, set[int]] = {}
    for source in sources:
        ids.setdefault(source.object_type, set()).add(source.object_id)
    told = [
        apps.get_model(object_type)
        ._base_manager.filter(pk__in=wanted)
        .order_by()
        .values_list(Value(object_type), "pk", "lock_version", "deleted_at")
        for object_type, wanted in ids.items()
    ]
    rows = told[0].union(*told[1:], all=True) if told else []
    return {(kind, pk): (version, deleted_at is not None) for kind, pk, version, deleted_at in rows}


@kept(128)
def _around(branch: Organisation, year: int) -> Around:
    bodies: set[str] = set()
    body: Organisation | None = branch
    while body:
        bodies |= {body.name, body.short_name} - {""}
        body = body.parent
    names = set(Member.objects.filter(branch=branch).values_list("name", flat=True))
    return Around(names=names, bodies=bodies, year=year, terms=TERMS)
