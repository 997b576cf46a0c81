"""The small scripts of the frame, each on the markup that its head documents, inside the real content policy."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORMSET = """
<form><div data-formset="agenda">
  <input type="hidden" name="agenda-TOTAL_FORMS" value="2">
  <input type="hidden" name="agenda-MAX_NUM_FORMS" value="3">
  <div data-formset-rows>
    <div class="formset-row" data-formset-row><span data-row-number>1</span>
      <input type="hidden" name="agenda-0-id" value="41"><input name="agenda-0-title" id="id_agenda-0-title" value="甲">
      <div data-row-delete><input type="checkbox" name="agenda-0-DELETE"></div>
      <button type="button" data-row-remove hidden>移除</button></div>
    <div class="formset-row" data-formset-row><span data-row-number>2</span>
      <input type="hidden" name="agenda-1-id" value=""><input name="agenda-1-title" id="id_agenda-1-title" value="乙">
      <div data-row-delete><input type="checkbox" name="agenda-1-DELETE"></div>
      <button type="button" data-row-remove hidden>移除</button></div>
  </div>
  <template data-formset-empty><div class="formset-row" data-formset-row><span data-row-number>1</span>
    <input type="hidden" name="agenda-__prefix__-id" value=""><input name="agenda-__prefix__-title" id="id_agenda-__prefix__-title">
    <div data-row-delete><input type="checkbox" name="agenda-__prefix__-DELETE"></div>
    <button type="button" data-row-remove hidden>移除</button></div></template>
  <button type="button" data-formset-add hidden>添加</button>
</div></form>
"""


@pytest.fixture
def page(live_page, db):  # noqa: ARG001  # for its effect
    """A page of the application whose content a test replaces."""
    from branch.accounts.models import User

    User.objects.create_user("anyone", "zhibu-test-pass", display_name="某人")
    page = live_page()
    page.goto("/accounts/login/")
    return page


def show(page, html: str, script: str = "") -> None:
    page.evaluate("html => { document.querySelector('main').innerHTML = html }", html)
    if script:
        page.evaluate("path => import(path)", f"/static/js/{script}?again")


def titles(page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('[name$=-title]')].map(input => input.name)")


def test_adds_a_row_after_the_last_one(page):
    show(page, FORMSET, "formset.js")
    page.get_by_role("button", name="添加").click()
    assert titles(page) == ["agenda-0-title", "agenda-1-title", "agenda-2-title"]
    expect(page.locator("[name=agenda-TOTAL_FORMS]")).to_have_value("3")
    assert page.evaluate("document.activeElement.name") == "agenda-2-title"
    expect(page.get_by_role("button", name="添加")).to_be_disabled()


def test_takes_out_a_new_row_and_renumbers(page):
    show(page, FORMSET, "formset.js")
    page.get_by_role("button", name="添加").click()
    page.locator("[data-row-remove]").nth(1).click()
    assert titles(page) == ["agenda-0-title", "agenda-1-title"]
    expect(page.locator("[name=agenda-TOTAL_FORMS]")).to_have_value("2")
    expect(page.locator("[data-row-number]")).to_have_text(["1", "2"])


def test_marks_a_stored_row_for_deletion_and_keeps_it(page):
    show(page, FORMSET, "formset.js")
    page.locator("[data-row-remove]").first.click()
    assert page.evaluate("document.querySelector('[name=agenda-0-DELETE]').checked")
    expect(page.locator("[data-formset-row]").first).to_be_hidden()
    expect(page.locator("[name=agenda-TOTAL_FORMS]")).to_have_value("2")


def test_rows_need_no_script_to_be_deleted(page):
    show(page, FORMSET)
    expect(page.locator("[name=agenda-0-DELETE]")).to_be_visible()
    expect(page.locator("[data-row-remove]").first).to_be_hidden()


SUBMIT_TWICE = """() => {
  const sent = [];
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent.push(1);
    event.preventDefault();
  });
  const form = document.querySelector("form");
  form.requestSubmit();
  form.requestSubmit();
  return sent.length;
}"""


@pytest.mark.parametrize(("guard", "times"), [("data-guard", 1), ("", 2)])
def test_guarded_form_is_sent_once(page, guard, times):
    show(page, f'<form method="post" {guard}><button type="submit">保存</button></form>')
    assert page.evaluate(SUBMIT_TWICE) == times


LEAVE = """() => {
  document.querySelector("input").dispatchEvent(new Event("input", {bubbles: true}));
  const leaving = new Event("beforeunload", {cancelable: true});
  window.dispatchEvent(leaving);
  return leaving.defaultPrevented;
}"""


@pytest.mark.parametrize(("warn", "asks"), [("data-warn-unsaved", True), ("", False)])
def test_asks_before_typed_text_is_lost(page, warn, asks):
    show(page, f'<form method="post" {warn}><input></form>')
    assert page.evaluate(LEAVE) is asks


def test_choosing_sends_a_filter(page):
    show(
        page,
        '<form action="/accounts/login/" data-autosubmit><select name="next"><option>a<option>b</select></form>',
    )
    with page.expect_navigation():
        page.select_option("select", "b")
    expect(page).to_have_url(re.compile(r"\?next=b$"))
