"""What a browser's test states of a page is asked until it holds; a page whose scripts have not run shows nothing."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

# What Playwright reads once, at whatever moment the page happens to be.
READ_ONCE = {
    "all_inner_texts", "all_text_contents", "content", "get_attribute", "inner_html", "inner_text", "input_value",
    "is_checked", "is_disabled", "is_enabled", "is_hidden", "is_visible", "text_content",
}  # fmt: skip


def read_once(source: str) -> list[str]:
    """The assertions of a module that read a page once, and waits that the content policy breaks, each with its line."""
    return [
        f"{statement.lineno}: {ast.unparse(statement)}"
        for statement in ast.walk(ast.parse(source))
        if isinstance(statement, ast.Assert)
        for call in ast.walk(statement)
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in READ_ONCE
        )
        or (isinstance(call, ast.Attribute) and ast.unparse(call) == "page.url")
    ] + [
        f"{call.lineno}: {ast.unparse(call)}: use core.testing_browser.until"
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Attribute) and call.attr == "wait_for_function"
    ]


def test_no_browser_test_asserts_what_it_read_once():
    files = [
        path
        for path in Path(settings.BASE_DIR).glob("*/**/test_*.py")
        if path.relative_to(settings.BASE_DIR).parts[0] not in {".venv", "node_modules", "var"}
        and path.name != Path(__file__).name
        and "live_page" in path.read_text(encoding="utf-8")
    ]
    assert len(files) > 20
    told = {path.name: lines for path in files if (lines := read_once(path.read_text(encoding="utf-8")))}
    assert told == {}


def test_sees_an_assertion_that_reads_once():
    assert read_once("assert 'x' in page.locator('b').inner_text()") == [
        "1: assert 'x' in page.locator('b').inner_text()"
    ]
    assert read_once("assert page.url == '/'") == ["1: assert page.url == '/'"]
    assert len(read_once("page.wait_for_function('window.done')")) == 1
    assert read_once("expect(page.locator('b')).to_have_text('x')") == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_page_is_not_touched_before_its_scripts_have_run(live_page, cast):
    page = live_page(cast.secretary)
    page.goto("/meetings/")

    held = []
    page.route("**/formset*.js", lambda route: held.append(route))
    with page.expect_request("**/formset*.js"):
        page.evaluate("location.href = '/meetings/new/?kind=ASSEMBLY'")
    page.locator("main").wait_for(state="attached")
    assert not page.locator("main").is_visible()
    held[0].continue_()
    page.get_by_role("button", name="添加").click()
    expect(page.locator("[name=agenda-TOTAL_FORMS]")).to_have_value("2")
