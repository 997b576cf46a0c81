"""What a person makes of the lines of a file before it is read again: other words, parted, joined, left out, or of a kind."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .files import SourceParagraph

JOIN, DROP = "join", "drop"
# What became of a line that stands nowhere.
AWAY = {DROP: "没有导入：由您略去", JOIN: "并入上一行"}
# A page with more lines than this shows them, to be mended in the file itself.
LINES_MOST = 2000


@dataclass(frozen=True, slots=True)
class Mended:
    """A line as a person wants it read: `text` instead of its own (a line feed parts it), and what it is.

    `kind` is empty where the reader decides, JOIN to go on the line before, DROP to be left out; other kinds are the
    reader's own.
    """

    text: str | None = None
    kind: str = ""


Mending = Mapping[int, Mended]


@dataclass(frozen=True)
class MendedLine:
    """A line on the page: its place in the file, its words, what it became, and what a person said of it."""

    row: int
    text: str
    became: str
    said: Mended

    @property
    def number(self) -> int:
        """Its place as people count."""
        return self.row + 1

    @property
    def words(self) -> str:
        """What stands in its box."""
        return self.text if self.said.text is None else self.said.text

    @property
    def is_mended(self) -> bool:
        """Whether a person said anything of it."""
        return bool(self.said.kind) or not same(self.words, self.text)


def mending_in(data: Mapping[str, str], kinds: Collection[str]) -> dict[int, Mended]:
    """What a page has sent of the lines of a file (`line_<row>_text`, `line_<row>_kind`); a kind that there is not is none."""
    found = {}
    for name in data:
        if match := re.fullmatch(r"line_(\d{1,5})_text", name):
            kind = data.get(f"line_{match[1]}_kind", "")
            known = kind in kinds or kind in AWAY
            found[int(match[1])] = Mended(data[name].replace("\r\n", "\n"), kind if known else "")
    return found


def changes_of(mending: Mending, lines: Mapping[int, str]) -> dict[int, Mended]:
    """What changes something of the lines: a page sends all of them, most as they stand."""
    plain = {
        row: Mended(None if one.text is None or same(one.text, lines[row]) else one.text, one.kind)
        for row, one in mending.items()
        if row in lines
    }
    return {row: one for row, one in plain.items() if one.kind or one.text is not None}


def packed(mending: Mending, lines: Mapping[int, str]) -> str:
    """What was said of the lines, as a hidden field carries it along; what changes nothing is left out."""
    return json.dumps(
        {str(row): [one.text, one.kind] for row, one in changes_of(mending, lines).items()},
        ensure_ascii=False,
    )


def unpacked(text: str, kinds: Collection[str]) -> dict[int, Mended]:
    """What `packed` wrote; nothing of what it never writes."""
    try:
        said = json.loads(text or "{}")
        return {
            int(row): Mended(
                None if words is None else str(words), kind if kind in kinds or kind in AWAY else ""
            )
            for row, (words, kind) in said.items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}


def same(text: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks at the ends of their lines."""
    plain = ("\n".join(line.strip() for line in one.strip().splitlines()) for one in (text, other))
    return len(set(plain)) == 1


def numbered(paragraphs: Sequence[SourceParagraph]) -> tuple[SourceParagraph, ...]:
    """The paragraphs with their place in the file, from 0, by which they are mended and told."""
    return tuple(one.at(row) for row, one in enumerate(paragraphs))


def mended(paragraphs: Sequence[SourceParagraph], mending: Mending) -> tuple[SourceParagraph, ...]:
    """The numbered paragraphs as they are to be read."""
    return tuple(_mended(paragraphs, mending)) if mending else tuple(paragraphs)


def _mended(paragraphs: Sequence[SourceParagraph], mending: Mending) -> Iterator[SourceParagraph]:
    waiting: SourceParagraph | None = None
    for one in paragraphs:
        change = mending.get(one.row, Mended())
        if change.kind == DROP:
            continue
        texts, label = [one.text], one.label
        if change.text is not None and not same(change.text, one.label + one.text):
            # The page shows the number that Word computed before the words, and it comes back with them.
            texts, label = change.text.split("\n"), ""
        first, *others = [text.strip() for text in texts if text.strip()] or [""]
        if change.kind == JOIN and waiting is not None:
            # As in Word, a number that Word computed goes with the beginning of its paragraph.
            waiting = replace(waiting, text=waiting.text + first)
        else:
            if waiting is not None:
                yield waiting
            waiting = replace(one, text=first, label=label, forced="" if change.kind == JOIN else change.kind)
        for text in others:
            yield waiting
            waiting = replace(one, text=text, label="", forced="")
    if waiting is not None:
        yield waiting
