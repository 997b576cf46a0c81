"""The whole site as tests walk it: each app's matrix, a record for every address, and what a role is answered there.

Each app states its part in `<app>/tests/matrix.py`: MATRIX (URL name → role → status), POST_ONLY (sent by POST
without data, everything else by GET) and `make_objects(cast)` (URL name → arguments of the address).
"""

import io
import re
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from pypdf import PdfReader

from core.testing import HouseClient


@cache
def app_matrices() -> dict[str, object]:
    """The matrix module of every app."""
    return {app: import_module(f"{app}.tests.matrix") for app in settings.FIRST_PARTY_APPS}


def whole_matrix() -> dict[str, dict[str, int]]:
    """The matrices of all apps as one."""
    return {name: row for module in app_matrices().values() for name, row in module.MATRIX.items()}


def post_only() -> set[str]:
    """Addresses that take POST alone."""
    return set().union(*(getattr(module, "POST_ONLY", set()) for module in app_matrices().values()))


def objects_of(cast) -> dict[str, dict]:
    """The address arguments of every app's objects, all in the cast's branch."""
    return {
        name: kwargs
        for module in app_matrices().values()
        for name, kwargs in module.make_objects(cast).items()
    }


_NUMBERED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Answer:
    """What an address answered."""

    address: str
    status: int
    content: bytes
    file_name: str

    @cached_property
    def words(self) -> str:
        """Everything it says: a page as it is, a packed file unpacked, a calendar's lines unfolded."""
        content = self.content
        if content.startswith(b"%PDF"):
            text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
            return "".join(text.split()) + self.file_name
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"\n".join(archive.read(name) for name in archive.namelist())
        text = content.decode("utf-8", errors="ignore").replace("\r\n ", "")
        # What a script is told is JSON, in which each Chinese character is a number.
        return _NUMBERED.sub(lambda match: chr(int(match[1], 16)), text) + self.file_name


def asked(client: HouseClient, address: str, *, by_post: bool = False) -> Answer:
    """What the client is answered, with everything that the request wrote taken back."""
    fresh = HouseClient()
    fresh.cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = (fresh.post if by_post else fresh.get)(address)
        # Read to its end, a file closes itself; closing it early would drop PostgreSQL's connection.
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return Answer(address, response.status_code, content, response.get("Content-Disposition", ""))


def answer(client: HouseClient, name: str, kwargs: dict | None) -> Answer:
    """What the client is answered at an address of the matrices."""
    return asked(client, reverse(name, kwargs=kwargs or None), by_post=name in post_only())
