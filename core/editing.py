"""The one way a form page works: form, write, message, redirect; what a service refuses is told, no typed word is lost."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from . import records
from .form_tokens import OtherWords, digest_of, saved_as, token_of, used_token
from .refusals import Refused

log = logging.getLogger(__name__)

# A rule of the database that no service foresaw, most often that somebody else entered the same a moment ago.
CLASH = "没有保存：和已经登记的内容有冲突，可能是别人刚刚登记了同样的内容，或者有别的记录还在引用它。请核对后再试。"


def whole_number(text: str) -> int | None:
    """A posted number such as a primary key; None for anything that no column can hold."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


@contextmanager
def refusals_in(form: BaseForm) -> Iterator[None]:
    """Show what the block is refused on the form: beside the field that the refusal names, else on top.

    The block returns its response; what follows it shows the form again with everything that was typed.
    """
    try:
        yield
    except records.StaleRecord as refusal:
        if hasattr(form, "mark_stale"):
            form.mark_stale()
        else:
            form.add_error(None, str(refusal))
    except OtherWords as refusal:
        if hasattr(form, "ask_which"):
            form.ask_which()
        else:
            form.add_error(None, str(refusal))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except IntegrityError:
        log.exception("A write was refused by the database")
        form.add_error(None, CLASH)


@contextmanager
def refusals_told(request: HttpRequest, words: str = "{}") -> Iterator[None]:
    """Tell what the block is refused as a message, for buttons that have no form; `words` frames the sentence."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, words.format(refusal))
    except ValidationError as refusal:
        messages.error(request, words.format("".join(refusal.messages)))
    except IntegrityError:
        log.exception("A write was refused by the database")
        messages.error(request, words.format(CLASH))


def made_before(request: HttpRequest) -> Model | None:
    """The record that the same form made of the same words; asked before a state is checked."""
    used = used_token(token_of(request.POST))
    return used and saved_as(used, digest_of(request.POST, request.FILES))


def edit_page(
    request: HttpRequest,
    form,
    *,
    template: str,
    done: str,
    save: Callable[[], Model] | None = None,
    context: dict | None = None,
    to: str = "",
) -> HttpResponse:
    """Show `form`; on a valid POST write it, say `done` and go to the record's page (or to the address `to`).

    `save` writes what the form says and returns the record, by default `form.save()`; a form that is sent twice
    writes once. Where the address says `next`, work elsewhere waits for the record: that page of this site comes then.
    """
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            obj = form.once(save) if save else form.save()
            messages.success(request, done)
            return redirect(to or _waiting_page(request) or records.url_of(obj))
    return render(request, template, {"form": form, **(context or {})})


def _waiting_page(request: HttpRequest) -> str:
    """The page of this site that the address names as `next`; empty where it names none."""
    page = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, None, require_https=request.is_secure())
    return page if page.startswith("/") and is_ours else ""
