"""A form that came after the session's end, without script: it waits in the sign-in page and is offered again afterwards."""

from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from .models import User
from .signing_in import last_account

FIELD = "held"
SALT = "branch.accounts.held_forms"
LASTS = 3600  # seconds
# As long as a token: what is longer was typed.
LONGEST_TOKEN = 36


@dataclass(frozen=True)
class HeldForm:
    """Where a form was sent to, what it said, and whether files were chosen, which cannot wait with it."""

    to: str
    fields: list[tuple[str, str]]
    had_files: bool


def hold(request: HttpRequest) -> str:
    """The posted form as signed text for the sign-in page; empty for a button, which said nothing of its own.

    Nothing is stored: the text travels with the page. Passwords are left out.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    if not any(_is_typed(name, value) for name, value in fields):
        return ""
    told = {"to": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    return signing.dumps(told, salt=SALT, compress=True)


def _is_typed(name: str, value: str) -> bool:
    return name == "form_token" or (name != "next" and (len(value) > LONGEST_TOKEN or not value.isascii()))


def keep_for_second_step(request: HttpRequest) -> None:
    """Let the form wait for the second step of signing in too: as long as that takes, in the session."""
    if text := request.POST.get(FIELD):
        request.session[FIELD] = text


def answer(request: HttpRequest, account: User, to: str) -> HttpResponse:
    """Where a person goes who is being signed in: to `to`, or first to the own form that waits.

    Whoever was signed in on this device before is taken for the one who filled the form in.
    """
    waiting = held(request.POST.get(FIELD) or request.session.pop(FIELD, ""))
    if waiting and last_account(request) == account.pk:
        # Made only when it is sent: with the token of the session that is about to begin.
        return TemplateResponse(request, "branch/send_again.html", {"held": waiting, "back": to})
    if waiting:
        messages.warning(request, "登录前没有发出的内容是另一个账号填的，没有保存。")
    return redirect(to)


def held(text: str) -> HeldForm | None:
    """The form that a sign-in page carried, or None where it carried none, or too long ago."""
    try:
        told = signing.loads(text, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return HeldForm(told["to"], [(name, value) for name, value in told["fields"]], told["files"])
