"""Finds the headings of the sections (which class of lines is the document's top level) and cuts the document there.

Candidates are grouped by class: heading style level, number style, or unnumbered. The class that
names most kinds of section plainly is the top level; of equals the outermost.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import takewhile

from documents.numbering import Number, NumberStyle
from documents.reading.files import SourceParagraph

from .blocks import Mark, cut_section, number_of, numbered_paragraph, paragraph_of
from .frame import is_furniture
from .headings import MAX_HEADING, Meaning, meaning_of, year_of
from .schema import KIND_LABELS, ParsedParagraph, ParsedSection, Piece, Role, SectionKind

ClassKey = tuple[int, str]

_STOPS = "。！？；;"
_NO_HEADINGS = (NumberStyle.IS, NumberStyle.MUST, NumberStyle.FIRST, NumberStyle.OF_THEM)
_RANK = {style: 10 + place for place, style in enumerate(NumberStyle)}
_UNNUMBERED: ClassKey = (50, "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may head a section: `head` its words without number, to offset `end`.

    Long numbered paragraphs are kept with an empty head: they count in the sequence.
    """

    row: int
    source: SourceParagraph
    number: Number | None
    head: str
    end: int
    meaning: Meaning | None

    @property
    def keys(self) -> tuple[ClassKey, ...]:
        """The classes that the line belongs to."""
        found: list[ClassKey] = []
        if self.source.outline:
            found.append((self.source.outline, "outline"))
        if self.number:
            found.append((_RANK[self.number.style], f"{self.source.list_level}"))
        elif not self.source.outline:
            found.append(_UNNUMBERED)
        return tuple(found)

    @property
    def plain_kinds(self) -> tuple[SectionKind, ...]:
        """The kinds it names without naming anything else."""
        return self.meaning.kinds if self.meaning and self.meaning.is_plain else ()

    @property
    def is_whole_line(self) -> bool:
        """Whether no text follows on the line."""
        return self.end == len(self.source.text)

    @property
    def look(self) -> tuple[bool, bool, int]:
        """What tells headings without number from text."""
        return self.source.is_bold, self.source.is_centred, self.source.size


def candidates_of(paragraphs: Sequence[SourceParagraph], rows: Sequence[int]) -> list[Candidate]:
    """The lines among `rows` that may be headings."""
    found = (_candidate(row, paragraphs[row]) for row in rows)
    return [one for one in found if one is not None]


def _candidate(row: int, source: SourceParagraph) -> Candidate | None:
    number = number_of(source)
    if source.is_row or (number and number.style in _NO_HEADINGS):
        return None
    start = number.end if number else 0
    if number and number.style is NumberStyle.BULLET:
        number = None  # a star before a heading counts nothing
    body = source.text[start:]
    end = _head_end(body)
    if end == 0 and number is None:
        return None
    head = body[:end]
    meaning = meaning_of(head)
    unmarked = not (number or source.outline or source.is_bold)
    if unmarked and not (meaning and meaning.is_plain):
        return None
    return Candidate(row, source, number, head, start + end, meaning)


def _head_end(body: str) -> int:
    """Where the heading's words end: the line, or its first clause if that names a section."""
    short = len(body) <= MAX_HEADING
    if short and not any(stop in body[:-1] for stop in _STOPS):
        whole = meaning_of(body)
        if whole and whole.is_plain:
            return len(body)
        colon = _end_of_first(_COLON, body)
        if 0 < colon < len(body) and _is_plain(body[:colon]):
            return colon
        return len(body)
    stop = body.find("。", 0, MAX_HEADING + 1) + 1
    for end in (_end_of_first(_COLON_OR_STOP, body), stop):
        if end and _is_plain(body[:end]):
            return end
    return stop if stop <= 30 else 0


_COLON, _COLON_OR_STOP = re.compile("[：:]"), re.compile("[：:。]")


def _end_of_first(marks: re.Pattern[str], body: str) -> int:
    """The offset after the first of `marks` where a heading could end, or 0."""
    found = marks.search(body, 0, MAX_HEADING + 1)
    return found.end() if found else 0


def _is_plain(head: str) -> bool:
    meaning = meaning_of(head)
    return bool(meaning and meaning.is_plain)


def headings_of(candidates: list[Candidate]) -> list[Candidate]:
    """The headings of the top level in order; empty if no section is recognised."""
    key = _top_class(candidates)
    if key is None:
        return []
    chosen = _members(candidates, key)
    extras = _extras(candidates, chosen, is_numbered=key != _UNNUMBERED)
    return sorted([*chosen, *extras], key=lambda one: one.row)


def subheadings_of(candidates: list[Candidate]) -> list[Candidate]:
    """Headings inside a section that part it into different kinds (problems, causes …), or none.

    All lines of their class must name a kind, at least two kinds in all; without numbers each
    kind once, for lines such as “整改措施” may stand under every single problem.
    """
    key = _top_class(candidates)
    if key is None:
        return []
    chosen = _members(candidates, key)
    kinds = [one.plain_kinds[0] for one in chosen if one.plain_kinds]
    if len(kinds) < len(chosen) or len(set(kinds)) < 2:
        return []
    return [] if key == _UNNUMBERED and len(set(kinds)) < len(kinds) else chosen


def _members(candidates: list[Candidate], key: ClassKey) -> list[Candidate]:
    members = [one for one in candidates if key in one.keys]
    if key == _UNNUMBERED:
        return _unnumbered(members)
    if key[1] == "outline":
        return [one for one in members if one.head]
    return _chain(members)


def _top_class(candidates: list[Candidate]) -> ClassKey | None:
    plain: dict[ClassKey, set[SectionKind]] = {}
    loose: dict[ClassKey, set[SectionKind]] = {}
    first: dict[ClassKey, int] = {}
    for one in candidates:
        for key in one.keys:
            if one.plain_kinds:
                plain.setdefault(key, set()).update(one.plain_kinds)
                first.setdefault(key, one.row)
            elif one.meaning and key != _UNNUMBERED:
                loose.setdefault(key, set()).update(one.meaning.kinds)
    for table in (plain, loose):
        if best := min(table, key=lambda key: (-len(table[key]), key), default=None):
            # A class further out that begins earlier and names other kinds encloses the best.
            outer = [
                key
                for key in table
                if key < best and table[key] - table[best] and first.get(key, 0) < first.get(best, 0)
            ]
            return min(outer, default=best)
    return None


def _unnumbered(members: list[Candidate]) -> list[Candidate]:
    """Plain headings, and bold ones of the very same look where all plain ones are bold."""
    plain = [one for one in members if one.plain_kinds]
    looks = {one.look for one in plain}
    if not all(look[0] for look in looks):
        return plain
    return [one for one in members if one.plain_kinds or (one.look in looks and one.is_whole_line)]


def _chain(members: list[Candidate]) -> list[Candidate]:
    """The numbered headings: a run that starts again at 1 inside a section is not theirs."""
    chosen: list[Candidate] = []
    last = nested = 0
    for one in members:
        value = one.number.value if one.number else 0
        follows, inside = value == last + 1, bool(nested) and value == nested + 1
        if one.plain_kinds and (follows or not inside):
            is_heading = True
        else:
            is_heading = follows and not inside and one.head != ""
            is_heading = is_heading and (bool(chosen) or one.is_whole_line)
        if is_heading:
            chosen.append(one)
            last, nested = value, 0
        elif value == 1 or inside:
            nested = value
    return chosen


def _extras(candidates: list[Candidate], chosen: list[Candidate], *, is_numbered: bool) -> list[Candidate]:
    """Headings that lost their number or style: the only line that names a missing section."""
    taken = {one.row for one in chosen}
    first = chosen[0].row if chosen and is_numbered else -1
    present = {kind for one in chosen for kind in (one.meaning.kinds if one.meaning else ())}
    rest = [one for one in candidates if one.row not in taken and one.plain_kinds]
    named = [one.plain_kinds[0] for one in rest]
    found = []
    for one, kind in zip(rest, named, strict=True):
        if kind in present or named.count(kind) > 1 or not one.is_whole_line or one.row < first:
            continue
        if one.number is None or (is_numbered and _fits(one, chosen)):
            found.append(one)
    return found


def _fits(one: Candidate, chosen: list[Candidate]) -> bool:
    """Whether a heading numbered in another style closes a gap of the chain."""
    before = [head for head in chosen if head.row < one.row and head.number]
    after = [head for head in chosen if head.row > one.row and head.number]
    last = before[-1].number.value if before and before[-1].number else 0
    following = after[0].number.value if after and after[0].number else last + 2
    value = one.number.value if one.number else 0
    return value == last + 1 and following == last + 2


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
    candidates = candidates_of(whole.body, rows)
    inner = subheadings_of(candidates)
    if not inner and meaning and (later := _later_kind(candidates, meaning)):
        own = replace(whole.heading, meaning=replace(meaning, kinds=meaning.kinds[:1]))
        return [replace(whole, heading=own, body=whole.body[: later.row]), *slices_of(whole.body, [later])]
    if not inner or any(elsewhere & set(one.plain_kinds) for one in inner):
        return [whole]
    first, *rest = slices_of(whole.body, inner)
    if not all(part.body for part in (first, *rest)):
        return [whole]  # a list of catchwords, not headings
    lead = whole.body[: inner[0].row]
    before = (*whole.before, _heading_paragraph(whole.heading), *_loose(lead))
    return [replace(first, before=before), *rest]


def _later_kind(candidates: Sequence[Candidate], meaning: Meaning) -> Candidate | None:
    """The last numbered line of its level below a heading of several kinds that heads the second of them alone:
    一、主要工作及存在的问题 with （三）存在的问题 behind two areas of work.
    """
    heads = [one for one in candidates if one.number and one.is_whole_line]
    top = [one for one in heads if one.keys == heads[0].keys]
    last = top[-1] if len(top) > 1 else None
    return last if last and last.plain_kinds[:1] and last.plain_kinds[0] in meaning.kinds[1:] else None


def _loose(body: Sequence[SourceParagraph]) -> list[ParsedParagraph]:
    """Paragraphs that belong to no item."""
    return [paragraph_of(source, Role.BODY, pieces=(Piece("", source.text),)) for source in body]


def kinds_of(slices: Sequence[Slice], report_year: int) -> list[SectionKind]:
    """The kind of each slice; years in headings are judged against the report's own (0: unknown)."""
    kinds = [one.heading.meaning.kind if one.heading.meaning else SectionKind.OTHER for one in slices]
    years = [year_of(one.heading.head) for one in slices]
    work = [year for kind, year in zip(kinds, years, strict=True) if kind is SectionKind.WORK]
    own = report_year or min((year for year in work if year), default=0)
    for place, (kind, year) in enumerate(zip(kinds, years, strict=True)):
        if kind is SectionKind.WORK and own and year > own and (len(work) > 1 or report_year):
            kinds[place] = SectionKind.MEASURES
        searched = kind in (SectionKind.FINDINGS, SectionKind.PROBLEMS)
        if searched and 0 < year < report_year and SectionKind.LAST_YEAR not in kinds:
            kinds[place] = SectionKind.LAST_YEAR
    return kinds


def section_of(part: Slice, kind: SectionKind) -> tuple[ParsedSection, list[str]]:
    """The section and its warnings."""
    heading = part.heading.head.strip().rstrip("：:。")
    body = labels_apart(part.body)
    aside = aside_of(body)
    paragraphs, jumps = cut_section(list(body), aside)
    paragraphs = rows_as_items(paragraphs)
    if paragraphs and not part.heading.is_whole_line:
        paragraphs[0] = replace(paragraphs[0], run_in=True)
    own = (*part.before, _heading_paragraph(part.heading), *paragraphs)
    section = ParsedSection(kind, heading, own)
    return section, _warnings(section, part, jumps)


_COLUMN_WORD = re.compile(
    r"序号|编号|号|问题|措施|责任|负责|时限|期限|时间|情况|原因|目标|进展|成效|备注|状态|内容|事项|完成|整改|销号|来源"
)


def rows_as_items(paragraphs: list[ParsedParagraph]) -> list[ParsedParagraph]:
    """Rows of a table below its head are items, where the section has no others; a leading number is their label."""
    if any(piece.item is not None for one in paragraphs for piece in one.pieces):
        return paragraphs
    rows = [place for place, one in enumerate(paragraphs) if one.role is Role.TABLE]
    if len(rows) < 2 or not _is_head(paragraphs[rows[0]].text):
        return paragraphs
    found = list(paragraphs)
    for item, place in enumerate(rows[1:]):
        number, tab, rest = found[place].text.partition("\t")
        label = (
            number
            if tab and re.fullmatch(r"\s*[（(]?[0-9一二三四五六七八九十]{1,3}[）).、]?\s*", number)
            else ""
        )
        text = rest if label else found[place].text
        found[place] = replace(found[place], pieces=(Piece(label, text.strip(), item),))
    return found


def _is_head(text: str) -> bool:
    cells = [cell.strip() for cell in text.split("\t") if cell.strip()]
    return (
        len(cells) > 1
        and all(len(cell) <= 12 for cell in cells)
        and 2 * sum(bool(_COLUMN_WORD.search(cell)) for cell in cells) >= len(cells)
    )


def _heading_paragraph(heading: Candidate) -> ParsedParagraph:
    source = replace(heading.source, text=heading.source.text[: heading.end].rstrip())
    return numbered_paragraph(source, Role.HEADING)


def aside_of(body: Sequence[SourceParagraph]) -> dict[int, Role]:
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
    rows = [one for one in section.paragraphs if one.role is Role.TABLE]
    if any(one.pieces for one in rows):
        count = sum(bool(one.pieces) for one in rows)
        found.append(f"{where}有表格，{count} 行各成一条，表头没有导入，请核对。")
    elif rows:
        found.append(f"{where}有表格（{len(rows)} 行），表格内容没有作为条目导入。")
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


def work_of(kinds: Sequence[SectionKind]) -> slice:
    """Which sections are the areas of work themselves: none is of work, and these, one after the other before problems,
    causes and measures, have headings of none."""
    if SectionKind.WORK in kinds or all(kind is SectionKind.OTHER for kind in kinds):
        return slice(0, 0)
    before = next((place for place, kind in enumerate(kinds) if kind in _AFTER_WORK), len(kinds))
    runs = [
        (place, len(list(takewhile(lambda kind: kind is SectionKind.OTHER, kinds[place:before]))))
        for place in range(before)
    ]
    begin, count = max(runs, key=lambda run: run[1], default=(0, 0))
    return slice(begin, begin + count) if count >= 2 else slice(0, 0)


_AFTER_WORK = frozenset({SectionKind.PROBLEMS, SectionKind.CAUSES, SectionKind.MEASURES})


def work_section(slices: Sequence[Slice]) -> tuple[ParsedSection, list[str]]:
    """One section of work whose items are these slices: heading first, what stands below it after."""
    paragraphs: list[ParsedParagraph] = []
    for item, part in enumerate(slices):
        own = _heading_paragraph(part.heading)
        piece = Piece(own.number, part.heading.head.strip(), item)
        paragraphs += [*part.before, replace(own, role=Role.BODY, pieces=(piece,))]
        below, _ = cut_section(list(part.body), aside_of(part.body))
        paragraphs += [replace(one, pieces=_in_item(one.pieces, item)) for one in below]
    names = "、".join(f"“{part.heading.head.strip()}”" for part in slices)
    label = KIND_LABELS[SectionKind.WORK]
    return ParsedSection(SectionKind.WORK, label, tuple(paragraphs)), [
        f"{names}没有总标题，各作为“{label}”的一条导入，请核对。"
    ]


def _in_item(pieces: tuple[Piece, ...], item: int) -> tuple[Piece, ...]:
    """Pieces of a part as those of one item: its items become points, what is inside them goes along."""
    return tuple(replace(piece, item=item, point=piece.item) for piece in pieces)


# 存在问题：…… 原因分析：…… 整改措施：…… under one aspect.
_LABELLED = (
    (
        SectionKind.PROBLEMS,
        re.compile(r"(?:存在的?|主要|具体)?(?:问题|不足|差距)(?:表现)?[：:]|具体表现[：:]|表现[：:]"),
    ),
    (SectionKind.CAUSES, re.compile(r"(?:产生|主要|问题|深层)?(?:原因|根源)(?:分析|剖析)?[：:]|剖析[：:]")),
    (
        SectionKind.MEASURES,
        re.compile(r"(?:下一?步|今后|具体)?(?:整改|改进|努力|解决)?(?:措施|举措|方向|对策|办法|打算)[：:]"),
    ),
)


_INLINE_LABEL = re.compile(
    r"(?<=[。；;！])\s*(?=(?:产生|主要|问题|深层)?(?:原因|根源)(?:分析|剖析)?[：:]|(?:整改|改进|努力|解决)(?:措施|举措|方向|对策)[：:])"
)


def labels_apart(body: Sequence[SourceParagraph]) -> tuple[SourceParagraph, ...]:
    """The paragraphs, cut before 原因：…… and 整改措施：…… where both stand inside them: under one aspect in one breath."""
    parts = [_INLINE_LABEL.split(one.text) for one in body]
    inside = [part for cut in parts for part in cut[1:]]
    kinds = {kind for part in inside for kind, label in _LABELLED if label.match(part)}
    if not {SectionKind.CAUSES, SectionKind.MEASURES} <= kinds:
        return tuple(body)
    return tuple(
        replace(
            one, text=part.strip(), label="" if place else one.label, outline=None if place else one.outline
        )
        for one, cut in zip(body, parts, strict=True)
        for place, part in enumerate(cut)
    )


def parted(section: ParsedSection) -> list[ParsedSection]:
    """A section that tells problem, cause and measure under each aspect, as a section for each kind; else itself.

    The items of each keep their order; an aspect that names no cause has none there.
    """
    kinds: dict[int, SectionKind] = {}
    for place, one in enumerate(section.paragraphs):
        if one.role is Role.BODY and not one.number:
            for kind, label in _LABELLED:
                if label.match(one.text):
                    kinds[place] = kind
    items = {piece.item for one in section.paragraphs for piece in one.pieces if piece.item is not None}
    if len(set(kinds.values())) < 2 or not items:
        return [section]
    made: dict[SectionKind, list[ParsedParagraph]] = {
        kind: [] for kind in (section.kind, *(kind for kind, _ in _LABELLED))
    }
    labelled = next(kind for kind in made if kind in kinds.values())
    # Where no label says 问题, the aspects themselves are the problems.
    is_named = labelled is SectionKind.PROBLEMS or section.kind not in (
        SectionKind.FINDINGS,
        SectionKind.PROBLEMS,
    )
    current = first = labelled if is_named else section.kind
    for place, one in enumerate(section.paragraphs):
        if place in kinds:
            current = kinds[place]
        elif one.role is not Role.BODY or any(piece.number for piece in one.pieces):
            current = first  # a heading, or the next aspect
        made[current].append(_without_label(one, current) if place in kinds else one)
    found = []
    for kind, paragraphs in made.items():
        if paragraphs:
            heading = section.heading if kind is first else KIND_LABELS[kind]
            found.append(ParsedSection(kind, heading, tuple(_counted_anew(paragraphs))))
    return found


def _without_label(one: ParsedParagraph, kind: SectionKind) -> ParsedParagraph:
    label = dict(_LABELLED)[kind].match(one.text)
    if label is None or not one.pieces:
        return one
    first, *rest = one.pieces
    return replace(
        one, pieces=(replace(first, number=label[0], text=first.text[label.end() :].strip()), *rest)
    )


def _counted_anew(paragraphs: list[ParsedParagraph]) -> list[ParsedParagraph]:
    """Items and their points counted from 0 again, as some went to another section; none is lost or joined."""
    places: dict[int, int] = {}
    points: dict[int, dict[int, int]] = {}
    found = []
    for one in paragraphs:
        pieces = []
        for piece in one.pieces:
            item, point = piece.item, piece.point
            if item is not None:
                if point is not None:
                    own = points.setdefault(item, {})
                    point = own.setdefault(point, len(own))
                item = places.setdefault(item, len(places))
            pieces.append(replace(piece, item=item, point=point))
        found.append(replace(one, pieces=tuple(pieces)))
    return found
