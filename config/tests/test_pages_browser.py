"""Every page of every app in a real browser, at a desk and on a phone: axe-core finds nothing, nothing scrolls sideways.

The pages and their objects come from the permission matrix of each app (`<app>/tests/matrix.py`).
"""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.urls import reverse

from core.testing import ROLE_NAMES
from core.testing_browser import (
    AXE_RULES,
    AXE_TOUCH_RULES,
    DESKTOP,
    PHONE,
    axe_violations,
    sideways_scroll,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
APPS = [app for app in settings.FIRST_PARTY_APPS if find_spec(f"{app}.tests.matrix")]


def pages_of(app: str, cast, client_of) -> dict[str, list[str]]:
    """The addresses of an app's HTML pages, by the first role that may open them, and its MORE_PAGES (role, address).

    Of pages made by one template the last is taken: the form that edits, filled in, not the empty one that creates.
    """
    matrix = import_module(f"{app}.tests.matrix")
    objects = matrix.make_objects(cast)
    found: dict[str, tuple[str, str]] = {}
    for name, statuses in matrix.MATRIX.items():
        role = next((role for role in ROLE_NAMES if statuses.get(role) == 200), None)
        arguments = objects.get(name) or {}
        if role is None or "file_format" in arguments:
            continue
        address = reverse(name, kwargs=arguments)
        response = client_of(getattr(cast, role)).get(address)
        # Downloads and fragments of pages are no pages.
        if response.status_code == 200 and not response.streaming and b"<html" in response.content:
            found[response.templates[0].name] = (role, address)
        response.close()
    pages: dict[str, list[str]] = {}
    for role, address in [*found.values(), *getattr(matrix, "MORE_PAGES", ())]:
        pages.setdefault(role, []).append(address)
    return pages


@pytest.mark.parametrize("app", APPS)
def test_pages_are_accessible_and_fit(app, cast, client_of, live_page):
    found = []
    for role, addresses in pages_of(app, cast, client_of).items():
        page = live_page(getattr(cast, role))
        for address in addresses:
            page.set_viewport_size(DESKTOP)
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
            # Turning to the phone's width spares opening every page twice.
            for viewport, rules in ((DESKTOP, AXE_RULES), (PHONE, AXE_TOUCH_RULES)):
                page.set_viewport_size(viewport)
                place = f"{address} as {role} at {viewport['width']} px"
                found += [f"{place}: {line}" for line in axe_violations(page, rules)]
                if too_wide := sideways_scroll(page):
                    found.append(f"{place}: {too_wide} px wider than the window")
    assert found == []
