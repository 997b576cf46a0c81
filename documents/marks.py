"""Marks in the corners of a page, by which a picture of it is laid flat and its page known: five by five fields in a dark frame."""

# Chosen so that any two differ in eight fields at least, however they are turned: eight pages with four corners each.
PATTERNS = (
    *(0x12F6EA1, 0x116A536, 0x1353501, 0x0F2B725, 0x1296571, 0x0218CFF, 0x1D150A5, 0x077FA3A),
    *(0x0F0C660, 0x1AC44AC, 0x0CB5539, 0x04DA172, 0x18436C1, 0x12EA49A, 0x00FE0C5, 0x089F2F2),
    *(0x174CCED, 0x1ED9DB2, 0x0125FBB, 0x09A201B, 0x15D2CC3, 0x1D4DAAA, 0x05381CB, 0x0207DE7),
    *(0x0B02B47, 0x0C16FA0, 0x1F615E3, 0x102C675, 0x0ADFC13, 0x0BA5852, 0x15E123B, 0x19CCDD3),
)
FIELDS = 5
PAGES_MOST = len(PATTERNS) // 4
SIDE_MM, EDGE_MM = 14.0, 8.0
PAGE_MM = (210.0, 297.0)


def fields_of(pattern: int) -> list[list[int]]:
    """The fields of a mark by rows: 1 is white."""
    return [[pattern >> (row * FIELDS + column) & 1 for column in range(FIELDS)] for row in range(FIELDS)]


def place_of(number: int) -> tuple[int, float, float]:
    """Of the mark with a number (its place in PATTERNS): its page from 0, and its upper left point in millimetres."""
    page, corner = divmod(number, 4)
    right, bottom = corner % 2, corner // 2
    x = PAGE_MM[0] - EDGE_MM - SIDE_MM if right else EDGE_MM
    y = PAGE_MM[1] - EDGE_MM - SIDE_MM if bottom else EDGE_MM
    return page, x, y
