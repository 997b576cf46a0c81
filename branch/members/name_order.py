"""The order in which names stand: by strokes of the surname on ballots, by post and then by strokes in papers.

Lists and searches go by pinyin, which `Member.name_sort` holds. The order of strokes (横竖撇点折) comes from
`strokes.txt` beside this file (ADR 17).
"""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from branch.enums import COMMITTEE_POSTS, PostTitle

from .models import Member, Post

# More strokes than any character has: one that the table lacks stands last, and pages name it.
UNKNOWN = 99
# A surname of two characters stands after the one of one character that it begins with: 欧冶 after 欧.
COMPOUND = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 "
    "公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 呼延 单于 西门 东郭 百里 第五 南门 左丘 梁丘 轩辕 拓跋 "
    "纳兰 欧冶 完颜 耶律 那拉 叶赫".split()
)
# Posts that give a place in a paper, the highest first; another title gives none.
RANKED = (*COMMITTEE_POSTS, PostTitle.GROUP_LEADER)

T = TypeVar("T")
CharacterKey = tuple[int, str, str]
NameKey = tuple[tuple[CharacterKey, ...], tuple[CharacterKey, ...]]


@cache
def _orders() -> dict[str, str]:
    """The strokes of each character as figures: 1 横, 2 竖, 3 撇, 4 点, 5 折."""
    lines = Path(__file__).with_name("strokes.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ") for line in lines if line and not line.startswith("#"))
    return {character: order for order, characters in rows for character in characters}


def _character_key(character: str) -> CharacterKey:
    order = _orders().get(character, "")
    return len(order) or UNKNOWN, order, character


def stroke_key(name: str) -> NameKey:
    """The key that names are sorted by on ballots: fewer strokes of the surname first, then by the first strokes.

    Of equal surnames the following characters decide in the same way.
    """
    characters = [character for character in name if character.isalnum()]
    length = 2 if "".join(characters[:2]) in COMPOUND else 1
    keys = [_character_key(character) for character in characters]
    return tuple(keys[:length]), tuple(keys[length:])


def without_strokes(names: Iterable[str]) -> list[str]:
    """The names whose surname the table does not know; they stand last and are put in their place by hand."""
    return [name for name in names if name and stroke_key(name)[0][0][0] == UNKNOWN]


class PaperOrder:
    """The order of names in the papers of some branches: by the post held on a day, then by strokes. One query."""

    def __init__(self, branches: Collection[Any]):
        posts = Post.objects.alive().filter(branch__in=branches, title__in=RANKED)
        self._posts = list(posts.values_list("member_id", "title", "starts_on", "ends_on"))

    def ranks_on(self, on: date) -> dict[int, int]:
        """The place of each member with a post on a day, by key."""
        ranks: dict[int, int] = {}
        for member_id, title, starts_on, ends_on in self._posts:
            if starts_on <= on and (ends_on is None or ends_on >= on):
                rank = RANKED.index(PostTitle(title))
                ranks[member_id] = min(rank, ranks.get(member_id, rank))
        return ranks

    def of_members(self, members: Iterable[Member], on: date) -> list[Member]:
        """Members as a paper of a day names them."""
        return self.of_rows([(member, member) for member in members], on)

    def of_rows(self, rows: Iterable[tuple[Member, T]], on: date) -> list[T]:
        """What belongs to a member each, as a paper of a day names the members."""
        ranks = self.ranks_on(on)

        def key(row: tuple[Member, T]) -> tuple[int, NameKey, int]:
            member, _ = row
            return ranks.get(member.pk, len(RANKED)), stroke_key(member.name), member.pk

        return [row for _, row in sorted(rows, key=key)]
