"""Whatever two tabs do with a form, no message says that words were saved which are not: random sequences by HTTP.

Tabs open a form, type, save, go Back and type something else, send the same once more, and edit what was made. After
each answer that says 已… the record that it leads to holds the words that were posted. SAVED_WORDS=500 runs so many
sequences; a run of the whole suite is content with some.
"""

import os
import random
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.urls import resolve, reverse

from activities.models import Activity
from core.records import by_label, url_of
from core.testing import signed_in
from meetings.meeting.models import Meeting
from meetings.tests.forms import committee_roll, posted
from rectification.opinions.models import Opinion

from .typed import typed

SEQUENCES, STEPS = int(os.environ.get("SAVED_WORDS", "50")), 5


@dataclass(frozen=True)
class Kind:
    """A type of record, the field of its form that is typed in, what the address of a new one asks for."""

    model: type
    name: str
    query: str = ""

    def data(self, cast, form) -> dict[str, object]:
        """What the browser sends of a form as it was opened."""
        if self.model is not Meeting:
            return typed(form)
        hidden = {name: form[name].value() for name in ("form_token", "lock_version") if name in form.fields}
        return posted(committee_roll(cast), chair=cast.people.secretary.pk) | hidden


KINDS = (Kind(Opinion, "text"), Kind(Activity, "title", "?kind=relay"), Kind(Meeting, "minutes"))


@dataclass
class Tab:
    """What one tab shows: an opened form and where it is sent; `sent` is what went out last."""

    url: str = ""
    data: dict[str, object] = field(default_factory=dict)
    sent: dict[str, object] | None = None


class Person:
    """Somebody with two tabs, who never asks in which order forms should be used."""

    def __init__(self, cast, kind: Kind, chance: random.Random):
        self.cast, self.kind, self.chance = cast, kind, chance
        self.client = signed_in(cast.secretary, year=2025)
        self.tabs = [Tab(), Tab()]
        self.made: list[int] = []
        self.said = self.asked = 0

    def live(self, steps: int) -> None:
        """Do something in one of the tabs, so many times."""
        for _ in range(steps):
            tab = self.chance.choice(self.tabs)
            act = self.chance.choice((self.open, self.save, self.save, self.back, self.resend, self.edit))
            act(tab if tab.url else self.open(tab))

    def open(self, tab: Tab) -> Tab:
        """A new form."""
        return self._show(
            tab, reverse(by_label(self.kind.model._meta.label_lower).create_url) + self.kind.query
        )

    def edit(self, tab: Tab) -> None:
        """The form of a record that was made."""
        if self.made:
            pk = self.chance.choice(self.made)
            self._show(tab, reverse(by_label(self.kind.model._meta.label_lower).update_url, args=[pk]))

    def _show(self, tab: Tab, url: str) -> Tab:
        tab.url, tab.sent = url, None
        tab.data = self.kind.data(self.cast, self.client.get(url).form)
        return tab

    def save(self, tab: Tab) -> None:
        """Type and save. Where the form comes back the person decides: another record, that one, or leave it."""
        tab.sent = tab.data | {self.kind.name: f"话{self.chance.randrange(10**9)}"}
        form = self._send(tab.url, tab.sent)
        if form is None:
            return
        answer = self.chance.choice(("leave", "again", "new", "change"))
        if answer == "again":
            self._send(tab.url, tab.sent | self._hidden(form))
        elif form.asked and answer == "new":
            self._send(tab.url, tab.sent | {"as_new": form.asked.token})
        elif form.asked and form.asked.is_sent and form.asked.change_url and answer == "change":
            version = {"as_new": form.asked.token, "lock_version": form.asked.lock_version}
            self._send(form.asked.change_url, tab.sent | version)

    def _hidden(self, form) -> dict[str, object]:
        return {name: form[name].value() for name in ("form_token", "lock_version") if name in form.fields}

    def back(self, tab: Tab) -> None:
        """The form stands there as it was opened, its token with it; then something else is typed into it."""
        self.save(tab)

    def resend(self, tab: Tab) -> None:
        """The very same once more, as a line that drops or an impatient finger does."""
        if tab.sent:
            self._send(tab.url, tab.sent)

    def _send(self, url: str, data: dict[str, object]):
        """Post, and hold what is said against what is stored; returns the form that came back, if one did."""
        answer = self.client.post(url, data)
        told = [str(message) for message in answer.wsgi_request._messages]
        if answer.status_code == 200:
            assert not any("已" in text for text in told), told
            form = answer.form
            assert form[self.kind.name].value() == data[self.kind.name], "a typed word is lost"
            self.asked += 1
            return form
        assert answer.status_code == 302
        pk = resolve(answer.url.partition("?")[0]).kwargs["pk"]
        stored = self.kind.model.objects.get(pk=pk)
        assert answer.url == url_of(stored)
        if any("已" in text for text in told):
            assert getattr(stored, self.kind.name) == data[self.kind.name], told
            self.said += 1
        self.made = list(dict.fromkeys([*self.made, pk]))
        self.client.cookies.pop("messages", None)  # read on the page that it led to
        return None


def sequences(cast, seed: int, count: int) -> tuple[int, int]:
    """How often something was said to be saved, and how often a form came back."""
    chance, said, asked = random.Random(seed), 0, 0
    for number in range(count):
        person = Person(cast, KINDS[number % len(KINDS)], chance)
        person.live(STEPS)
        said, asked = said + person.said, asked + person.asked
    return said, asked


@pytest.fixture
def unpainted(monkeypatch):
    """A page that shows a form hands it over instead: that it stands in the page, with its words, others test."""

    def hand_over(request, template, context):  # noqa: ARG001  # as Django calls it
        response = HttpResponse()
        response.form = context["form"]
        return response

    monkeypatch.setattr("core.editing.render", hand_over)


@pytest.mark.no_cover
@pytest.mark.usefixtures("unpainted")
def test_what_is_said_to_be_saved_is_stored(cast):
    said, asked = sequences(cast, seed=10, count=SEQUENCES)
    assert said > SEQUENCES
    assert asked > SEQUENCES / 5


@pytest.mark.no_cover
@pytest.mark.usefixtures("unpainted")
def test_sees_a_token_that_answers_for_itself_alone(cast, monkeypatch):
    """Negative control: as it was before words were kept with the token."""
    from core import form_tokens, forms

    def by_token(used, digest):  # noqa: ARG001
        return form_tokens.record_of(used)

    monkeypatch.setattr(forms, "saved_as", by_token)
    monkeypatch.setattr(form_tokens, "saved_as", by_token)
    with pytest.raises(AssertionError, match="已"):
        sequences(cast, seed=10, count=40)
