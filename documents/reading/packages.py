"""Office packages (.docx, .xlsx) as other programs leave them behind, mended so that our readers open them as Office does."""

import posixpath
import zipfile
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import tostring

from defusedxml.ElementTree import fromstring


def without_dangling(data: bytes) -> bytes:
    """The package without relationships to parts that are not in it, as other programs leave them behind.

    Word opens such files; what the relationship led to (a ribbon, a picture) is not there anyway.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = {name.lower() for name in archive.namelist()}
        mended: dict[str, bytes] = {}
        for name in archive.namelist():
            if name.lower().endswith(".rels"):
                content = _rels_without_dangling(archive.read(name), name, names)
                if content is not None:
                    mended[name] = content
        if not mended:
            return data
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in archive.infolist():
                made.writestr(entry.filename, mended.get(entry.filename, archive.read(entry.filename)))
        return target.getvalue()


def _rels_without_dangling(content: bytes, name: str, names: set[str]) -> bytes | None:
    """A part of relationships without the dangling ones; None where there are none."""
    root = fromstring(content)
    # word/_rels/document.xml.rels tells of parts beside word/document.xml.
    folder = posixpath.dirname(posixpath.dirname(name))
    dangling = [one for one in root if not _is_there(one, folder, names)]
    for one in dangling:
        root.remove(one)
    return tostring(root, encoding="utf-8", xml_declaration=True) if dangling else None


def _is_there(relationship: Any, folder: str, names: set[str]) -> bool:
    if relationship.get("TargetMode") == "External":
        return True
    target = unquote(relationship.get("Target", "")).partition("#")[0]
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path).lower() in names
