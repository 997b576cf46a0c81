"""What stands on one page, in the language of PDF: words with their tags, lines, pictures, page number, marks in the corners."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from documents import marks
from documents.content import Role, Run
from documents.house_style import PageNumber

from . import page
from .lines import Line, line_width
from .page import PT_PER_MM
from .paging import Page
from .pdf_fonts import Fonts
from .setting import baseline, now
from .strips import BLACK, Colour, Image, Rule, Tag, Words

Mark = Words | Rule | Image


class Drawing:
    """The content of a page; `tags` tells for each of its numbered stretches what it belongs to."""

    def __init__(self, one: Page, fonts: Fonts, images: "Images") -> None:
        """Begin an empty page."""
        self.tags: list[Tag] = []
        self._page, self._fonts, self._images = one, fonts, images
        self._height = one.sheet.height * PT_PER_MM
        self._state: tuple[str, float, float, Colour] = ("", 0.0, 0.0, BLACK)

    def content(self, *, is_marked: bool) -> bytes:
        """All of the page; `is_marked` puts the marks into its corners."""
        placed: list[Mark] = [
            _moved(mark, self._page.left, self._page.top + y)
            for y, strip in self._page.strips
            for mark in strip.marks
        ]
        words = [mark for mark in placed if isinstance(mark, Words)]
        parts = ["BT"]
        for tag, stretch in groupby(words, key=lambda one: one.tag):
            parts += [self._begun(tag), *map(self._written, stretch), "EMC"]
        parts += ["ET", *self._numbered()]
        parts += self._ruled([mark for mark in placed if isinstance(mark, Rule)])
        for image in (mark for mark in placed if isinstance(mark, Image)):
            parts += [self._begun(image.tag), self._shown(image), "EMC"]
        if is_marked and self._page.number < marks.PAGES_MOST:
            parts += self._cornered()
        return "\n".join(parts).encode()

    def _begun(self, tag: Tag | None) -> str:
        if tag is None:
            return "/Artifact BMC"
        tag.places.append((self._page.number, len(self.tags)))
        self.tags.append(tag)
        return f"/{tag.kind} <</MCID {len(self.tags) - 1}>> BDC"

    def _written(self, words: Words, turn: str = "1 0 0 1") -> str:
        """A line of print; what is set as before is not set again."""
        parts, x, at = [], words.x, None
        for run in words.line.runs:
            for stretch in self._fonts.stretches(run):
                parts.append(self._set(stretch.font.name, words))
                if stretch.drop != at:
                    y = self._height - words.y - stretch.drop * words.size
                    parts.append(f"{turn} {x:.2f} {y:.2f} Tm")
                parts.append(f"<{stretch.codes}> Tj")
                x, at = x + stretch.width * words.size + stretch.count * words.line.tracking, stretch.drop
        return " ".join(filter(None, parts))

    def _set(self, font: str, words: Words) -> str:
        before, self._state = self._state, (font, words.size, round(words.line.tracking, 3), words.colour)
        _, size, tracking, colour = self._state
        parts = []
        if before[:2] != (font, size):
            parts.append(f"/{font} {size:g} Tf")
        if before[2] != tracking:
            parts.append(f"{tracking:g} Tc")
        if before[3] != colour:
            parts.append(f"{' '.join(f'{part:g}' for part in colour)} rg")
        return " ".join(parts)

    def _numbered(self) -> Iterator[str]:
        """The number of the page, which is not read out."""
        house = now().house
        found = _standard_number(self._page) if house is None else _house_number(self._page, house.number)
        if found is None:
            return
        self._state = ("", 0.0, 0.0, BLACK)
        if self._page.is_turned and house is None:
            # Bound, a turned sheet has its left edge at the foot: there its number stands, as on the other sheets.
            turned = replace(found, x=self._page.sheet.width * PT_PER_MM - found.y, y=found.x)
            yield f"/Artifact BMC BT 0 Tc 0 g {self._written(turned, '0 -1 1 0')} ET EMC"
        else:
            yield f"/Artifact BMC BT 0 Tc 0 g {self._written(found)} ET EMC"

    def _ruled(self, rules: Iterable[Rule]) -> Iterator[str]:
        def look(rule: Rule) -> tuple[float, Colour]:
            return rule.width, rule.colour

        for (width, colour), own in groupby(sorted(rules, key=look), key=look):
            paths = [
                f"{rule.x1:.2f} {self._height - rule.y1:.2f} m {rule.x2:.2f} {self._height - rule.y2:.2f} l"
                for rule in own
            ]
            yield f"/Artifact BMC {' '.join(f'{part:g}' for part in colour)} RG {width:g} w {' '.join(paths)} S EMC"

    def _shown(self, image: Image) -> str:
        place = f"{image.width:.2f} 0 0 {image.height:.2f} {image.x:.2f} {self._height - image.y - image.height:.2f}"
        return f"q {place} cm /{self._images.name(image)} Do Q"

    def _cornered(self) -> Iterator[str]:
        """Four dark frames with white fields."""
        side = marks.SIDE_MM * PT_PER_MM
        step = side / (marks.FIELDS + 2)
        for number in range(4 * self._page.number, 4 * self._page.number + 4):
            _, left, top = marks.place_of(number)
            x, y = left * PT_PER_MM, self._height - top * PT_PER_MM
            fields = [
                f"{x + column * step:.2f} {y - (row + 1) * step:.2f} {step:.2f} {step:.2f} re"
                for row, line in enumerate(marks.fields_of(marks.PATTERNS[number]), start=1)
                for column, is_white in enumerate(line, start=1)
                if is_white
            ]
            frame = f"{x:.2f} {y - side:.2f} {side:.2f} {side:.2f} re"
            yield f"/Artifact BMC 0 g {frame} f 1 g {' '.join(fields)} f EMC"


class Images:
    """The pictures of a document, each embedded once."""

    def __init__(self) -> None:
        """Begin without any."""
        self.found: dict[str, Image] = {}
        self._names: dict[bytes, str] = {}

    def name(self, image: Image) -> str:
        """What a picture is called on its page."""
        name = self._names.setdefault(image.jpeg, f"I{len(self._names) + 1}")
        self.found[name] = image
        return name


def _moved(mark: Mark, x: float, y: float) -> Mark:
    match mark:
        case Words():
            return Words(mark.x + x, mark.y + y, mark.line, mark.size, mark.tag, mark.colour)
        case Rule():
            return Rule(mark.x1 + x, mark.y1 + y, mark.x2 + x, mark.y2 + y, mark.width, mark.colour)
        case Image():
            return replace(mark, x=mark.x + x, y=mark.y + y)


def _standard_number(one: Page) -> Words:
    """— 1 —: a character from the outer edge of the text block; of a turned sheet as on one that is upright."""
    sheet = page.PORTRAIT
    line = Line((Run(f"— {one.number + 1} —", Role.SONG),), 0.0)
    left = sheet.left * PT_PER_MM + page.PAGE_NUMBER_PT
    if one.number % 2 == 0:
        left = (
            (sheet.width - sheet.right) * PT_PER_MM
            - page.PAGE_NUMBER_PT
            - line_width(line, page.PAGE_NUMBER_PT)
        )
    foot = (sheet.height - sheet.bottom) * PT_PER_MM + page.NUMBER_DROP_PT
    y = foot + baseline(Role.SONG, page.PAGE_NUMBER_PT, page.PAGE_NUMBER_PT)
    return Words(left, y, line, page.PAGE_NUMBER_PT, None)


def _house_number(one: Page, number: PageNumber | None) -> Words | None:
    """The number as the unit's template shows it; None where that shows none."""
    if number is None or (one.number == 0 and not number.on_first):
        return None
    role, pitch = Role(number.role), number.size * 1.2
    line = Line((Run(f"{number.before}{one.number + 1}{number.after}", role),), 0.0)
    spare = one.sheet.block_width_pt - line_width(line, number.size)
    side = number.even if one.number % 2 else number.odd
    x = one.left + {"left": 0.0, "center": spare / 2, "right": spare}[side]
    y = (one.sheet.height - number.distance) * PT_PER_MM - pitch + baseline(role, number.size, pitch)
    return Words(x, y, line, number.size, None)
