"""The report template (kinds of sections with their heading words), and how sentences are put together."""

from core.dates import chinese_date
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


def ended(text: str, mark: str = "。") -> str:
    """The text as one sentence: trimmed, on one line, with a final mark if it has none."""
    text = _one_line(text).rstrip("，、,")
    if text.endswith(".") and not text.endswith("..."):
        text = text[:-1]
    return (
        text if not text or text[-1] in _ENDS or text.endswith(("。”", "！”", "？”", "】")) else text + mark
    )


def bare(text: str) -> str:
    """The text without its final mark, to stand inside another sentence."""
    return _one_line(text).rstrip("。．；，、：！？.;,:!? ")


def _one_line(text: str) -> str:
    """Lines joined, with a comma where one ends without a mark. A brace of a record is no fact of the report."""
    lines = [line.strip() for line in text.replace("{", "｛").replace("}", "｝").splitlines() if line.strip()]
    joined = [line if line[-1] in _ENDS + "，、：,.;" else line + "，" for line in lines[:-1]]
    return "".join([*joined, *lines[-1:]])


def ordinal(position: int) -> str:
    """一是 for position 0."""
    return f"{chinese_number(position + 1)}是"


def day(value) -> str:
    """3月7日: the year is plain from the report."""
    return chinese_date(value).split("年", 1)[1]


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
    joined = "".join(ended(part) for part in text.splitlines() if part.strip())
    return [
        DraftSentence(piece, support_of(piece, sources), tuple(sources)) for piece in split_sentences(joined)
    ]
