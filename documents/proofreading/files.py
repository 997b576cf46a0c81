"""The lines of any file that is to be proof-read."""

import re
from pathlib import Path

from documents.reading.files import read_source, suffix_of
from documents.reading.text import read_text
from documents.reading.word import read_word

from .text import Line

_HEADING = re.compile("^[一二三四五六七八九十]+[、.．,，].{2,38}(?<![。！？；，])$")


def lines_of_file(path: Path) -> list[Line]:
    """The paragraphs of a .docx or .txt as typed, numbers that Word counts in front. Raises Refused as its reader does."""
    source = read_source(path)
    read = read_word if suffix_of(source.data, source.name) == ".docx" else read_text
    lines: list[Line] = []
    section = ""
    for paragraph in read(source.data).paragraphs:
        text = paragraph.label + paragraph.text
        is_heading = bool(_HEADING.match(text))
        section = text if is_heading else section
        lines.append(Line(text, section, is_heading))
    return lines
