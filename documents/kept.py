"""Documents whose content will not change any more: rendered once, then kept under what they were made from."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from .content import Document, Role
from .downloads import render_document
from .fonts import typeface

DIGEST_BYTES = hashlib.sha256().digest_size


def render_kept(document: Document, file_format: str) -> bytes:
    """The document as `docx` or `pdf`: from the storage `made` where this very content was rendered before.

    Raises RenderError when it cannot be put on paper here.
    """
    storage, name = storages["made"], _name(document, file_format)
    if storage.exists(name):
        with storage.open(name) as stored:
            digest, content = stored.read(DIGEST_BYTES), stored.read()
        if hashlib.sha256(content).digest() == digest:
            return content
        storage.delete(name)
    content = render_document(document, file_format)
    storage.save(name, ContentFile(hashlib.sha256(content).digest() + content))
    return content


def digest_of(document: Document, file_format: str) -> str:
    """By content, format, and what renders it: another version of the renderer makes the document anew."""
    return hashlib.sha256(f"{_renderer()}{file_format}{document!r}".encode()).hexdigest()


def _name(document: Document, file_format: str) -> str:
    digest = digest_of(document, file_format)
    return f"documents/{digest[:2]}/{digest}"


@cache
def _renderer() -> str:
    """What the look of a document depends on besides its content: our code, a library, the typefaces."""
    folder = Path(__file__).parent
    files = sorted(path for path in (folder, folder / "render") for path in path.glob("*") if path.is_file())
    files += sorted(path for path in (folder / "render/word_template").rglob("*") if path.is_file())
    code = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    faces = [typeface(role).primary for role in Role]
    return f"{code} {version('python-docx')} {faces}"
