"""Names in lines: a line ends between two names, never inside one; the same in every rendering."""

from collections.abc import Iterator

from reports.content.document import NAME_GAP, NameList
from reports.render import page
from reports.render.titles import width

# 左空二字.
INDENT = 2


def hanging(names: NameList) -> float:
    """Characters from the left edge to the first name, which later lines begin under."""
    return INDENT + width(names.label)


def name_lines(names: NameList) -> Iterator[str]:
    """The names in lines, every line but the last with the space before the next name."""
    # The space at a line's end needs its place too: Word does not let it hang out.
    limit = page.CHARACTERS_PER_LINE - hanging(names) - width(NAME_GAP)
    line = ""
    for name in names.names:
        if line and width(line + NAME_GAP + name) > limit:
            yield line + NAME_GAP
            line = name
        else:
            line = line + NAME_GAP + name if line else name
    if line:
        yield line
