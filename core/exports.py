"""Whoever takes a list or a paper out of the system leaves an entry in the audit log."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse

from . import audit
from .enums import AuditAction
from .health import is_full

logger = logging.getLogger(__name__)
# Made by the system from records; what was uploaded is handed out as it came, with its own type and streamed.
PAPERS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/zip": "ZIP",
}


class ExportsLeaveEntries:
    """Note for each file made from records who took it, from which address, and how large it is.

    The entry stands with the account: its administrator sees that something was taken, and the address names no
    content. On a full disk the file is handed out all the same, and the log has it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note what was handed out."""
        response = self.get_response(request)
        kind = PAPERS.get(response.headers.get("Content-Type", ""))
        if kind and response.status_code == 200 and not response.streaming and request.user.is_authenticated:
            _note(request, kind, len(response.content))
        return response


def _note(request: HttpRequest, kind: str, size: int) -> None:
    reason = f"{request.path}（{kind}，{max(1, size // 1024)} KB）"
    try:
        with transaction.atomic():
            audit.record(actor=request.user, action=AuditAction.EXPORT, obj=request.user, reason=reason)  # type: ignore[arg-type]  # signed in
    except DatabaseError as error:
        if not is_full(error):
            raise
        logger.warning("the disk is full: no entry for %s by account %s", reason, request.user.pk)
