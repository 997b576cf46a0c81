"""The tests' own database: whatever a test does, commits and leaves unanswered, the next one begins as it began."""

import threading
from urllib.request import urlopen

import pytest
from django.core.signals import request_started
from django.http import HttpResponse

from branch.members.models import Member
from branch.organisations.models import Organisation
from core.testing_databases import EMPTY, database, wait_for_answers

pytestmark = pytest.mark.postgres
TWICE = pytest.mark.parametrize("time", ["first", "again"])


def spoil(cast, code: str) -> None:
    """Find the cast as it was built, then leave nothing of it as it was."""
    member = cast.people.member
    assert (member.name, Member.objects.get(pk=member.pk).name) == ("周试五", "周试五")
    assert Organisation.objects.count() == 3
    member.name = cast.branch.name = "改过"
    member.save()
    Organisation.objects.create(code=code, name="丙党支部", short_name="丙", kind="BRANCH")
    del cast.people


@TWICE
def test_begins_with_the_cast_as_built(cast, time):
    spoil(cast, time)


@TWICE
@pytest.mark.django_db(transaction=True)
def test_begins_with_the_cast_as_built_after_a_commit(cast, time):
    spoil(cast, time)


@pytest.mark.django_db
def test_begins_empty_without_the_cast():
    assert database().holds == EMPTY
    assert not Organisation.objects.exists()


@pytest.mark.usefixtures("cast")
def test_hands_out_nothing_that_the_database_does_not_hold():
    with pytest.raises(RuntimeError, match="does not hold"):
        database().handed_out(EMPTY)


@pytest.mark.usefixtures("cast")
def test_keeps_the_database_while_a_wider_fixture_holds_a_transaction():
    with pytest.raises(RuntimeError, match="transaction is open"):
        database().begin(EMPTY)


@pytest.mark.django_db(transaction=True)
def test_waits_until_the_live_server_has_answered(live_server, monkeypatch):
    asked, may_answer = threading.Event(), threading.Event()

    def slow(*_, **__):
        asked.set()
        may_answer.wait(10)
        Organisation.objects.create(code="late", name="迟到党支部", short_name="迟", kind="BRANCH")
        return HttpResponse()

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIHandler.get_response", lambda *_: slow())
    reader = threading.Thread(target=lambda: urlopen(live_server.url).read())  # noqa: S310  # our own server
    reader.start()
    asked.wait(10)
    threading.Timer(0.2, may_answer.set).start()
    database().holds = None
    database().begin(EMPTY)
    reader.join()
    assert not Organisation.objects.filter(code="late").exists()


def asked_in_a_thread(until: threading.Event) -> threading.Thread:
    """A thread that began to answer and never says that it has ended, as when the browser hangs up in the middle."""
    asked = threading.Event()

    def answer():
        request_started.send(sender=None, environ={"PATH_INFO": "/hung-up/"})
        asked.set()
        until.wait(10)

    thread = threading.Thread(target=answer)
    thread.start()
    asked.wait(10)
    return thread


def test_waits_for_nobody_who_has_hung_up(monkeypatch):
    monkeypatch.setattr("core.testing_databases.LAST_ANSWER", 0.2)
    may_end = threading.Event()
    thread = asked_in_a_thread(may_end)
    with pytest.raises(RuntimeError, match="/hung-up/"):
        wait_for_answers()
    may_end.set()
    thread.join()
    wait_for_answers()
