"""The anonymous page of 征求意见: what it takes, what it refuses, and that nothing names the writer."""

import logging
import uuid
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from gunicorn.config import Config

from config.access_log import AccessLogger
from core.models import AuditEntry, UsedFormToken
from rectification.opinions import services
from rectification.opinions.models import Opinion, OpinionRound, RoundReply
from rectification.opinions.services import collect_opinions, give_opinion

from . import factory

pytestmark = pytest.mark.django_db
TEXT = "夜班食堂关门早，吃不上热饭"
TRACES = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "198.51.100.23",
    "HTTP_USER_AGENT": "TracedBrowser/9.9",
    "HTTP_REFERER": "http://testserver/traced-referer/",
    "HTTP_ACCEPT_LANGUAGE": "xx-Traced",
}


@pytest.fixture(autouse=True)
def _count_anew():
    services.forget()
    yield
    services.forget()


def address(round_: OpinionRound) -> str:
    return reverse("rectification:opinion_give", args=[round_.token])


def open_page(client, round_) -> dict[str, str]:
    """The fields that a browser would send back, with an opinion typed in."""
    page = client.get(address(round_))
    return {"page": page.context["form"]["page"].value(), "about": "BRANCH", "text": TEXT}


def all_rows() -> dict[tuple[str, object], dict[str, object]]:
    """Every row of every table of the site."""
    return {
        (model._meta.label, row["pk"]): row
        for model in apps.get_models()
        for row in model._base_manager.values("pk", *[field.attname for field in model._meta.concrete_fields])
    }


def written_since(before) -> list[tuple[str, dict[str, object]]]:
    return [(key[0], row) for key, row in all_rows().items() if before.get(key) != row]


def test_takes_an_opinion_from_somebody_without_an_account(cast):
    round_, client = factory.make_round(cast), Client()
    response = client.post(address(round_), open_page(client, round_), follow=True)
    assert "意见已收下" in response.content.decode()
    reply = RoundReply.objects.get()
    assert (reply.text, reply.about, reply.received_on) == (TEXT, "BRANCH", localdate())


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["stranger", "signed in"])
def test_stores_no_trace_of_the_writer(is_signed_in, cast, client_of, caplog):
    round_ = factory.make_round(cast)
    client = client_of(cast.member) if is_signed_in else Client()
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    log = settings.LOG_DIR / "zhibu.log"
    logged = log.read_text() if log.exists() else ""
    before = all_rows()
    with caplog.at_level(logging.DEBUG):
        sent = open_page(client, round_)
        response = client.post(address(round_), sent, follow=True, **TRACES)
        client.post(address(round_), {**sent, "text": ""}, **TRACES)
    # The one new row holds five values: a random key, the round, whom it is about, the text and the day.
    [(label, row)] = written_since(before)
    assert label == "rectification.RoundReply"
    assert set(row) == {"pk", "key", "round_id", "about", "text", "received_on"}
    assert (row["round_id"], row["about"], row["text"]) == (round_.pk, "BRANCH", TEXT)
    assert type(row["received_on"]) is date
    assert isinstance(row["key"], uuid.UUID)
    assert row["key"].version == 4
    # No cookie is set, and no log is written but the database's own statements while debugging.
    assert {name: morsel.value for name, morsel in client.cookies.items()} == cookies
    assert response.headers["Referrer-Policy"] == "no-referrer"
    records = [r for r in caplog.records if r.name != "django.db.backends" and r.levelno >= logging.INFO]
    assert records == []
    assert (log.read_text() if log.exists() else "") == logged


@pytest.mark.usefixtures("cast")
def test_trace_finder_sees_a_trace(client):
    """Negative control: what an ordinary page of the site stores does show up as a trace."""
    before = all_rows()
    client.post(reverse("branch:sign_in"), {"username": "member", "password": "zhibu-test-pass"}, **TRACES)
    found = written_since(before)
    assert any(label == "sessions.Session" for label, _ in found)
    assert any(isinstance(value, datetime) for _, row in found for value in row.values())


def test_taken_out_opinions_carry_no_trace_either(cast):
    round_ = factory.make_round(cast, opens=-9, closes=-2)
    day = round_.closes_on
    for number in range(12):
        RoundReply.objects.create(round=round_, about="BRANCH", text=f"意见{number:02}", received_on=day)
    written = [reply.text for reply in RoundReply.objects.order_by("key")]
    assert collect_opinions(round=round_, by=cast.secretary, on=localdate()) == 12
    opinions = Opinion.objects.order_by("pk")
    assert [opinion.text for opinion in opinions] != written
    assert {opinion.created_by_id for opinion in opinions} == {cast.secretary.pk}
    assert {opinion.collected_on for opinion in opinions} == {day}
    # The audit log knows who took them out, and nobody else.
    entries = AuditEntry.objects.filter(object_type="rectification.opinion")
    assert {entry.actor_id for entry in entries} == {cast.secretary.pk}
    assert entries.count() == 12
    assert not RoundReply.objects.exists()
    assert not UsedFormToken.objects.exists()
    assert collect_opinions(round=round_, by=cast.secretary, on=localdate()) == 0


def test_order_of_writing_is_lost(cast):
    """Of twenty opinions written one after another, keys and taken-out rows keep no order."""
    round_ = factory.make_round(cast, opens=-9, closes=-2)
    for number in range(20):
        give_opinion(round=round_, key=uuid.uuid4(), about="BRANCH", text=f"{number:02}", on=round_.closes_on)
    collect_opinions(round=round_, by=cast.secretary, on=localdate())
    texts = [opinion.text for opinion in Opinion.objects.order_by("pk")]
    assert sorted(texts) == [f"{number:02}" for number in range(20)]
    assert texts != sorted(texts)


def test_same_form_sent_again_is_one_opinion(cast):
    round_, client = factory.make_round(cast), Client()
    sent = open_page(client, round_)
    for _ in range(5):
        assert client.post(address(round_), sent).status_code == 302
    assert RoundReply.objects.count() == 1
    client.post(address(round_), open_page(client, round_))
    assert RoundReply.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "请填写意见"),
        ({"text": "啊"}, "意见太短"),
        ({"text": "长" * 2001}, "2000"),
        ({"about": "NOBODY"}, "NOBODY"),
        ({"about": ""}, "请选择针对"),
        ({"page": ""}, "再按一次"),
        ({"page": "forged:1:2"}, "再按一次"),
    ],
)
def test_bad_input_is_named_and_kept_nowhere_but_in_the_form(change, words, cast):
    round_, client = factory.make_round(cast), Client()
    response = client.post(address(round_), open_page(client, round_) | change)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not RoundReply.objects.exists()


def test_stale_page_keeps_the_text_and_goes_through_the_second_time(cast):
    round_, other, client = factory.make_round(cast), factory.make_round(cast), Client()
    sent = open_page(client, round_) | {"page": open_page(client, other)["page"]}
    page = client.post(address(round_), sent)
    assert TEXT in page.content.decode()
    assert (
        client.post(address(round_), sent | {"page": page.context["form"]["page"].value()}).status_code == 302
    )
    assert RoundReply.objects.get().round == round_


@pytest.mark.parametrize(
    ("opens", "closes", "words"), [(-5, -1, "截止"), (1, 5, "请到时再打开")], ids=["over", "not yet"]
)
def test_takes_nothing_outside_its_dates(opens, closes, words, cast):
    round_, client = factory.make_round(cast), Client()
    sent = open_page(client, round_)
    today = localdate()
    OpinionRound.objects.filter(pk=round_.pk).update(
        opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes)
    )
    assert words in client.get(address(round_)).content.decode()
    assert client.post(address(round_), sent).status_code == 200
    assert not RoundReply.objects.exists()


@pytest.mark.parametrize("opens_closes", [(0, 0), (-3, 0), (0, 3)])
def test_first_and_last_day_count(opens_closes, cast):
    round_, client = factory.make_round(cast, opens=opens_closes[0], closes=opens_closes[1]), Client()
    assert client.post(address(round_), open_page(client, round_)).status_code == 302


def test_deleted_round_and_wrong_link_are_unknown(cast):
    round_, client = factory.make_round(cast), Client()
    assert client.get(reverse("rectification:opinion_give", args=["x" * 32])).status_code == 404
    round_.deleted_at = "2026-01-01T00:00:00+08:00"
    round_.save()
    assert client.get(address(round_)).status_code == 404


def test_slows_down_a_flood_and_keeps_what_was_typed(cast):
    round_, client = factory.make_round(cast), Client()
    sent = open_page(client, round_)
    for _ in range(services.PER_MINUTE):
        assert client.post(address(round_), sent).status_code == 302
    page = client.post(address(round_), open_page(client, round_))
    assert page.status_code == 200
    assert "请过一分钟" in page.content.decode()
    assert TEXT in page.content.decode()


def test_throttle_lets_go_after_a_minute_and_counts_each_round():
    assert all(services.allows(1, 10.0) for _ in range(services.PER_MINUTE))
    assert not services.allows(1, 69.9)
    assert services.allows(2, 69.9)
    assert services.allows(1, 70.0)


def test_a_full_round_takes_no_more(cast, monkeypatch):
    monkeypatch.setattr(services, "REPLIES_MOST", 1)
    round_, client = factory.make_round(cast), Client()
    client.post(address(round_), open_page(client, round_))
    assert "已满" in client.post(address(round_), open_page(client, round_)).content.decode()


def test_opinion_about_one_member_keeps_the_member(cast):
    round_ = factory.make_round(cast, opens=-5, closes=0, about="MEMBER", about_member=cast.people.committee)
    client = Client()
    page = client.get(address(round_)).content.decode()
    assert "针对党员 钱试二" in page
    client.post(address(round_), open_page(client, round_) | {"about": "BRANCH"})
    OpinionRound.objects.update(closes_on=localdate() - timedelta(days=1))
    round_.refresh_from_db()
    collect_opinions(round=round_, by=cast.secretary, on=localdate())
    opinion = Opinion.objects.get()
    assert (opinion.about, opinion.about_member) == ("MEMBER", cast.people.committee)
    assert opinion.about_label == "党员 钱试二"


def test_nothing_is_taken_out_before_the_round_is_over(cast, client_of):
    round_, client = factory.make_round(cast, closes=0), client_of(cast.secretary, year=2025)
    client.post(address(round_), open_page(client, round_))
    detail = reverse("rectification:round_detail", args=[round_.pk])
    page = client.get(detail).content.decode()
    assert TEXT not in page
    assert "0 条（不含今天的，截止后取出）" in page
    client.post(reverse("rectification:round_collect", args=[round_.pk]))
    assert "还没有截止" in client.get(detail).content.decode()
    assert not Opinion.objects.exists()
    with pytest.raises(Exception, match="没取出的意见"):
        round_.check_deletable()


@pytest.mark.parametrize(
    "change", [{"closes_on": "2020-01-01"}, {"title": ""}, {"opens_on": "x"}, {"about": "?"}]
)
def test_round_with_bad_dates_is_refused(change, cast, client_of):
    good = {"title": "试", "source": "MASSES", "opens_on": "2026-01-01", "closes_on": "2026-01-05"}
    url = reverse("rectification:round_create")
    client = client_of(cast.secretary, year=2025)
    assert client.post(url, good | change).status_code == 200
    assert not OpinionRound.objects.exists()
    assert client.post(url, good).status_code == 302
    assert OpinionRound.objects.get().year == 2025


def test_access_log_has_no_line_for_the_page_and_its_files(tmp_path):
    path = tmp_path / "access.log"
    config = Config()
    config.set("accesslog", str(path))
    logger = AccessLogger(config)
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    asked = SimpleNamespace(headers=[])

    def visit(place: str, referer: str = "") -> None:
        environ = {
            "PATH_INFO": place,
            "REMOTE_ADDR": "203.0.113.77",
            "HTTP_REFERER": referer,
            "REQUEST_METHOD": "GET",
            "RAW_URI": place,
            "SERVER_PROTOCOL": "HTTP/1.1",
        }
        logger.access(answer, asked, environ, timedelta(0))

    visit("/rectification/give/abc/")
    visit("/static/css/house.css")
    visit("/accounts/login/", referer="http://host/rectification/give/abc/")
    assert path.read_text() == ""
    visit("/accounts/login/")
    assert "203.0.113.77" in path.read_text()
    for handler in logger.access_log.handlers:
        handler.close()
    logger.access_log.handlers.clear()
