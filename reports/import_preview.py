"""What the import's preview shows: the words as they will stand, and the records they will make."""

from dataclasses import dataclass

from .enums import SectionKind
from .forms import ImportConfirmForm
from .importing.arrangement import Arrangement, arrange
from .importing.headings import year_of
from .importing.recording import RECORD_NAMES, record_counts
from .importing.saving import proposed_title
from .importing.schema import ParsedReport


@dataclass(frozen=True)
class ImportPreview:
    """The report as read, in the order a reader checks it."""

    layout: Arrangement
    parsed: ParsedReport
    warnings: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def is_title_proposed(self) -> bool:
        """Whether the file had no title of its own."""
        return self.layout.title != self.parsed.title

    @property
    def opening(self) -> list[str]:
        """The text before the first section."""
        return self._texts(SectionKind.PREAMBLE)

    @property
    def closing(self) -> list[str]:
        """The text after the last section, unless it went into the signature."""
        return self._texts(SectionKind.CLOSING)

    def _texts(self, kind: str) -> list[str]:
        sections = [section for section in self.layout.sections if section.kind == kind]
        return [paragraph.text for section in sections for paragraph in section.paragraphs]

    @property
    def total(self) -> int:
        """How many records will be made."""
        return sum(count for _, count in self.counts)


def preview_of(form: ImportConfirmForm) -> ImportPreview:
    """The preview with the kinds chosen in the form."""
    parsed = form.corrected()
    year = str(form["year"].value() or "")
    layout = arrange(parsed, proposed_title=proposed_title(form.branch, year if year.isdigit() else ""))
    warnings = [*parsed.warnings, *layout.notes]
    named = year_of(parsed.title)
    if named and str(named) != year:
        warnings.insert(0, f"标题写的是 {named} 年，所属年度填的是 {year} 年，请核对。")
    counts = tuple((RECORD_NAMES[kind], count) for kind, count in record_counts(parsed).items())
    return ImportPreview(layout, parsed, tuple(warnings), counts)
