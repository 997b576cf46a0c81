"""Text into sentences, facts `{name}` and gaps 【待补充：…】: the small grammar of a report's text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from .content.annual import SourceRef
from .enums import Support

_SENTENCE = re.compile(r"(?:【[^】]*】|[^。！？])*(?:[。！？]+[”’」』）】]*|$)")
FACT = re.compile(r"\{([^{}\s]{1,40})\}")
GAP = re.compile(r"【待补充[^】]*】")
# Edited wording keeps the sources of the sentence it replaced when at least this much of it stayed.
KEEP_SOURCES_RATIO = 0.6


@dataclass(frozen=True)
class Draft:
    """A sentence to be stored: text with facts as `{name}`, what stands behind it, and the records."""

    text: str
    support: str
    sources: tuple[SourceRef, ...] = ()


def split_sentences(text: str) -> list[str]:
    """Sentences of a paragraph, nothing lost: joined again they are the text."""
    return [match.group() for match in _SENTENCE.finditer(text) if match.group()]


def fact_names(text: str) -> list[str]:
    """Names of the facts in a text, in order."""
    return FACT.findall(text)


def gap(what: str) -> str:
    """A marked gap: the place for what no record tells."""
    return f"【待补充：{what}】"


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """The text with every fact replaced by its value."""
    return FACT.sub(lambda match: value_of(match.group(1)), text)


def support_of(text: str, sources: tuple[SourceRef, ...]) -> str:
    """GAP where something is marked as missing, BACKED with a source or a fact, else UNBACKED."""
    if GAP.search(text):
        return Support.GAP
    return Support.BACKED if sources or FACT.search(text) else Support.UNBACKED


def rebuild(text: str, old: list[Draft]) -> list[Draft]:
    """The sentences of an edited paragraph; each keeps the sources of the old sentence it came from.

    An unchanged sentence keeps everything. A changed one keeps the sources of the most similar old sentence
    (at least KEEP_SOURCES_RATIO alike), each old sentence serving once; otherwise it stands without a record.
    """
    unused = list(old)
    result: list[Draft | None] = []
    pieces = split_sentences(text)
    for piece in pieces:
        same = next((draft for draft in unused if draft.text.strip() == piece.strip()), None)
        if same:
            unused.remove(same)
        result.append(Draft(piece, same.support, same.sources) if same else None)
    return [draft or _nearest(piece, unused) for piece, draft in zip(pieces, result, strict=True)]


def _nearest(piece: str, unused: list[Draft]) -> Draft:
    ranked = [(SequenceMatcher(None, piece, draft.text).ratio(), n) for n, draft in enumerate(unused)]
    ratio, position = max(ranked, default=(0.0, -1))
    sources = unused.pop(position).sources if ratio >= KEEP_SOURCES_RATIO else ()
    return Draft(piece, support_of(piece, sources), sources)
