"""How sentences are put together from the words of records."""

import re

from documents.content import chinese_number
from reports.report.document import SourceRef
from reports.report.enums import Support
from reports.report.tree import GAP, DraftSentence, gap, split_sentences, support_of

_ENDS = "。！？；："
_MARKS = "。．；，、：！？.;,:!? 　"
# Numbers that were typed before a sentence: 第一，, （一）, 1.1、, 1., 一、, ①, •
_NUMBER = (
    r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,2}[，,、：]"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)][、.．]?"
    r"|\d{1,2}(?:[.．]\d{1,2}){0,2}[、．)）]|\d{1,2}(?:[.．]\d{1,2}){0,2}[.．](?!\d)\s*|[①-⑳]|[•·●■◆▪\-—*]+\s*"
)
_ORDINAL = r"[一二三四五六七八九十]{1,3}是(?!的)"
_TYPED_NUMBER = re.compile(rf"(?:{_NUMBER})")
_TYPED_ORDINAL = re.compile(rf"(?:{_NUMBER}|{_ORDINAL})")
_INSIDE = re.compile(rf"(?<=[。；！？《“])[\s，、]*(?:(?:{_NUMBER})[\s，、]*)+")
# A title has no final mark; there a sentence would be cut in two.
_BEFORE_TITLE_END = re.compile(r"[\s，、；：。.]+(?=》)")
# What is typed where there is nothing to say.
_NOTHING = frozenset({"无", "没有", "暂无", "/"})
_HALF_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_HALF_AMONG_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff”》）])\s*([,;:!?])\s*")


def clean(text: str, *, keeps_order: bool = False) -> str:
    """A line of a record as it may stand in the report: without typed numbers, stray or doubled marks.

    `keeps_order`: 一是, 二是 stay. A brace of a record is no fact of the report.
    """
    text = text.replace("{", "｛").replace("}", "｝").strip().lstrip(_MARKS)
    number = _TYPED_NUMBER if keeps_order else _TYPED_ORDINAL
    while match := number.match(text):
        text = text[match.end() :].lstrip(_MARKS)
    text = _HALF_AMONG_CHINESE.sub(lambda mark: _HALF_WIDTH[mark[1]], text)
    text = re.sub("(?<=，)[①-⑳]", "", _INSIDE.sub("", text))
    # Of several marks in a row the strongest stays; three dots are one mark.
    text = re.sub(
        r"[，、；：。！？．](?:\s*[，、；：。！？．,;])+|[，、；：。！？．]\.(?!\.)", _strongest, text
    )
    text = re.sub(r"[，、；：](?=[》”])|。(?=》)|(?<=[《“])[，、；：。]", "", text)
    return "" if text.strip(_MARKS) in _NOTHING else text


def _strongest(marks: re.Match[str]) -> str:
    return next((mark for mark in "？！。；：，、" if mark in marks.group().replace(".", "。")), "。")


def ended(text: str, mark: str = "。") -> str:
    """The text as one sentence: clean, on one line, with a final mark if it has none."""
    return _with_end(_one_line(text), mark)


def _with_end(text: str, mark: str = "。") -> str:
    text = text.rstrip("，、,；： ")
    if text.endswith(".") and not text.endswith("..."):
        text = text[:-1]
    return (
        text if not text or text[-1] in _ENDS or text.endswith(("。”", "！”", "？”", "】")) else text + mark
    )


def bare(text: str) -> str:
    """The text without its final mark, to stand inside another sentence."""
    return _one_line(text).rstrip(_MARKS)


def _one_line(text: str) -> str:
    """Lines joined, with a semicolon where one ends without a mark."""
    lines = [line for line in map(clean, text.splitlines()) if line]
    joined = [line if line[-1] in _ENDS + "，、,.;" else line + "；" for line in lines[:-1]]
    return "".join([*joined, *lines[-1:]])


def ordinal(position: int) -> str:
    """一是 for position 0."""
    return f"{chinese_number(position + 1)}是"


def sentence(text: str, *sources: SourceRef) -> DraftSentence:
    """One drafted sentence with its records."""
    return DraftSentence(text, support_of(text, sources), tuple(sources))


def frame(text: str) -> DraftSentence:
    """A connecting sentence that claims nothing."""
    return DraftSentence(text, Support.FRAME)


def formula(text: str) -> tuple[DraftSentence, ...]:
    """Words of a template with which a report begins or ends, sentence by sentence: they claim nothing."""
    pieces = split_sentences(" ".join(text.split()))
    return tuple(DraftSentence(one, Support.GAP if GAP.search(one) else Support.FRAME) for one in pieces)


def missing(what: str) -> DraftSentence:
    """A marked gap in place of what no record tells."""
    return DraftSentence(gap(what), Support.GAP)


def quoted(text: str, *sources: SourceRef) -> list[DraftSentence]:
    """What a record says, sentence by sentence, each resting on that record; nothing for an empty text."""
    # 一是 … 二是 … behind a lead are the writer's own; at the very beginning they would follow the paragraph's number.
    keeps = "二是" in text and not _TYPED_ORDINAL.match(text.strip())
    lines = [
        "".join(clean(piece, keeps_order=keeps) for piece in split_sentences(_BEFORE_TITLE_END.sub("", line)))
        for line in text.splitlines()
    ]
    joined = "".join(_with_end(line) for line in lines if line)
    return [
        DraftSentence(piece, support_of(piece, sources), tuple(sources)) for piece in split_sentences(joined)
    ]
