"""Tells the browser which form was stored, so that it forgets what it kept of it (static/js/drafts.js)."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

FIELD, COOKIE = "draft_id", "draft_saved"


class SavedDrafts:
    """Middleware: a form that was sent with the number of its draft, and stored, is named in a cookie for the next page.

    Stored is what was answered by a redirect and told by a message of success, and by none of an error: the sign-in, a
    refusal or somebody else's earlier save leave the draft where it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and name the draft."""
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in {302, 303}:
            draft = request.POST.get(FIELD, "")
            # Only what this very request said: older messages may still wait to be shown.
            told = {message.level for message in messages.get_messages(request)._queued_messages}
            is_stored = messages.SUCCESS in told and messages.ERROR not in told
            if is_stored and re.fullmatch(r"[0-9a-f]{24}", draft):
                response.set_cookie(
                    COOKIE, draft, max_age=600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
                )
        return response
