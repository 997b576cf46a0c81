"""The typefaces of a PDF: words as numbers of glyphs, and each face cut to the glyphs that were used."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from documents.content import Run
from documents.fonts import Face, RenderError, typeface

from .pdf_file import PdfFile

# So many characters one block of the table from glyphs to characters holds.
_BLOCK = 100


@dataclass
class Font:
    """A face under its name in the PDF, and the character that each of its glyphs in use draws."""

    name: str
    face: Face
    used: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that one face draws, as hexadecimal numbers of glyphs, how wide they are and how much lower they stand in em."""

    font: Font
    codes: str
    count: int
    width: float
    drop: float


class Fonts:
    """The faces of one PDF."""

    def __init__(self) -> None:
        """Begin without any."""
        self._fonts: dict[int, Font] = {}

    def stretches(self, run: Run) -> Iterator[Stretch]:
        """The run in the faces that draw it; characters of the face behind are lowered to stand in line."""
        face = typeface(run.role)
        glyphs = [(face.glyph(character), character) for character in run.text]
        for is_rare, part in groupby(glyphs, key=lambda one: one[0].is_rare):
            own = list(part)
            font = self._font(own[0][0].face)
            font.used.update((glyph.number, character) for glyph, character in own)
            codes = "".join([f"{glyph.number:04x}" for glyph, _ in own])
            width = sum([glyph.advance for glyph, _ in own])
            yield Stretch(font, codes, len(own), width, face.drop if is_rare else 0.0)

    def _font(self, face: Face) -> Font:
        font = self._fonts.get(id(face))
        if font is None:
            font = self._fonts[id(face)] = Font(f"F{len(self._fonts) + 1}", face)
        return font

    def write(self, file: PdfFile) -> str:
        """Embed them; the entries of the dictionary that names them."""
        return "".join(f"/{font.name} {_embedded(file, font)} 0 R" for font in self._fonts.values())


def _embedded(file: PdfFile, font: Font) -> int:
    content = font.face.file.cut(font.used)
    if not content:
        raise RenderError(f"字体文件“{font.face.path.name}”已损坏，不能嵌入 PDF。请由管理员重新安装。")
    is_outlined = content.startswith(b"OTTO")
    length = "/Subtype/OpenType" if is_outlined else f"/Length1 {len(content)}"
    program = file.add_stream(content, length)
    name = f"{_letters(font.face.name)}+{font.face.name}"
    over, under = (round(1000 * part) for part in font.face.reach)
    widths = {number: round(1000 * font.face.file.advance(number)) for number in sorted(font.used)}
    descriptor = file.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 {-under} {max(widths.values())} {over}]"
        f"/ItalicAngle 0/Ascent {over}/Descent {-under}/CapHeight {over}/StemV 80"
        f"/FontFile{3 if is_outlined else 2} {program} 0 R>>"
    )
    drawn = file.add(
        f"<</Type/Font/Subtype/CIDFontType{0 if is_outlined else 2}/BaseFont/{name}"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>{'' if is_outlined else '/CIDToGIDMap/Identity'}"
        f"/W[{_ranges(widths)}]/FontDescriptor {descriptor} 0 R>>"
    )
    words = file.add_stream(_characters(font.used))
    return file.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{drawn} 0 R]"
        f"/ToUnicode {words} 0 R>>"
    )


def _letters(name: str) -> str:
    """Six letters, which say that the face is cut."""
    digest = hashlib.md5(name.encode(), usedforsecurity=False).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _ranges(widths: dict[int, int]) -> str:
    """Widths by glyph, those that follow each other in one array."""
    parts = []
    for before, number in pairwise([-2, *widths]):
        parts.append(f" {widths[number]}" if number == before + 1 else f"] {number}[{widths[number]}")
    return "".join(parts).removeprefix("] ") + "]"


def _characters(used: dict[int, str]) -> bytes:
    """Which characters the glyphs stand for, so that the words can be copied, searched and read out."""
    rows = [
        f"<{number:04x}> <{character.encode('utf-16-be').hex()}>"
        for number, character in sorted(used.items())
    ]
    blocks = (rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK))
    listed = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{listed}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
