"""The report read aloud: how long each section takes."""

from dataclasses import dataclass

from documents.content import numeral
from reports.report.document import AnnualContent, ParagraphContent

# Characters a minute, without punctuation, of a person who reads a report to a meeting.
USUAL, SLOWEST, FASTEST = 220, 120, 400


@dataclass(frozen=True)
class ReadSection:
    """A section to be read: its characters without punctuation, and the seconds it takes."""

    title: str
    paragraphs: tuple[ParagraphContent, ...]
    characters: int
    seconds: int

    @property
    def time(self) -> str:
        """约 3 分 20 秒."""
        return told_time(self.seconds)


def spoken(text: str) -> int:
    """Characters that are spoken: punctuation and spaces are not."""
    return sum(character.isalnum() for character in text)


def told_time(seconds: int) -> str:
    """A time in words, to ten seconds."""
    tens = max(round(seconds / 10), 1) * 10
    minutes, rest = divmod(tens, 60)
    return " ".join(
        part for part in (f"{minutes} 分" if minutes else "", f"{rest} 秒" if rest else "") if part
    )


def read_sections(content: AnnualContent, speed: int) -> list[ReadSection]:
    """The sections in order, at so many characters a minute."""
    sections, number = [], 0
    for section in content.sections:
        title = ""
        if section.heading:
            number += 1
            title = numeral(number, 1) + section.heading
        words = title + "".join(one.label + one.text for one in section.paragraphs)
        if characters := spoken(words):
            seconds = round(characters * 60 / speed)
            sections.append(ReadSection(title, section.paragraphs, characters, seconds))
    return sections


def speed_of(asked: str) -> int:
    """The speed that was asked for, where it is one that a person can read at; otherwise the usual one."""
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= 3
    return int(asked) if is_number and SLOWEST <= int(asked) <= FASTEST else USUAL
