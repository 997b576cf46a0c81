"""The page of an official document in numbers (GB/T 9704-2012), for every renderer.

Millimetres for the sheet, points for type. The standard asks for 28 characters of 16 pt a line in a
block 156 mm (442.2 pt) wide, where 28 × 16 pt would need 448 pt: the type is therefore set a quarter
of a point tighter. 22 lines in 225 mm (637.8 pt) give a pitch of 28.95 pt.
"""

from dataclasses import dataclass

from documents.content import PictureRow

PT_PER_MM = 72 / 25.4
TWIPS_PER_PT = 20

LINES_PER_PAGE = 22
CHARACTERS_PER_LINE = 28

BODY_PT = 16.0  # 3号
TITLE_PT = 22.0  # 2号
PAGE_NUMBER_PT = 14.0  # 4号
TABLE_PT = 10.5  # 5号
CAPTION_PT = 12.0  # 小4号
LINE_PITCH_PT = 28.95
TABLE_PITCH_PT = 16.0
DENSE_PT = 9.0  # 小5号
DENSE_PITCH_PT = 11.5
TRACKING_PT = -0.25

# The dashes beside the page number lie 7 mm under the text block. A dash is drawn about half an em under
# the top of its line, so the line begins that much higher; its foot is NUMBER_DEPTH_PT under the block.
_DASH_DEPTH_EM = 0.52
NUMBER_DROP_PT = 7 * PT_PER_MM - _DASH_DEPTH_EM * PAGE_NUMBER_PT
NUMBER_DEPTH_PT = NUMBER_DROP_PT + PAGE_NUMBER_PT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One orientation of A4: size and margins in millimetres."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float

    @property
    def block_width_pt(self) -> float:
        """Width of the text block in points."""
        return (self.width - self.left - self.right) * PT_PER_MM

    @property
    def block_height_pt(self) -> float:
        """Height of the text block in points."""
        return (self.height - self.top - self.bottom) * PT_PER_MM


PORTRAIT = Sheet(width=210, height=297, top=37, right=26, bottom=35, left=28)
# The portrait sheet turned a quarter to the left, so that bound sheets keep their binding edge on top.
LANDSCAPE = Sheet(width=297, height=210, top=28, right=37, bottom=26, left=35)

# The red 标志 of a 纪要 begins 35 mm under the upper edge of the block; what is above and under it takes whole lines.
# A character is drawn in the middle of its line.
MASTHEAD_ABOVE_PT = 35 * PT_PER_MM - (LINE_PITCH_PT - TITLE_PT) / 2
MASTHEAD_BELOW_PT = 4 * LINE_PITCH_PT - MASTHEAD_ABOVE_PT
MASTHEAD_RULE_PT = 2.0
MASTHEAD_COLOUR = "FF0000"

# From the start of one full-width character to the next in a line of 28 that fills the block.
CHARACTER_PITCH_PT = (PORTRAIT.block_width_pt - BODY_PT) / (CHARACTERS_PER_LINE - 1)


def signature_indents(name_width: float, date_width: float) -> tuple[float, float]:
    """Space right of the issuer's name and right of the date, in points (GB/T 9704-2012, 不加盖印章).

    The name ends two characters from the right edge and the date begins two characters right of the
    name's first; a date longer than the name ends two characters from the edge instead, and the name
    moves left so that the date still begins two characters after it.
    """
    two = 2 * CHARACTER_PITCH_PT
    if date_width <= name_width:
        return two, name_width - date_width
    return 2 * two + date_width - name_width, two


# A row of pictures takes whole lines, so that the text under it stays on the grid.
ROW_LINES = 6
ROW_PT = ROW_LINES * LINE_PITCH_PT
GAP_PT = 8.0


def drawn_sizes(row: PictureRow) -> list[tuple[float, float]]:
    """Width and height in points of each picture: as large as half a line's width and the row allow."""
    widest = (PORTRAIT.block_width_pt - GAP_PT) / 2
    highest = ROW_PT - GAP_PT
    sizes = []
    for picture in row.pictures:
        scale = min(widest / picture.width, highest / picture.height)
        sizes.append((picture.width * scale, picture.height * scale))
    return sizes
