"""A unit's own template as style rules, which go over those of the standard in `pdf.css`."""

from collections.abc import Iterator

from documents.content import Role
from documents.fonts import CHOICES, typeface
from documents.house_style import HouseStyle, PageNumber, Place, TextStyle

from .page import PT_PER_MM

_SELECTORS = {
    Place.TITLE: ".title",
    Place.HEADING1: "h2:not(.title)",
    Place.HEADING2: "h3",
    Place.HEADING3: "h4, h5",
    Place.BODY: "body, p",
    Place.RECIPIENT: ".recipient",
    Place.SIGNATURE: ".signature p",
}
_SIDES = ("left", "center", "right")


def house_css(house: HouseStyle) -> str:
    """The rules; they are all said to be important, as the standard's come behind them."""
    top, right, bottom, left = house.margins
    page = f"size: {house.width}mm {house.height}mm; margin: {top}mm {right}mm {bottom}mm {left}mm"
    turned = f"size: {house.height}mm {house.width}mm; margin: {left}mm {top}mm {right}mm {bottom}mm"
    rules = [
        _rule("@page", page),
        _rule("@page turned", turned),
        _rule("h2, h3, h4, h5, p, .title", "letter-spacing: 0"),
    ]
    body = house.body
    rules += [
        _rule(_SELECTORS[place], _look(house.of(place)))
        for place in (Place.BODY, Place.HEADING1, Place.HEADING2, Place.HEADING3, Place.TITLE)
    ]
    rules += [
        _rule(_SELECTORS[place], _look(house.styles[place]))
        for place in (Place.RECIPIENT, Place.SIGNATURE)
        if place in house.styles
    ]
    rules.append(_rule(".hei", f"font-family: {_families(Role.HEI)}; font-weight: normal"))
    rules.append(_rule(".annex .title, .notes, .signature", f"margin-top: {body.pitch:.2f}pt"))
    rules.append(_rule(".annex .title", f"margin-bottom: {body.pitch:.2f}pt"))
    return "\n".join([*rules, *_numbers(house.number)])


def _rule(selector: str, text: str) -> str:
    declarations = "".join(f"{one.strip()} !important; " for one in text.split(";") if one.strip())
    return f"{selector} {{ {declarations}}}"


def _families(role: Role) -> str:
    return typeface(role).css_families


def _look(one: TextStyle) -> str:
    role = Role(one.role)
    weight = "bold" if CHOICES[role].is_bold else "normal"
    align = "left" if one.align == "both" else one.align
    # Lines are composed before: a justified one is as long as its measure already.
    return (
        f"font-family: {_families(role)}; font-weight: {weight}; font-size: {one.size:.2f}pt; "
        f"line-height: {one.pitch:.2f}pt; text-align: {align}; margin-top: {one.before:.2f}pt; "
        f"margin-bottom: {one.after:.2f}pt"
        + (f"; padding-left: {one.left:.2f}pt" if one.left else "")
        + (f"; padding-right: {one.right:.2f}pt" if one.right else "")
    )


def _numbers(number: PageNumber | None) -> Iterator[str]:
    """The page number in its corner; the standard's is put out."""
    for page in (":right", ":left"):
        chosen = "" if number is None else number.odd if page == ":right" else number.even
        for side in _SIDES:
            yield f"@page {page} {{ {_box(number if side == chosen else None, side)} }}"
    # Turned sheets are numbered at the foot, too: so the template's own foot does it.
    yield f"@page turned:right {{ {_rule('@left-bottom', 'content: none')} }}"
    yield f"@page turned:left {{ {_rule('@left-top', 'content: none')} }}"
    if number is None or not number.on_first:
        for side in _SIDES:
            yield f"@page :first {{ {_box(None, side)} }}"


def _box(number: PageNumber | None, side: str) -> str:
    if number is None:
        return _rule(f"@bottom-{side}", "content: none")
    content = f'"{_quoted(number.before)}" counter(page) "{_quoted(number.after)}"'
    text = (
        f"content: {content}; font-family: {_families(Role(number.role))}; font-size: {number.size:.2f}pt; "
        f"line-height: {number.size * 1.2:.2f}pt; vertical-align: bottom; white-space: pre; "
        f"padding: 0 0 {number.distance * PT_PER_MM:.2f}pt 0"
    )
    return _rule(f"@bottom-{side}", text)


def _quoted(text: str) -> str:
    """Inside a string of a style sheet: words come from a file of others."""
    return "".join(one for one in text if one not in '"\\<>;\n')
