"""Small pieces of wording that every section uses."""

from core.dates import chinese_date

from ..content.annual import SourceRef
from ..content.document import chinese_number
from ..enums import Support
from ..sentences import Draft, gap, split_sentences, support_of

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


def sentence(text: str, *sources: SourceRef) -> Draft:
    """One drafted sentence with its records."""
    return Draft(text, support_of(text, sources), tuple(sources))


def frame(text: str) -> Draft:
    """A connecting sentence that claims nothing."""
    return Draft(text, Support.FRAME)


def missing(what: str) -> Draft:
    """A marked gap in place of what no record tells."""
    return Draft(gap(what), Support.GAP)


def quoted(text: str, *sources: SourceRef) -> list[Draft]:
    """What a record says, sentence by sentence, each resting on that record; nothing for an empty text."""
    joined = "".join(ended(part) for part in text.splitlines() if part.strip())
    return [Draft(piece, support_of(piece, sources), tuple(sources)) for piece in split_sentences(joined)]
