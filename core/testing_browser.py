"""Pytest helpers for tests in a real browser: a signed-in page against the live server, and axe-core.

The page watches itself: a console error (the content policy's refusals among them), a failed file or a request that
leaves the server fails the test at its end.
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import modify_settings

# A site that is served already, on the database and the stores of these tests.
LIVE_URL = os.environ.get("ZHIBU_LIVE_URL", "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--ignore-certificate-errors"] if LIVE_URL else []),  # its certificate is of its own making
]
# Milliseconds that a page may take on a busy machine.
TIMEOUT = 10_000
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
AXE_RUN = """rules => axe.run(document, {runOnly: rules}).then(found => found.violations.flatMap(violation =>
    violation.nodes.map(node => `${violation.id}: ${node.html.slice(0, 200)} (${node.failureSummary})`)))"""
# A page that is still loading shows nothing, so that whatever a test waits for, clicks or fills stands on a page whose
# scripts have run: a click that leads on returns as soon as the next page begins to come.
READY_OR_HIDDEN = """
    const hidden = new CSSStyleSheet();
    hidden.replaceSync("html { visibility: hidden !important }");
    document.adoptedStyleSheets = [hidden];
    document.addEventListener("DOMContentLoaded", () => { document.adoptedStyleSheets = []; });
"""
# What only the narrow window can break: the size of what is touched.
AXE_TOUCH_RULES = ["wcag22aa"]


def chromium_path(*, with_desktop: bool = False) -> str:
    """Where Debian's Chromium is. Fails the test with the package to install when there is none.

    As a rule the one that can show no window: the same engine, in two thirds of the time. It keeps no page for the
    Back button, which the one for a desktop does.
    """
    names = ["chromium"] if with_desktop else ["chromium-headless-shell", "chromium"]
    found = next(filter(None, map(shutil.which, names)), None)
    return found or pytest.fail(f"browser tests need Chromium: apt-get install {names[0]}")


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One headless Chromium for the whole run."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=TIMEOUT)
    # The browser's driver keeps an event loop running in this thread; the tests' own queries are not asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield chromium
        chromium.close()


class PageWatch:
    """What a page must never do, noted while the test runs."""

    def __init__(self, page, home: str):
        self.home = urlsplit(home).netloc
        self.problems: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message) -> None:
        # The browser also logs every 403 and 404 page; a test asks for those on purpose.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.home:
            self.problems.append(f"request leaves the server: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 400 and response.request.resource_type in {"script", "stylesheet", "image"}:
            self.problems.append(f"{response.status} for {response.url}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Against a site that is served already, leave out what reaches into the server's process."""
    if LIVE_URL:
        inside = [item for item in items if item.get_closest_marker("in_process")]
        config.hook.pytest_deselected(items=inside)
        items[:] = [item for item in items if item not in inside]
        for item in inside:
            config.get_terminal_writer().line(
                f"left out: {item.nodeid} ({item.get_closest_marker('in_process').args[0]})"
            )


if LIVE_URL:

    @pytest.fixture(scope="session")
    def live_server() -> SimpleNamespace:
        """Replaces pytest-django's, which serves the site in this process."""
        return SimpleNamespace(url=LIVE_URL, _live_server_modified_settings=modify_settings())


@pytest.fixture
def live_page(browser, live_server) -> Iterator:
    """`live_page(user, viewport=PHONE, year=2025)`: a page of its own, signed in as `user` (None: nobody)."""
    contexts, watches = [], []

    def open_page(user=None, *, viewport: dict | None = None, year: int | None = None):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport or DESKTOP,
            has_touch=viewport == PHONE,
            locale="zh-CN",
            timezone_id=settings.TIME_ZONE,
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT)
        context.add_init_script(READY_OR_HIDDEN)
        contexts.append(context)
        if user is not None:
            context.add_cookies([{**session_cookie(user, year), "url": live_server.url}])
        page = context.new_page()
        watches.append(PageWatch(page, live_server.url))
        return page

    yield open_page
    problems = [problem for watch in watches for problem in watch.problems]
    for context in contexts:
        context.close()
    if problems:
        pytest.fail("\n".join(problems))


def session_cookie(user, year: int | None = None) -> dict[str, str]:
    """The cookie of a session in which `user` is signed in and looks at `year`."""
    client = Client()
    client.force_login(user, backend="branch.backends.AccountBackend")
    if year:
        session = client.session
        session["workspace_year"] = year
        session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


def axe_violations(page, rules: list[str] = AXE_RULES) -> list[str]:
    """What axe-core finds on the page by WCAG 2.2 A and AA (or some of its tags), one line per place.

    The script goes in through the debugger, past the page's content policy. Only what is wrong comes back: handing
    over every place that passes takes longer than the check itself.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(AXE_RUN, rules)


def until(page, condition: str, arg: object = None) -> None:
    """Wait until a script's condition holds. Raises AssertionError after TIMEOUT.

    Playwright's own `wait_for_function` asks a second time from within the page, where the content policy forbids it:
    it fails whenever the first answer is no.
    """
    end = time.monotonic() + TIMEOUT / 1000
    while not page.evaluate(condition, arg):
        assert time.monotonic() < end, f"never came true: {condition}"
        page.wait_for_timeout(30)


def take_picture(page, name: str) -> None:
    """A picture of the page for the handbook, where `script/handbook-pictures` asks for it."""
    if folder := os.environ.get("HANDBOOK_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def sideways_scroll(page) -> int:
    """By how many pixels the page is wider than its window; 0 when it fits."""
    return page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)")
