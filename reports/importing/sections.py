"""Builds the sections: from headings and the paragraphs between them to items, with warnings."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from reports.importing.blocks import cut_section, numbered_paragraph
from reports.importing.frame import is_furniture
from reports.importing.headings import MAX_HEADING, year_of
from reports.importing.outline import Candidate, candidates_of, subheadings_of
from reports.importing.runs import Mark
from reports.importing.schema import (
    KIND_LABELS,
    ParsedParagraph,
    ParsedSection,
    Piece,
    Role,
    SectionKind,
)
from reports.importing.source import SourceParagraph


@dataclass(frozen=True, slots=True)
class Slice:
    """A heading with what stands below it; `before` are headings of the level above."""

    heading: Candidate
    body: tuple[SourceParagraph, ...]
    before: tuple[ParsedParagraph, ...] = ()


def slices_of(paragraphs: Sequence[SourceParagraph], headings: Sequence[Candidate]) -> list[Slice]:
    """The paragraphs from each heading to the next; text on the heading's own line included."""
    ends = [one.row for one in headings[1:]] + [len(paragraphs)]
    slices = []
    for heading, end in zip(headings, ends, strict=True):
        body = list(paragraphs[heading.row + 1 : end])
        rest = heading.source.text[heading.end :].strip()
        if rest:
            body.insert(0, replace(heading.source, text=rest, label="", outline=None))
        slices.append(Slice(heading, tuple(body)))
    return slices


def split_slice(whole: Slice, elsewhere: Set[SectionKind]) -> list[Slice]:
    """The slice in parts where headings inside it name different kinds, else itself.

    Kinds that have a section `elsewhere` in the report are no reason to split.
    """
    meaning = whole.heading.meaning
    if meaning and SectionKind.LAST_YEAR in meaning.kinds[:1]:
        return [whole]
    rows = [row for row, source in enumerate(whole.body) if not is_furniture(source)]
    inner = subheadings_of(candidates_of(whole.body, rows))
    if not inner or any(elsewhere & set(one.plain_kinds) for one in inner):
        return [whole]
    first, *rest = slices_of(whole.body, inner)
    if not all(part.body for part in (first, *rest)):
        return [whole]  # a list of catchwords, not headings
    lead = whole.body[: inner[0].row]
    before = (*whole.before, _heading_paragraph(whole.heading), *_loose(lead))
    return [replace(first, before=before), *rest]


def _loose(body: Sequence[SourceParagraph]) -> list[ParsedParagraph]:
    """Paragraphs that belong to no item."""
    return [ParsedParagraph(Role.BODY, source.text, pieces=(Piece("", source.text),)) for source in body]


def kinds_of(slices: Sequence[Slice], report_year: int) -> list[SectionKind]:
    """The kind of each slice; years in headings are judged against the report's own (0: unknown)."""
    kinds = [one.heading.meaning.kind if one.heading.meaning else SectionKind.OTHER for one in slices]
    years = [year_of(one.heading.head) for one in slices]
    work = [year for kind, year in zip(kinds, years, strict=True) if kind is SectionKind.WORK]
    own = report_year or min((year for year in work if year), default=0)
    for place, (kind, year) in enumerate(zip(kinds, years, strict=True)):
        if kind is SectionKind.WORK and own and year > own and len(work) > 1:
            kinds[place] = SectionKind.MEASURES
        searched = kind in (SectionKind.FINDINGS, SectionKind.PROBLEMS)
        if searched and 0 < year < report_year and SectionKind.LAST_YEAR not in kinds:
            kinds[place] = SectionKind.LAST_YEAR
    return kinds


def section_of(part: Slice, kind: SectionKind) -> tuple[ParsedSection, list[str]]:
    """The section and its warnings."""
    heading = part.heading.head.strip().rstrip("：:。")
    aside = _aside(part.body)
    paragraphs, jumps = cut_section(list(part.body), aside)
    if paragraphs and not part.heading.is_whole_line:
        paragraphs[0] = replace(paragraphs[0], run_in=True)
    own = (*part.before, _heading_paragraph(part.heading), *paragraphs)
    section = ParsedSection(kind, heading, own)
    return section, _warnings(section, part, jumps)


def _heading_paragraph(heading: Candidate) -> ParsedParagraph:
    source = replace(heading.source, text=heading.source.text[: heading.end].rstrip())
    return numbered_paragraph(source, Role.HEADING)


def _aside(body: Sequence[SourceParagraph]) -> dict[int, Role]:
    """The rows that are no running text: tables, page furniture, unnumbered subheadings."""
    found = {}
    for row, source in enumerate(body):
        if source.is_row:
            found[row] = Role.TABLE
        elif is_furniture(source):
            found[row] = Role.PAGE_FURNITURE
        elif _is_subheading(source):
            found[row] = Role.SUBHEADING
    return found


def _is_subheading(source: SourceParagraph) -> bool:
    marked = bool(source.outline) or source.is_bold
    if not marked or numbered_paragraph(source).number:
        return False
    return len(source.text) <= MAX_HEADING and not any(stop in source.text for stop in "。；：，")


def _warnings(section: ParsedSection, part: Slice, jumps: list[tuple[int, Mark]]) -> list[str]:
    where = f"“{section.heading}”部分"
    meaning = part.heading.meaning
    found = []
    if meaning and len(meaning.kinds) > 1:
        named = "、".join(f"“{KIND_LABELS[kind]}”" for kind in meaning.kinds)
        found.append(f"{where}的标题合写了{named}，全部按“{KIND_LABELS[section.kind]}”导入，请核对。")
    elif section.kind is SectionKind.OTHER:
        found.append(f"{where}的标题不在六个部分之中，按“其他”导入，请核对。")
    found += [f"{where}的编号{_jump(last, mark)}，请核对是否有遗漏或重复。" for last, mark in jumps]
    roles = [paragraph.role for paragraph in section.paragraphs]
    if Role.TABLE in roles:
        found.append(f"{where}有表格（{roles.count(Role.TABLE)} 行），表格内容没有作为条目导入。")
    if Role.SUBHEADING in roles:
        found.append(f"{where}有没编号的小标题，小标题没有作为条目导入，请核对。")
    if not section.items:
        empty = "只有标题，没有内容" if not section.intro else "没有编号的条目，全部作为引言导入"
        found.append(f"{where}{empty}，请核对。")
    return found


def _jump(last: int, mark: Mark) -> str:
    label = f"（“{mark.label}”处）"
    if last == 0:
        return f"从 {mark.value} 开始{label}"
    if mark.value == last:
        return f"{mark.value} 重复{label}"
    return f"从 {last} 跳到 {mark.value}{label}"
