"""How large pictures are drawn; the same in every rendering."""

from reports.content.document import PictureRow
from reports.render import page

# A row of pictures takes whole lines, so that the text under it stays on the grid.
ROW_LINES = 6
ROW_PT = ROW_LINES * page.LINE_PITCH_PT
GAP_PT = 8.0


def drawn_sizes(row: PictureRow) -> list[tuple[float, float]]:
    """Width and height in points of each picture: as large as half a line's width and the row allow."""
    widest = (page.PORTRAIT.block_width_pt - GAP_PT) / 2
    highest = ROW_PT - GAP_PT
    sizes = []
    for picture in row.pictures:
        scale = min(widest / picture.width, highest / picture.height)
        sizes.append((picture.width * scale, picture.height * scale))
    return sizes
