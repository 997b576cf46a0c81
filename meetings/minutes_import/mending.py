"""What a person says of a line of minutes: other words, parted, joined, left out, or what it tells; what that teaches the branch."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from documents.reading.chat import is_chat, read_chat
from documents.reading.files import BLANKS
from documents.reading.mending import AWAY, DROP, JOIN, Mended, Mending, same

from .found import label_of
from .lines import Cell, Line, Row, all_lines
from .names import names_in

# What a line can be said to tell, as the reader's own labels; a test holds each to be one.
LINE_KINDS = {
    one: one
    for one in (
        *("会议名称", "会议时间", "地点", "主持人", "记录人", "应到人数", "实到人数", "到会人员"),
        *(
            "请假人员",
            "缺席人员",
            "列席人员",
            "议题",
            "汇报人",
            "讨论",
            "决定",
            "责任人",
            "期限",
            "表决",
            "会议记录",
        ),
    )
}
LABEL_MOST = 12
_LABELLED = re.compile(rf"^[{BLANKS}]*(?P<label>[^：:\n]{{1,{LABEL_MOST}}})[：:]")


def label_key(text: str) -> str:
    """A label by its words alone: how it is kept and found again."""
    return re.sub(r"[\W_]+", "", text)


def numbered(blocks: tuple[Line | Row, ...]) -> tuple[Line | Row, ...]:
    """The blocks, each line with its place in the file from 0 and the words that it was typed with."""
    rows = iter(range(sum(1 for _ in all_lines(blocks))))

    def of(line: Line) -> Line:
        return replace(line, row=next(rows), typed=line.text)

    return tuple(
        of(block)
        if isinstance(block, Line)
        else Row(tuple(replace(cell, lines=tuple(map(of, cell.lines))) for cell in block.cells))
        for block in blocks
    )


def mended(
    blocks: tuple[Line | Row, ...], mending: Mending, learned: Mapping[str, str]
) -> tuple[Line | Row, ...]:
    """The numbered blocks as they are to be read; `learned` says which of our labels the branch's own words mean."""
    if not mending and not learned:
        return blocks
    made: list[Line | Row] = []
    for block in blocks:
        if isinstance(block, Row):
            cells = [
                Cell(
                    tuple(_lines(cell.lines, mending, learned, is_label=place + 1 < len(block.cells))),
                    cell.continues,
                )
                for place, cell in enumerate(block.cells)
            ]
            made.append(Row(tuple(cells)))
        elif mending.get(block.row, Mended()).kind == JOIN and made and isinstance(made[-1], Line):
            made[-1] = replace(made[-1], text=made[-1].text + _text(block, mending))
        else:
            made += _lines((block,), mending, learned)
    return tuple(made)


def _lines(
    lines: tuple[Line, ...], mending: Mending, learned: Mapping[str, str], *, is_label: bool = False
) -> Iterator[Line]:
    """The lines of a cell, or one between tables. `is_label`: another cell follows, which a short text is the label of."""
    waiting: Line | None = None
    for line in lines:
        kind = mending.get(line.row, Mended()).kind
        if kind == DROP:
            continue
        if kind == JOIN and waiting is not None:
            waiting = replace(waiting, text=waiting.text + _text(line, mending))
            continue
        if waiting is not None:
            yield waiting
        first, *others = _text(line, mending).split("\n")
        waiting = replace(line, text=_as(kind, first, learned, is_label=is_label))
        for other in others:
            yield waiting
            waiting = replace(line, text=_as("", other, learned))
    if waiting is not None:
        yield waiting


def _text(line: Line, mending: Mending) -> str:
    said = mending.get(line.row, Mended()).text
    return line.text if said is None or same(said, line.text) else said


def _as(kind: str, text: str, learned: Mapping[str, str], *, is_label: bool = False) -> str:
    """The text under the label that it is said to stand under, in place of its own."""
    labelled = _LABELLED.match(text)
    if is_label and not labelled and len(label_key(text)) <= LABEL_MOST:
        known = kind if kind in LINE_KINDS else learned.get(label_key(text), "")
        return known or text
    if kind in LINE_KINDS:
        return f"{kind}：{text[labelled.end() :] if labelled else text}"
    if labelled and (known := learned.get(label_key(labelled["label"]), "")):
        return f"{known}：{text[labelled.end() :]}"
    return text


def chat_lines(blocks: tuple[Line | Row, ...]) -> dict[int, Mended]:
    """The lines of a chat that tell nothing of a meeting: who wrote when, and answers such as 收到."""
    lines = list(all_lines(blocks))
    if not is_chat([line.text for line in lines]):
        return {}
    chat = read_chat([line.text for line in lines])
    rows = [
        *chat.days,
        *(
            message.head
            for message in chat.messages
            if not message.lines or message.lines[0][0] != message.head
        ),
    ]
    rows += [row for message in chat.messages if message.says_little for row, _ in message.lines]
    return {lines[row].row: Mended(kind=DROP) for row in rows}


def year_of_chat(blocks: tuple[Line | Row, ...]) -> int:
    """The year that the first dated message of a chat says, 0 where none does."""
    dates = (message.date for message in read_chat([line.text for line in all_lines(blocks)]).messages)
    return next((int(date[:4]) for date in dates if date[:4].isdigit()), 0)


def away(mending: Mending) -> dict[int, str]:
    """What became of the lines that were left out or joined."""
    return {row: AWAY[one.kind] for row, one in mending.items() if one.kind in AWAY}


def labels_learned(lines: Mapping[int, str], mending: Mending) -> dict[str, str]:
    """Words before a colon, or alone in a cell, that are none of our labels, and the label they were said to be."""
    found = {}
    for row, one in mending.items():
        if one.kind in LINE_KINDS and row in lines:
            text = lines[row]
            labelled = _LABELLED.match(text)
            words = labelled["label"] if labelled else text
            if label_of(words) is None and 0 < len(label_key(words)) <= LABEL_MOST:
                found[label_key(words)] = one.kind
    return found


def spellings_learned(lines: Mapping[int, str], mending: Mending, known: frozenset[str]) -> dict[str, str]:
    """A name that is nobody's, and the member's that a person wrote in its place on the same line."""
    found = {}
    for row, one in mending.items():
        if one.text is not None and row in lines and not same(one.text, lines[row]):
            before, after = _names(lines[row]), _names(one.text)
            gone, come = before - after - known, (after - before) & known
            if len(gone) == len(come) == 1:
                found[gone.pop()] = come.pop()
    return found


def _names(text: str) -> set[str]:
    labelled = _LABELLED.match(text)
    return {one.name for one in names_in(text[labelled.end() :] if labelled else text)}
