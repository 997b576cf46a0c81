"""How the parts of the document under way are set: as GB/T 9704 says, or as the unit's own template does."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from documents.content import Role, Run
from documents.fonts import typeface
from documents.house_style import HouseStyle, Place, TextStyle

from . import page
from .lines import Measure
from .page import Sheet

HEADINGS = {1: Place.HEADING1, 2: Place.HEADING2, 3: Place.HEADING3, 4: Place.HEADING3}


@dataclass(frozen=True)
class Setting:
    """Sheets, measures and typefaces; `house` None stands for the standard."""

    portrait: Sheet
    landscape: Sheet
    house: HouseStyle | None = None

    @property
    def width(self) -> float:
        """Points of a full line."""
        return self.portrait.block_width_pt

    @property
    def pitch(self) -> float:
        """Points from one character of running text to the next."""
        return self.house.body.size if self.house else page.CHARACTER_PITCH_PT

    @property
    def line(self) -> float:
        """Points from one line of running text to the next."""
        return self.house.body.pitch if self.house else page.LINE_PITCH_PT

    @property
    def flush(self) -> Measure:
        """Running text without an indent."""
        whole = Measure(width=self.width)
        return replace(whole, size=self.house.body.size, tightest=0.0, usual=0.0) if self.house else whole

    def measure(self, place: Place) -> Measure:
        """The lines of a place; of the standard those of running text, two characters in."""
        if self.house is None:
            return Measure(width=self.width, indent=2 * self.pitch)
        one = self.house.of(place)
        return Measure(self.width - one.left - one.right, one.indent, one.size, 0.0, 0.0)

    def look(self, place: Place) -> TextStyle | None:
        """What the template shows of a place; None where it shows nothing of it, and in the standard."""
        return self.house.styles.get(place) if self.house else None

    def role(self, place: Place, usual: Role) -> Role:
        """The typeface of a place, `usual` in the standard."""
        return Role(self.house.of(place).role) if self.house else usual

    def size(self, place: Place, usual: float) -> float:
        """The size of type of a place in points, `usual` in the standard."""
        return self.house.of(place).size if self.house else usual

    def runs(self, runs: Iterable[Run]) -> tuple[Run, ...]:
        """Running text in its typeface; what is set apart in it stays so."""
        body = self.role(Place.BODY, Role.FANG)
        return tuple(Run(run.text, body) if run.role is Role.FANG else run for run in runs)


STANDARD = Setting(page.PORTRAIT, page.LANDSCAPE)
_now: ContextVar[Setting] = ContextVar("_setting", default=STANDARD)


def now() -> Setting:
    """The setting of the document under way."""
    return _now.get()


@contextmanager
def using(house: HouseStyle | None) -> Iterator[Setting]:
    """Set what is made in this block in a template."""
    token = _now.set(_setting(house) if house else STANDARD)
    try:
        yield _now.get()
    finally:
        _now.reset(token)


def _setting(house: HouseStyle) -> Setting:
    top, right, bottom, left = house.margins
    return Setting(
        Sheet(house.width, house.height, top, right, bottom, left),
        # Turned a quarter to the left, as the standard's.
        Sheet(house.height, house.width, left, top, right, bottom),
        house,
    )


def baseline(role: Role, size: float, pitch: float) -> float:
    """Points from the upper edge of a line so high to what its characters stand on: the typeface is in its middle."""
    over, under = typeface(role).reach
    return (pitch + (over - under) * size) / 2
