"""The one way a create or edit page works: form, save, message, redirect; typed text is never lost."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from . import records


def edit_page(request, form, *, template: str, done: str, context: dict | None = None, to: str = ""):
    """Show `form`; on a valid POST save it, say `done` and go to the record's page (or to the address `to`)."""
    if request.method == "POST" and form.is_valid():
        try:
            obj = form.save()
        except records.StaleRecord:
            form.mark_stale()
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect(to or records.url_of(obj))
    return render(request, template, {"form": form, **(context or {})})
