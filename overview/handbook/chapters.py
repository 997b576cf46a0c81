"""使用手册 as it lies in `docs/handbook/`: chapters with their parts, and which part tells of which page.

A chapter says in a comment for whom it is (`<!-- roles: SECRETARY … -->`), a part below its heading which pages it tells
of (`<!-- pages: meetings:meeting_list … -->`, names of addresses).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from branch.enums import Role

FOLDER = Path(settings.BASE_DIR) / "docs/handbook"
_COMMENT = re.compile(r"<!-- (roles|pages): (.*?) -->\n?", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A part of a chapter: its anchor, heading, text as HTML, and the pages that it tells of."""

    anchor: str
    title: str
    html: SafeString
    pages: frozenset[str]


@dataclass(frozen=True)
class Chapter:
    """A file of the handbook: what it is called, for which roles, its first words, and its parts."""

    slug: str
    title: str
    roles: frozenset[str]
    opening: SafeString
    parts: tuple[Part, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every chapter in the order of its file."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("[0-9]*.md")))


def chapter_of(slug: str) -> Chapter | None:
    """The chapter of an address."""
    return next((chapter for chapter in chapters() if chapter.slug == slug), None)


def part_about(page: str, roles: Collection[str]) -> tuple[Chapter, Part] | None:
    """Where the handbook tells of a page: for one's first role that it tells of, in the chapter for the fewest roles."""
    told = [(chapter, part) for chapter in chapters() for part in chapter.parts if page in part.pages]
    for role in (role for role in Role.values if role in roles):
        if mine := [(chapter, part) for chapter, part in told if role in chapter.roles]:
            return min(mine, key=lambda place: len(place[0].roles))
    return told[0] if told else None


def _read(path: Path) -> Chapter:
    head, *parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    title, _, opening = head.removeprefix("# ").partition("\n")
    return Chapter(
        path.stem.partition("-")[2],
        title.strip(),
        _named("roles", opening),
        _html(opening),
        tuple(_part(text, number) for number, text in enumerate(parts, start=1)),
    )


def _part(text: str, number: int) -> Part:
    title, _, body = text.partition("\n")
    return Part(f"part-{number}", title.strip(), _html(body), _named("pages", body))


def _named(what: str, text: str) -> frozenset[str]:
    return frozenset(word for kind, words in _COMMENT.findall(text) if kind == what for word in words.split())


def _html(text: str) -> SafeString:
    """Text of ours, without raw HTML; pictures come from the handbook's own address."""
    page = MarkdownIt("commonmark", {"html": False}).enable("table").render(_COMMENT.sub("", text))
    return mark_safe(page.replace('src="img/', 'src="/help/pictures/'))  # noqa: S308  # escaped by the reader
