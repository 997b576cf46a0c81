"""Word packages (.docx) as other programs leave them behind, mended so that our reader opens them as Word does."""

import posixpath
import zipfile
from collections.abc import Collection
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import tostring

from defusedxml.ElementTree import fromstring

_TYPES = "[Content_Types].xml"


def opened_as_word_does(data: bytes) -> bytes:
    """The package with its parts under the names by which others ask for them, and without relationships to nothing.

    Names may be written with \\ or in other letters (Word/Document.xml), and a relationship may lead to a part that is
    not there or has no type: Word opens such files, and what the relationship led to (a ribbon, a picture) is not read.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        plain = {name: name.replace("\\", "/") for name in archive.namelist()}
        names = {name.lower(): name for name in plain.values()}
        typed = _typed(archive.read(_TYPES), names.values()) if _TYPES in names.values() else set(names)
        mended: dict[str, bytes] = {}
        asked: dict[str, str] = {}
        for original, name in plain.items():
            if name.lower().endswith(".rels"):
                content = _rels_mended(archive.read(original), name, typed, asked)
                if content is not None:
                    mended[original] = content
        called = {original: asked.get(name.lower(), name) for original, name in plain.items()}
        if not mended and all(original == name for original, name in called.items()):
            return data
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for original, name in called.items():
                made.writestr(name, mended.get(original, archive.read(original)))
        return target.getvalue()


def _typed(content: bytes, names: Collection[str]) -> set[str]:
    """The parts that have a type, by their names in small letters."""
    root = fromstring(content)
    endings = {one.get("Extension", "").lower() for one in root}
    parts = {one.get("PartName", "").lstrip("/").lower() for one in root}
    lowered = (name.lower() for name in names)
    return {name for name in lowered if name in parts or name.rpartition(".")[2] in endings}


def _rels_mended(content: bytes, name: str, names: set[str], asked: dict[str, str]) -> bytes | None:
    """A part of relationships without those that lead to nothing, None where there are none; notes in `asked` how the
    others call the parts they lead to."""
    root = fromstring(content)
    # word/_rels/document.xml.rels tells of parts beside word/document.xml.
    folder = posixpath.dirname(posixpath.dirname(name))
    dangling = []
    for one in root:
        path = _path_of(one, folder)
        if path is not None and path.lower() not in names:
            dangling.append(one)
        elif path is not None:
            asked.setdefault(path.lower(), path)
    for one in dangling:
        root.remove(one)
    return tostring(root, encoding="utf-8", xml_declaration=True) if dangling else None


def _path_of(relationship: Any, folder: str) -> str | None:
    """The name of the part that a relationship leads to; None where it leads out of the package."""
    if relationship.get("TargetMode") == "External":
        return None
    target = unquote(relationship.get("Target", "")).partition("#")[0]
    return posixpath.normpath(
        target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    )
