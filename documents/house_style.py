"""本单位模板: the page and the styles of a unit's own Word template, in place of those of GB/T 9704.

Read from a .docx by `documents.reading.house_style`; both renderers take it with a `Document`.
"""

import base64
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Place(StrEnum):
    """What a paragraph of the template shows: where its look is used."""

    TITLE = "title"
    RECIPIENT = "recipient"
    HEADING1 = "heading1"
    HEADING2 = "heading2"
    HEADING3 = "heading3"
    BODY = "body"
    SIGNATURE = "signature"


LABELS = {
    Place.TITLE: "标题",
    Place.RECIPIENT: "主送机关",
    Place.HEADING1: "一级标题",
    Place.HEADING2: "二级标题",
    Place.HEADING3: "三级标题",
    Place.BODY: "正文",
    Place.SIGNATURE: "落款",
}
# Without these nothing can be set; the others take after the body where the template does not show them.
NEEDED = (Place.TITLE, Place.HEADING1, Place.BODY)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How one kind of paragraph is set: lengths in points, `indent` of the first line, `pitch` from line to line.

    `style` is the name of the Word style and `style_id` its id. `role` is the typeface that the PDF sets it in,
    a value of `documents.content.Role`.
    """

    style: str
    style_id: str
    font: str
    role: str
    size: float
    pitch: float
    align: str
    indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    before: float = 0.0
    after: float = 0.0
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The page number at the foot: words around it, its place on odd and even pages, millimetres from the sheet's edge."""

    before: str
    after: str
    odd: str
    even: str
    role: str
    size: float
    distance: float
    on_first: bool = True


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """The whole template: sheet and margins in millimetres (top, right, bottom, left), a style for each place.

    `docx` is the template itself, from which the Word file is made; `sha256` stands for it in the representation.
    """

    width: float
    height: float
    margins: tuple[float, float, float, float]
    styles: dict[Place, TextStyle]
    number: PageNumber | None
    sha256: str
    docx: bytes = field(repr=False)

    @property
    def body(self) -> TextStyle:
        """The look of running text."""
        return self.styles[Place.BODY]

    def of(self, place: Place) -> TextStyle:
        """The look of a place; what the template does not show is set as running text."""
        return self.styles.get(place, self.body)

    def to_json(self) -> dict[str, Any]:
        """Plain data, the template with it, for a frozen version."""
        data = asdict(self)
        data["docx"] = base64.b64encode(self.docx).decode()
        data["styles"] = {str(place): asdict(one) for place, one in self.styles.items()}
        return data


def from_json(data: dict[str, Any]) -> HouseStyle:
    """What `to_json` stored."""
    return HouseStyle(
        width=data["width"],
        height=data["height"],
        margins=tuple(data["margins"]),
        styles={Place(place): TextStyle(**one) for place, one in data["styles"].items()},
        number=PageNumber(**data["number"]) if data["number"] else None,
        sha256=data["sha256"],
        docx=base64.b64decode(data["docx"]),
    )
