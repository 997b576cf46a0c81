"""Font files through HarfBuzz: which glyph draws a character, how wide and high it is, and a font of the glyphs used alone.

The library is the system's (`libharfbuzz-subset0` of Debian brings both files); without it importing this raises OSError.
"""

import ctypes
from collections.abc import Iterable
from pathlib import Path

_library, _subsets = ctypes.CDLL("libharfbuzz.so.0"), ctypes.CDLL("libharfbuzz-subset.so.0")
_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_uint32
_DROPPED_TABLES = 3  # HB_SUBSET_SETS_DROP_TABLE_TAG
_SAME_NUMBERS, _PLAIN, _AS_IT_IS = 0x2, 0x4, 0x20  # RETAIN_GIDS, DESUBROUTINIZE, PASSTHROUGH_UNRECOGNIZED
# What lays out text, which is laid out already.
_USELESS = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")


class _GlyphExtents(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in ("x_bearing", "y_bearing", "width", "height")]


class _FontExtents(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_int32)
        for name in ("ascender", "descender", "line_gap", *(f"reserved{number}" for number in range(9)))
    ]


_functions: tuple[tuple[str, object, tuple[object, ...]], ...] = (
    ("hb_blob_create_from_file", _POINTER, (ctypes.c_char_p,)),
    ("hb_blob_get_data", _POINTER, (_POINTER, ctypes.POINTER(ctypes.c_uint))),
    ("hb_blob_destroy", None, (_POINTER,)),
    ("hb_face_create", _POINTER, (_POINTER, ctypes.c_uint)),
    ("hb_face_destroy", None, (_POINTER,)),
    ("hb_face_get_upem", ctypes.c_uint, (_POINTER,)),
    ("hb_face_reference_blob", _POINTER, (_POINTER,)),
    ("hb_font_create", _POINTER, (_POINTER,)),
    ("hb_font_get_nominal_glyph", ctypes.c_int, (_POINTER, _NUMBER, ctypes.POINTER(_NUMBER))),
    ("hb_font_get_glyph_h_advance", ctypes.c_int32, (_POINTER, _NUMBER)),
    ("hb_font_get_glyph_extents", ctypes.c_int, (_POINTER, _NUMBER, ctypes.POINTER(_GlyphExtents))),
    ("hb_font_get_h_extents", ctypes.c_int, (_POINTER, ctypes.POINTER(_FontExtents))),
    ("hb_set_add", None, (_POINTER, _NUMBER)),
    ("hb_set_add_range", None, (_POINTER, _NUMBER, _NUMBER)),
)
_subset_functions: tuple[tuple[str, object, tuple[object, ...]], ...] = (
    ("hb_subset_input_create_or_fail", _POINTER, ()),
    ("hb_subset_input_destroy", None, (_POINTER,)),
    ("hb_subset_input_glyph_set", _POINTER, (_POINTER,)),
    ("hb_subset_input_set", _POINTER, (_POINTER, ctypes.c_int)),
    ("hb_subset_input_set_flags", None, (_POINTER, ctypes.c_uint)),
    ("hb_subset_or_fail", _POINTER, (_POINTER, _POINTER)),
)
for _own, _declared in ((_library, _functions), (_subsets, _subset_functions)):
    for _name, _result, _arguments in _declared:
        _function = getattr(_own, _name)
        _function.restype, _function.argtypes = _result, _arguments


class FontFile:
    """A face of a font file, kept open; numbers are those of its glyphs, lengths are in em."""

    def __init__(self, path: Path, index: int) -> None:
        """Open the face number `index` of the file."""
        blob = _library.hb_blob_create_from_file(str(path).encode())
        self._face = _library.hb_face_create(blob, index)
        _library.hb_blob_destroy(blob)
        self._font = _library.hb_font_create(self._face)
        self._em: int = _library.hb_face_get_upem(self._face)

    def glyph(self, character: str) -> int:
        """The number of the glyph that draws a character; 0 if there is none."""
        found = _NUMBER()
        _library.hb_font_get_nominal_glyph(self._font, ord(character), ctypes.byref(found))
        return found.value

    def advance(self, glyph: int) -> float:
        """How wide a glyph is."""
        units: int = _library.hb_font_get_glyph_h_advance(self._font, glyph)
        return units / self._em

    def middle(self, glyph: int) -> float:
        """How high over the line the middle of what a glyph draws is."""
        found = _GlyphExtents()
        _library.hb_font_get_glyph_extents(self._font, glyph, ctypes.byref(found))
        return (found.y_bearing + found.height / 2) / self._em

    def reach(self) -> tuple[float, float]:
        """How far the face reaches over the line and under it."""
        found = _FontExtents()
        _library.hb_font_get_h_extents(self._font, ctypes.byref(found))
        return found.ascender / self._em, -found.descender / self._em

    def cut(self, glyphs: Iterable[int]) -> bytes:
        """A font file that draws these glyphs alone, under the numbers they have; nothing where the file is damaged."""
        wanted = sorted(set(glyphs))
        with _Input(_SAME_NUMBERS | _PLAIN | _AS_IT_IS) as chosen:
            for glyph in wanted:
                _library.hb_set_add(_subsets.hb_subset_input_glyph_set(chosen), glyph)
            emptied = _subsets.hb_subset_or_fail(self._face, chosen)
        # What comes after the last is left out; what lies between keeps its number, without an outline.
        with _Input(_PLAIN | _AS_IT_IS) as chosen:
            _library.hb_set_add_range(_subsets.hb_subset_input_glyph_set(chosen), 0, wanted[-1])
            shortened = emptied and _subsets.hb_subset_or_fail(emptied, chosen)
        content = _content(shortened) if shortened else b""
        _library.hb_face_destroy(emptied)
        _library.hb_face_destroy(shortened)
        return content


class _Input:
    """What is to be kept of a face."""

    def __init__(self, flags: int) -> None:
        self._input = _subsets.hb_subset_input_create_or_fail()
        _subsets.hb_subset_input_set_flags(self._input, flags)
        for name in _USELESS:
            tag = int.from_bytes(name.encode(), "big")
            _library.hb_set_add(_subsets.hb_subset_input_set(self._input, _DROPPED_TABLES), tag)

    def __enter__(self) -> int:
        return self._input  # type: ignore[no-any-return]

    def __exit__(self, *_: object) -> None:
        _subsets.hb_subset_input_destroy(self._input)


def _content(face: int) -> bytes:
    blob, length = _library.hb_face_reference_blob(face), ctypes.c_uint()
    start = _library.hb_blob_get_data(blob, ctypes.byref(length))
    content = ctypes.string_at(start, length.value)
    _library.hb_blob_destroy(blob)
    return content
