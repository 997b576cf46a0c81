"""How alike two problems are worded: pure functions, no records, no request.

Wording is compared by pairs of neighbouring characters, after the phrases that every problem uses are taken out;
what is left is what the problem is about. A person decides whether it is the same problem.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

# Two problems are shown side by side from this likeness on (0 nothing in common, 1 the same words).
LIKELY = 0.3

# A text names a matter when so many neighbouring characters of its wording stand in it.
NAMED_BY = 4

# Stock phrases that say that something is wrong, not what. Longer ones first, so that they go as a whole.
STOCK_PHRASES = sorted(
    """
    还存在一定差距 存在一定差距 存在较大差距 还存在差距 存在差距 还有差距 还有很大距离 有差距 差距 存在的问题 存在问题 的问题
    问题 有待于进一步加强 有待进一步加强 有待于加强 有待加强 需要进一步加强 需进一步加强 需要加强 还需加强 进一步加强 进一步
    加强 不够深入 不够扎实 不够到位 不够充分 不够严格 不够 不足 不深 不实 不到位 不严格 不好 不强 不高 落实上 落实不 落实 方面 存在
    开展 工作 党支部 支部委员会 支委会 支部 支委 还需 还有 有时 个别 部分 针对 对照 以及 等方面 等
    """.split(),
    key=len,
    reverse=True,
)
_STOCK = re.compile("|".join(map(re.escape, STOCK_PHRASES)))
_NOT_WORDS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Likeness(Generic[Key]):
    """The earlier text that a text resembles most, and how much."""

    key: Key
    previous: Key
    score: float

    @property
    def percent(self) -> int:
        """The score as a whole percentage."""
        return round(self.score * 100)


def bigrams(text: str) -> Counter[str]:
    """How often each pair of neighbouring characters stands in the text, stock phrases and punctuation aside."""
    pairs: Counter[str] = Counter()
    for run in _NOT_WORDS.split(_STOCK.sub(" ", _NOT_WORDS.sub(" ", text))):
        pairs.update(run[place : place + 2] for place in range(len(run) - 1))
    return pairs


def likeness(first: str, second: str) -> float:
    """Cosine of the two texts' bigram counts: 0 nothing in common, 1 the same."""
    return _cosine(bigrams(first), bigrams(second))


def most_alike(
    texts: Mapping[Key, str], previous: Mapping[Key, str], *, threshold: float = LIKELY
) -> list[Likeness[Key]]:
    """For each text the most alike earlier one, if it is at least `threshold` alike; most alike first."""
    earlier = {key: bigrams(text) for key, text in previous.items()}
    found = []
    for key, text in texts.items():
        pairs = bigrams(text)
        scored = [(_cosine(pairs, counts), other) for other, counts in earlier.items()]
        score, other = max(scored, key=lambda row: row[0], default=(0.0, None))
        if other is not None and score >= threshold:
            found.append(Likeness(key, other, score))
    return sorted(found, key=lambda row: -row.score)


def names(text: str, wording: str) -> bool:
    """Whether a text names what a wording is about: NAMED_BY neighbouring characters of it, stock phrases aside."""
    said = _NOT_WORDS.sub("", text)
    runs = _NOT_WORDS.split(_STOCK.sub(" ", _NOT_WORDS.sub(" ", wording)))
    return any(
        run[place : place + NAMED_BY] in said for run in runs for place in range(len(run) - NAMED_BY + 1)
    )


def _cosine(first: Counter[str], second: Counter[str]) -> float:
    shared = sum(count * second[pair] for pair, count in first.items() if pair in second)
    if not shared:
        return 0.0
    return shared / (_length(first.values()) * _length(second.values()))


def _length(counts: Iterable[int]) -> float:
    return sqrt(sum(count * count for count in counts))
