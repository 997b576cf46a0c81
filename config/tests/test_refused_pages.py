"""Every address whose service can refuse: the refusal is told, everything typed comes back, nothing is an error page. The
services are made to refuse here, one after the other; what makes each refuse by itself is tested with its topic.
"""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from django import forms
from django.http import HttpResponse
from django.urls import reverse

from core.refusals import Refused
from core.testing import ROLE_NAMES, signed_in
from core.testing_databases import prepared
from meetings.tests.forms import committee_roll, posted
from rectification.items import moves

from .site import post_only, whole_matrix
from .test_record_pages import TYPED, build_records
from .test_refusals import Name, code
from .typed import typed

TEXT = "试验内容"  # what `typed` types
WORDS = "试验拒绝：请先改正。"
ROWS = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}
VOTES = {"lines-0-in_favour": "4", "lines-0-against": "0", "lines-0-abstained": "0"}
# What is sent beside what the opened form holds; buttons and rows that no form of the page holds.
MORE = {
    "activities:area_copy": {"source": "last_year"},
    "branch:account_create": TYPED["branch.user"],
    "branch:organisation_create": TYPED["branch.organisation"],
    "branch:post_create": TYPED["branch.post"],
    "meetings:appraisal_vote": {"accept": "on"},
    "meetings:decision_done": {"on": "2025-04-01"},
    "meetings:roll_make_up": {"on": "2025-04-01"},
    "meetings:template_create": TYPED["meetings.agendatemplate"],
    "meetings:vote_create": VOTES,
    "meetings:vote_update": VOTES,
    "rectification:framework_update": {f"items-{name}": value for name, value in ROWS.items()}
    | {"items-0-text": TEXT},
    "rectification:item_extend": {"due_on": "2099-01-01"},
    "rectification:item_keep": {"review_on": "2099-01-01"},
    "rectification:item_log": {"on": "2025-04-01", "text": TEXT},
    "reports:paragraph_create": {"text": TEXT},
    "reports:paragraph_update": {"text": TEXT},
    "reports:report_move": {"action": "REVIEW"},
    "study:plan_create": TYPED["study.planitem"],
    "study:task_create": TYPED["study.studytask"],
    "study:training_create": TYPED["study.training"],
    "study:unit_create": TYPED["study.hourunit"],
}
QUERY = {"activities:activity_create": "?kind=relay"}
# Sent without opening the page: it has no form, or asks first.
UNOPENED = {"meetings:appraisal_close", "reports:report_create"}


site = prepared(build_records)


@cache
def services() -> dict[Name, list[tuple[object, str]]]:
    """The services that refuse, and every module that holds each, by what name."""
    names = [
        name
        for name, found in code().lets_out.items()
        if name[0].split(".")[-1] in {"services", "paper", "reckoning"}
        and "." not in name[1]
        and not name[1].startswith("_")
        and any(code().is_a(one, {"Refused"}) for one in found)
    ]
    held: dict[int, list[tuple[object, str]]] = {}
    for module in map(importlib.import_module, code().imports):
        for key, value in vars(module).items():
            held.setdefault(id(value), []).append((module, key))
    return {name: held[id(getattr(importlib.import_module(name[0]), name[1]))] for name in names}


@pytest.fixture
def asked(monkeypatch) -> set[Name]:
    """All services and every audited write refuse; which of them were asked."""
    names: set[Name] = set()

    def refusing(name: Name):
        def refuse(*args, **kwargs):  # noqa: ARG001  # as whatever it stands for
            names.add(name)
            raise Refused(WORDS)

        return refuse

    stubs = {name: refusing(name) for name in services()}
    for name, places in services().items():
        for module, key in places:
            monkeypatch.setattr(module, key, stubs[name])
    moved = {
        key: replace(move, service=stubs[move.service.__module__, move.service.__name__])
        for key, move in moves.MOVES.items()
    }
    monkeypatch.setattr(moves, "MOVES", moved)
    monkeypatch.setattr("core.records.audited", refusing(("core.records", "audited")))
    return names


def more(cast, name: str) -> dict[str, object]:
    """What is sent to an address beside what its form holds."""
    if name == "meetings:meeting_create":
        return posted(committee_roll(cast), chair=cast.people.secretary.pk, minutes=TEXT)
    return MORE.get(name, {})


def answers(site) -> Iterator[tuple[str, list[str], HttpResponse]]:
    """Fill in every form and press every button: the address, the words that were typed, and the answer."""
    clients = {role: signed_in(getattr(site.cast, role), year=2025) for role in ROLE_NAMES}
    for name, row in whole_matrix().items():
        if name == "branch:sign_out":
            continue  # the other addresses are asked by the same people
        client = clients[next((one for one in ROLE_NAMES if row[one] in {200, 302}), "secretary")]
        url = reverse(name, kwargs=site.objects.get(name) or None) + QUERY.get(name, "")
        data = more(site.cast, name)
        words = [TEXT] if TEXT in data.values() else []
        if name not in post_only() | UNOPENED:
            opened = client.get(url)
            if opened.streaming:
                b"".join(opened.streaming_content)
                continue
            form = (opened.context or {}).get("form")
            if isinstance(form, forms.BaseForm):
                data = typed(form) | data
                words += [
                    data[key]
                    for key, field in form.fields.items()
                    if type(field) is forms.CharField and data.get(key) == TEXT
                ]
            elif "version" in (opened.context or ()):
                data |= {"version": opened.context["version"]}
            else:
                continue
        yield name, words, client.post(url, data)


@pytest.mark.no_cover
def test_every_refusal_is_told_and_no_typed_word_is_lost(site, asked):
    wrong, reached, with_words = {}, set(), 0
    for name, words, answer in answers(site):
        if not asked:
            continue
        reached |= asked
        asked.clear()
        with_words += bool(words)
        told = "".join(str(message) for message in getattr(answer.wsgi_request, "_messages", ()))
        shown = answer.content.decode()
        if WORDS not in told and WORDS not in shown:
            wrong[name] = "does not tell it"
        elif any(word not in shown for word in words):
            wrong[name] = "loses what was typed"
    assert wrong == {}
    # The others are called by these, or wait for a file or a state that only their own tests make.
    assert len(reached) > len(services()) / 2
    assert with_words > 30
