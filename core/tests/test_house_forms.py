"""The base form says what is missing by the field's own name, and the components show it beside the field."""

import pytest
from django import forms
from django.template import Context, Template
from django.test.html import parse_html

from core.forms import BaseForm, Choice, settle_choices


class VisitForm(BaseForm):
    fieldsets = [("基本情况", ["place", "chair", "ways"]), ("内容", ["text", "is_checked"])]
    place = forms.CharField(label="地点", help_text="写进会议记录。")
    chair = forms.ChoiceField(label="主持人", choices=[("", "请选择"), ("1", "甲")])
    ways = forms.MultipleChoiceField(
        label="方式", choices=[("1", "现场"), ("2", "网络")], widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(label="内容", error_messages={"required": "先写内容。"})
    is_checked = forms.BooleanField(label="已核对")


def page(form) -> str:
    template = '{% include "components/_form.html" with form=form csrf_token="x" cancel_url="/" only %}'
    return Template(template).render(Context({"form": form}))


def test_names_the_empty_field():
    errors = VisitForm({}).errors
    assert errors["place"] == ["请填写地点。"]
    assert errors["chair"] == ["请选择主持人。"]
    assert errors["ways"] == ["请选择方式。"]
    assert errors["is_checked"] == ["请勾选已核对。"]


def test_blank_choice_says_what_to_do():
    class Blank(BaseForm):
        needed = forms.ChoiceField(choices=[("", "---------"), ("1", "甲")])
        spare = forms.ChoiceField(choices=[("", "---------"), ("1", "甲")], required=False)
        own = forms.ChoiceField(choices=[("", "全部"), ("1", "甲")], required=False)

    fields = Blank().fields
    assert [fields[name].choices[0][1] for name in ("needed", "spare", "own")] == ["请选择", "（无）", "全部"]


def test_keeps_a_message_of_the_form_itself():
    assert VisitForm({}).errors["text"] == ["先写内容。"]


def test_shows_the_error_on_top_and_beside_the_field():
    html = page(VisitForm({"text": "已写"}))
    assert html.count("请填写地点。") == 2
    assert '<a href="#id_place">地点</a>' in html
    assert 'id="id_place_error"' in html
    assert "已写" in html


def test_says_why_a_field_is_asked_for():
    html = page(VisitForm())
    assert 'id="id_place_helptext">写进会议记录。' in html
    assert 'aria-describedby="id_place_helptext"' in html


@pytest.mark.parametrize("legend", ["基本情况", "内容"])
def test_groups_fields_by_fieldset(legend):
    assert f"<legend>{legend}</legend>" in page(VisitForm())


def test_shows_both_sides_of_a_conflict():
    form = VisitForm()
    form.conflicts = [("地点", "一楼", "二楼")]
    html = page(form)
    assert "一楼" in html
    assert "二楼" in html


NAMES = [("1", "甲"), ("<2>", "乙 & 丙"), ("组", [("3", "丁"), ("4", "戊")])]


@pytest.mark.parametrize("chosen", ["", "1", "<2>", "4", "falsch", None])
def test_a_filter_shows_the_select_that_django_shows(chosen):
    ours = Choice("人", NAMES)
    theirs = forms.Select(choices=ours.choices)
    attrs = {"id": "id_who", "class": "form-select"}
    shown = [parse_html(widget.render("who", chosen, attrs)) for widget in (ours.widget, theirs)]
    assert shown[0] == shown[1]


def test_settled_choices_are_shared_and_not_changed_by_one_form():
    @settle_choices
    class Settled(BaseForm):
        who = forms.ChoiceField(choices=[("", "---------"), ("1", "甲")], required=False)

    one, other = Settled(), Settled()
    assert one.fields["who"].choices is other.fields["who"].choices
    one.fields["who"].choices = [*one.fields["who"].choices, ("2", "乙")]
    assert list(other.fields["who"].choices) == [("", "（无）"), ("1", "甲")]
    assert Settled({"who": "1"}).is_valid()
    assert not Settled({"who": "2"}).is_valid()
