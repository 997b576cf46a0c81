"""The report template (kinds of sections with their heading words), and how sentences are put together."""

import re

from documents.content import chinese_number
from reports.document import SourceRef
from reports.enums import Support
from reports.tree import DraftSentence, gap, split_sentences, support_of

HEADINGS = {
    "preamble": "",
    "last_year": "上年度组织生活会整改情况",
    "findings": "党支部查摆问题情况",
    "work": "一年来党支部工作情况",
    "problems": "党支部建设存在的主要问题",
    "causes": "产生问题的原因分析",
    "measures": "今后的努力方向和改进措施",
}

_ENDS = "。！？；："
_MARKS = "。．；，、：！？.;,:!? 　"
# Numbers that were typed before a sentence: 一是, 第一，, （一）, 1.1、, 1., 一、, ①, •
_TYPED_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}(?:是(?!的)|、)|第[一二三四五六七八九十]{1,2}[，,、：]"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)][、.．]?"
    r"|\d{1,2}(?:[.．]\d{1,2}){0,2}[、．)）]|\d{1,2}(?:[.．]\d{1,2}){0,2}[.．](?!\d)\s*|[①-⑳]|[•·●■◆▪\-—*]+\s*)"
)
_HALF_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_HALF_AMONG_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff”》）])\s*([,;:!?])\s*(?=[\u4e00-\u9fff“《（]|$)")


def clean(text: str) -> str:
    """A line of a record as it may stand in the report: without a typed number before it, stray or doubled marks.

    A brace of a record is no fact of the report.
    """
    text = text.replace("{", "｛").replace("}", "｝").strip().lstrip(_MARKS)
    while match := _TYPED_NUMBER.match(text):
        text = text[match.end() :].lstrip(_MARKS)
    text = _HALF_AMONG_CHINESE.sub(lambda mark: _HALF_WIDTH[mark[1]], text)
    # Of several marks in a row the strongest stays; three dots are one mark.
    return re.sub(
        r"[，、；：。！？．](?:\s*[，、；：。！？．,;])+|[，、；：。！？．]\.(?!\.)", _strongest, text
    )


def _strongest(marks: re.Match[str]) -> str:
    return next((mark for mark in "？！。；：，、" if mark in marks.group().replace(".", "。")), "。")


def ended(text: str, mark: str = "。") -> str:
    """The text as one sentence: clean, on one line, with a final mark if it has none."""
    text = _one_line(text).rstrip("，、,；： ")
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


def missing(what: str) -> DraftSentence:
    """A marked gap in place of what no record tells."""
    return DraftSentence(gap(what), Support.GAP)


def quoted(text: str, *sources: SourceRef) -> list[DraftSentence]:
    """What a record says, sentence by sentence, each resting on that record; nothing for an empty text."""
    lines = [clean(line) for line in text.splitlines()]
    joined = "".join(ended("".join(map(clean, split_sentences(line)))) for line in lines if line)
    return [
        DraftSentence(piece, support_of(piece, sources), tuple(sources)) for piece in split_sentences(joined)
    ]
