"""Cuts the words of an item into the short title that a record needs and the rest, verbatim."""

import re
from dataclasses import dataclass

MAX_TITLE = 300
MAX_NAME = 40
_SENTENCE_END = re.compile(r"[。！？；\n]+[”’」』）】]*")
_CLAUSE_END = re.compile(r"[，,。！？；：:\n]+[”’」』）】]*")
_MARKS = "。！？；，,：: \n"
_ASPECT = re.compile(r"^(对照[^。；：:！？\n]{0,200}?方面)[，,。；：:、\n]")
_PROBLEM = re.compile(r"^(?:关于|针对)?([^。！？\n]{2,200}?)的问题")
_HEDGES = re.compile("未|尚|正在|还需|继续|仍|部分|基本|逐步|计划")
_DONE = re.compile("已销号|整改到位|整改完成|整改完毕|完成整改|已(?:经)?(?:全部|按期|如期)?完成")


@dataclass(frozen=True, slots=True)
class Headline:
    """A title without its final mark, and what follows it in the item."""

    title: str
    rest: str


def headline(text: str, *, limit: int = MAX_TITLE) -> Headline:
    """The first sentence; its first clause where it is longer than `limit`.

    Where even that is too long the title is the beginning of the text and nothing is taken off the rest.
    """
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        end = next((match.end() for match in pattern.finditer(text)), len(text))
        title = text[:end].strip(_MARKS)
        if title and len(title) <= limit:
            return Headline(title, text[end:].strip())
    return Headline(text.strip(_MARKS)[: limit - 1] + "…", text.strip())


@dataclass(frozen=True, slots=True)
class Finding:
    """An item of section two: the 对照 clause (empty without one), and the problem."""

    aspect: str
    title: str
    rest: str


def finding(text: str) -> Finding:
    """Set the leading “对照……方面” apart; an item that begins otherwise has none."""
    aspect, body = _aspect(text)
    if not body.strip(_MARKS):
        return Finding(aspect, aspect or text.strip(_MARKS)[:MAX_TITLE], "")
    line = headline(body)
    return Finding(aspect, line.title, line.rest)


def _aspect(text: str) -> tuple[str, str]:
    if not text.startswith("对照"):
        return "", text
    if match := _ASPECT.match(text):
        return match.group(1), text[match.end() :]
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        found = pattern.search(text)
        if found and text[found.end() :].strip() and len(text[: found.start()]) <= MAX_TITLE:
            return text[: found.start()], text[found.end() :]
    return "", text


def past_problem(text: str) -> Headline:
    """What an item of section one is about: the words before “的问题”, else its first clause."""
    if match := _PROBLEM.match(text):
        title, rest = _unquoted(match.group(1)), text[match.end() :]
    else:
        end = next((found.end() for found in _CLAUSE_END.finditer(text)), len(text))
        title, rest = text[:end], text[end:]
    title = title.strip(_MARKS)
    if len(title) > MAX_TITLE:
        return headline(text)
    return Headline(title, rest.lstrip(_MARKS).strip())


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return inner if text[:1] == "“" and text[-1:] == "”" and "“" not in inner else text


def says_done(text: str) -> bool:
    """Whether the text claims that the problem is settled, without any hedging word."""
    return bool(_DONE.search(text)) and not _HEDGES.search(text)


def says_lasting(text: str) -> bool:
    """Whether the text says that the matter is kept up for good (长期坚持)."""
    return "长期坚持" in text
