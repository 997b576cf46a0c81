"""Every line of a file and what became of it: a value, a heading, a notice; what became nothing stays in the minutes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from documents.reading.mending import LINES_MOST, Mended, MendedLine
from documents.reading.source_lines import SourceLine

from .draft import MeetingDraft
from .found import ReadMinutes, Said, bare_label, label_of
from .lines import Cell, Line, Row
from .mending import away

MINUTES = "会议记录"
IN_CHAT = "没有导入：群消息的发言人、时间和应答"
NOTICE = "会议通知（原文在附件里）"


def account_for(draft: MeetingDraft, found: ReadMinutes, blocks: Sequence[Line | Row]) -> list[SourceLine]:
    """What became of each line that is not empty. One that became nothing is kept in the minutes, and asked about."""
    became = _became(draft, found)
    # The form that this system prints is read whole, cell by cell.
    cells = [] if found.is_own_form else _cells(blocks)
    for line in (line for cell in cells for line in _lost(cell, draft, became)):
        if draft.is_plan:
            became[line].append(NOTICE)
            continue
        became[line].append(MINUTES)
        draft.values["minutes"] = "\n".join(filter(None, [draft.values.get("minutes", ""), line.words]))
        draft.find(
            MINUTES, line.words, ["没有认出是什么，放在会议记录里"], [Said(line.words, line)], low=True
        )
        draft.note(f"{line.place}“{line.words[:30]}”没有认出是什么，放在会议记录末尾，请核对。")
    for cell in _cells(blocks):
        whole = _words_of(cell, became)
        for line in cell.lines:
            words = "、".join(became.get(line, ())) or whole
            draft.told[line.row] = "、".join(
                filter(None, dict.fromkeys([draft.told.get(line.row, ""), words]))
            )
    left = [
        SourceLine(str(row + 1), found.source[row], IN_CHAT)
        for row in sorted(found.of_chat & found.source.keys())
    ]
    return sorted([*_told(blocks, became), *left], key=_place) if left else list(_told(blocks, became))


def _place(line: SourceLine) -> int:
    return int(line.number) if line.number.isdecimal() else 0


def mendable(found: ReadMinutes, draft: MeetingDraft) -> list[MendedLine]:
    """Each line of the file with what it became and what was said of it; none of a table, or where there are too many."""
    if len(found.source) > LINES_MOST:
        return []
    told = draft.told | dict.fromkeys(found.of_chat, IN_CHAT) | away(found.mending)
    return [
        MendedLine(row, text, told.get(row, "栏目名"), found.mending.get(row, Mended()))
        for row, text in found.source.items()
    ]


def _words_of(cell: Cell, became: defaultdict[Line, list[str]]) -> str:
    return "、".join(dict.fromkeys(word for line in cell.lines for word in became.get(line, ()))) or "栏目名"


def _became(draft: MeetingDraft, found: ReadMinutes) -> defaultdict[Line, list[str]]:
    became: defaultdict[Line, list[str]] = defaultdict(list)
    for finding in draft.findings:
        for line in finding.lines:
            if finding.label not in became[line]:
                became[line].append(finding.label)
    for said in found.left_out:
        became[said.line].append("没有导入（签字、备注等）")
    for listed in found.due:
        became[listed.line].append("应到名单")
    # What says nothing more: a heading that gave kind or name is told so already.
    for line, words in _besides(found):
        became[line] = became[line] or [words]
    return became


def _besides(found: ReadMinutes) -> Iterator[tuple[Line, str]]:
    """Lines that gave no value of their own, and what they are."""
    yield from ((said.line, "标题") for said in found.headings)
    yield from ((said.line, "没有采用，见提示") for values in found.values.values() for said in values)
    yield from ((one.line, "到会情况") for people in found.people.values() for one in people)
    yield from ((line, "到会人数") for figures in found.figures.values() for _, line in figures)
    yield from ((line, "栏目名") for line in found.labels)


def _cells(blocks: Sequence[Line | Row]) -> Iterator[Cell]:
    """Each cell of the tables, and each line between them as one."""
    for block in blocks:
        yield from [Cell((block,))] if isinstance(block, Line) else block.cells


def _lost(cell: Cell, draft: MeetingDraft, became: defaultdict[Line, list[str]]) -> list[Line]:
    """The lines of a cell that became nothing. A cell taken whole names its first line alone; its value holds the rest."""
    if label_of(cell.words) is not None or bare_label(cell.words) is not None:
        return []
    whole = [
        "".join(finding.value.split())
        for finding in draft.findings
        if not set(cell.lines).isdisjoint(finding.lines)
    ]
    return [
        line
        for line in cell.lines
        if line.words
        and line not in became
        and not any("".join(line.words.split()) in value for value in whole)
    ]


def _told(blocks: Sequence[Line | Row], became: defaultdict[Line, list[str]]) -> Iterator[SourceLine]:
    for cell in _cells(blocks):
        if lines := [line for line in cell.lines if line.words]:
            number = lines[0].place.removeprefix("第 ").removesuffix(" 行").strip() or "1"
            yield SourceLine(
                number, "\n".join(line.typed or line.text for line in lines), _words_of(cell, became)
            )
