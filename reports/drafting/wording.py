"""Small pieces of wording that every section uses."""

from collections.abc import Iterable

from core.dates import chinese_date

from ..content.annual import SourceRef
from ..content.document import chinese_number
from ..enums import Support
from ..sentences import Draft, gap, split_sentences, support_of

_ENDS = "。！？；："


def ended(text: str, mark: str = "。") -> str:
    """The text as a sentence: trimmed, with a final mark if it has none."""
    text = text.strip()
    return (
        text if not text or text[-1] in _ENDS or text.endswith(("。”", "！”", "？”", "】")) else text + mark
    )


def bare(text: str) -> str:
    """The text without its final mark, to stand inside another sentence."""
    return text.strip().rstrip("。；，、：")


def listed(words: Iterable[str]) -> str:
    """甲、乙和丙."""
    rest = [word for word in words if word]
    return rest[0] if len(rest) == 1 else "、".join(rest[:-1]) + "和" + rest[-1] if rest else ""


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
