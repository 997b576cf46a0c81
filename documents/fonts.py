"""Which typeface stands for which role, where its file is, and what it can draw.

A unit that owns the typefaces the standard names gets them; elsewhere the free Fandol family takes
their place. Fandol holds the characters of GB 2312 only, so Noto CJK stands behind it for rare
characters in names. A character none of them has is an error with its code point, never a box.

Font files are opened by path instead of by name: Debian puts Fandol into the TeX tree, where fontconfig does not look.
"""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from .content import Role

if TYPE_CHECKING:
    from .harfbuzz import FontFile

FANDOL_DIRECTORIES = (
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/texmf/fonts/opentype/public/fandol"),
    Path("/usr/local/share/fonts"),
)
FANDOL_PACKAGE = "texlive-lang-chinese"
NOTO_PACKAGE = "fonts-noto-cjk"


class RenderError(Exception):
    """A document that cannot be put on paper; the message is for the person who asked."""


class MissingGlyphError(RenderError):
    """No installed typeface has this character."""

    def __init__(self, character: str) -> None:
        """Name the character and the ways out."""
        super().__init__(
            f"字符“{character}”（U+{ord(character):04X}）在已安装的字体中没有字形，无法生成 PDF。"
            f"请改用其他字符，或由管理员安装含有该字的字体（软件包 {NOTO_PACKAGE}）。"
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """What a role asks for: names by preference, the Fandol file in their stead, Noto behind."""

    label: str
    word_name: str
    names: tuple[str, ...]
    fandol: str
    fallback: str
    is_bold: bool = False


NOTO_SERIF = "Noto Serif CJK SC"
NOTO_SANS = "Noto Sans CJK SC"

CHOICES: Mapping[Role, Choice] = {
    Role.TITLE: Choice(
        "小标宋",
        "方正小标宋简体",
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
        "FandolSong-Bold.otf",
        NOTO_SERIF,
        is_bold=True,
    ),
    Role.HEI: Choice("黑体", "黑体", ("黑体", "SimHei"), "FandolHei-Regular.otf", NOTO_SANS),
    Role.KAI: Choice(
        "楷体",
        "楷体_GB2312",
        ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
        "FandolKai-Regular.otf",
        NOTO_SERIF,
    ),
    Role.FANG: Choice(
        "仿宋",
        "仿宋_GB2312",
        ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
        "FandolFang-Regular.otf",
        NOTO_SERIF,
    ),
    Role.SONG: Choice("宋体", "宋体", ("宋体", "SimSun"), "FandolSong-Regular.otf", NOTO_SERIF),
}


@dataclass(frozen=True)
class Face:
    """One face in a font file; ``index`` counts faces in a collection (.ttc)."""

    path: Path
    index: int = 0
    family: str = ""

    @property
    def name(self) -> str:
        """What it is called in a PDF: by its family in a collection (.ttc), otherwise by its file."""
        is_collection = self.path.suffix.lower() in {".ttc", ".otc"}
        return (self.family if is_collection else self.path.stem).replace(" ", "")

    @cached_property
    def file(self) -> "FontFile":
        """The face itself, opened once.

        Raises:
            RenderError: the library that reads it is missing.
        """
        try:
            from .harfbuzz import FontFile
        except OSError as error:
            raise RenderError(
                "服务器缺少生成 PDF 的程序库 HarfBuzz，请由管理员安装软件包 libharfbuzz-subset0。"
            ) from error
        return FontFile(self.path, self.index)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """How far the face reaches over the line and under it, in em."""
        return self.file.reach()

    @cached_property
    def middle(self) -> float | None:
        """How high over the line the middle of its Chinese characters is drawn, in em; None if it has none."""
        glyphs = [number for character in _USUAL if (number := self.file.glyph(character))]
        return sum(map(self.file.middle, glyphs)) / len(glyphs) if glyphs else None


# Characters by which two faces are compared.
_USUAL = "国党会员张李王站章工年"


@dataclass(frozen=True, slots=True)
class Glyph:
    """What draws a character: its number in its face, and its width in em; a rare one is drawn by the face behind."""

    face: Face
    number: int
    advance: float
    is_rare: bool


@dataclass(frozen=True)
class Typeface:
    """The face of a role with the face behind it; either may be missing on this machine."""

    role: Role
    primary: Face | None
    fallback: Face | None
    _glyphs: dict[str, Glyph] = field(default_factory=dict, compare=False)

    @cached_property
    def drop(self) -> float:
        """How much lower, in em, the face behind has to be set, so that its characters stand in line with the others."""
        primary, fallback = (face.middle if face else None for face in (self.primary, self.fallback))
        return 0.0 if primary is None or fallback is None else fallback - primary

    def is_rare(self, character: str) -> bool:
        """Whether the face behind the primary one has to draw this character.

        Raises:
            MissingGlyphError: neither face has the character.
        """
        return self.glyph(character).is_rare

    def advance(self, character: str) -> float:
        """Width of a character in em.

        Raises:
            MissingGlyphError: neither face has the character.
        """
        return self.glyph(character).advance

    def glyph(self, character: str) -> Glyph:
        """What draws a character.

        Raises:
            MissingGlyphError: neither face has the character.
        """
        glyph = self._glyphs.get(character)
        if glyph is None:
            glyph = self._glyphs[character] = self._found(character)
        return glyph

    def _found(self, character: str) -> Glyph:
        for face in filter(None, (self.primary, self.fallback)):
            if number := face.file.glyph(character):
                return Glyph(face, number, face.file.advance(number), face is not self.primary)
        raise MissingGlyphError(character)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """How far the typeface reaches over the line and under it, in em: by this it is set in the middle of its line."""
        face = self.primary or self.fallback
        return face.reach if face else (1.0, 0.0)


@cache
def typeface(role: Role) -> Typeface:
    """What this machine sets a role in; found once per process."""
    choice = CHOICES[role]
    installed = _installed()
    named = (installed.by_name.get(name.lower()) for name in choice.names)
    primary = next(filter(None, named), None) or installed.file(choice.fandol)
    weight = " bold" if choice.is_bold else ""
    fallback = installed.by_name.get(f"{choice.fallback}{weight}".lower())
    return Typeface(role, primary, fallback)


def missing_fonts() -> dict[str, str]:
    """What this machine lacks: the role's or family's Chinese name → the Debian package to install."""
    missing = {CHOICES[role].label: FANDOL_PACKAGE for role in Role if typeface(role).primary is None}
    if any(typeface(role).fallback is None for role in Role):
        missing["Noto CJK（生僻字）"] = NOTO_PACKAGE
    return missing


@dataclass(frozen=True, slots=True)
class Installed:
    """The faces fontconfig knows, by family and by full name in lower case."""

    by_name: Mapping[str, Face]

    def file(self, name: str) -> Face | None:
        """The face in a file of this name, known to fontconfig or in the TeX tree."""
        known = (face for face in self.by_name.values() if face.path.name == name)
        stored = (Face(folder / name) for folder in FANDOL_DIRECTORIES if (folder / name).is_file())
        return next(chain(known, stored), None)


@cache
def _installed() -> Installed:
    try:
        listing = subprocess.run(
            ["fc-list", "--format", r"%{file}\t%{index}\t%{family}\t%{fullname}\t%{style}\n"],
            capture_output=True,
            check=True,
            timeout=30,
        ).stdout.decode(errors="replace")
    except (OSError, subprocess.SubprocessError):
        listing = ""
    faces: dict[str, Face] = {}
    for line in sorted(listing.splitlines()):
        path, index, families, full_names, styles = line.split("\t")
        face = Face(Path(path), int(index) & 0xFFFF, families.split(",")[0])
        for name in full_names.split(","):
            faces.setdefault(name.lower(), face)
        for name in families.split(",") if "Regular" in styles.split(",") else ():
            faces[name.lower()] = face
    return Installed(faces)
