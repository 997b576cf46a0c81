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
from core import sealed_box
from core.models import AuditEntry, SealedBox, UsedFormToken
from rectification.opinions import services
from rectification.opinions.models import AsideReply, Opinion, OpinionRound
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
    assert sealed_box.take_out(round_) == [{"text": TEXT, "about": "BRANCH"}]


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
    # The one new row is the sealed box, which has no time. Beside it a count of changes goes up.
    found = dict(written_since(before))
    head, row = found.pop("core.AuditHead"), found.pop("core.SealedBox")
    assert found == {}
    old = before["core.AuditHead", 1]
    assert head == old | {"unnoted": old["unnoted"] + 1}
    assert set(row) == {"pk", "id", "owner", "papers", "counted_on", "papers_before", "key_name", "content"}
    assert type(row["counted_on"]) is date
    assert row["key_name"].version == row["id"].version == 4
    assert TEXT.encode() not in bytes(row["content"])
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
    written = [f"意见{number:02}" for number in range(20)]
    for number, text in enumerate(written):
        day = round_.opens_on + timedelta(days=number // 3)
        give_opinion(round=round_, key=uuid.uuid4(), about="BRANCH", text=text, on=day)
    assert collect_opinions(round=round_, by=cast.secretary, on=localdate()) == (20, 0)
    opinions = Opinion.objects.order_by("pk")
    texts = [opinion.text for opinion in opinions]
    assert sorted(texts) == written != texts
    assert {opinion.created_by_id for opinion in opinions} == {cast.secretary.pk}
    # Not even the day on which it was written.
    assert {opinion.collected_on for opinion in opinions} == {round_.closes_on}
    # The audit log knows who took them out, and nobody else.
    entries = AuditEntry.objects.filter(object_type="rectification.opinion")
    assert {entry.actor_id for entry in entries} == {cast.secretary.pk}
    assert entries.count() == 20
    assert not SealedBox.objects.exists()
    assert not UsedFormToken.objects.exists()
    assert collect_opinions(round=round_, by=cast.secretary, on=localdate()) == (0, 0)


def test_same_form_sent_again_is_one_opinion(cast):
    round_, client = factory.make_round(cast), Client()
    sent = open_page(client, round_)
    for _ in range(5):
        assert client.post(address(round_), sent).status_code == 302
    assert sealed_box.count(round_) == 1
    client.post(address(round_), open_page(client, round_))
    assert sealed_box.count(round_) == 2


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
    assert not SealedBox.objects.exists()


def test_stale_page_keeps_the_text_and_goes_through_the_second_time(cast):
    round_, other, client = factory.make_round(cast), factory.make_round(cast), Client()
    sent = open_page(client, round_) | {"page": open_page(client, other)["page"]}
    page = client.post(address(round_), sent)
    assert TEXT in page.content.decode()
    assert (
        client.post(address(round_), sent | {"page": page.context["form"]["page"].value()}).status_code == 302
    )
    assert (sealed_box.count(round_), sealed_box.count(other)) == (1, 0)


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
    assert not SealedBox.objects.exists()


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


# ---- A flood ----


@pytest.fixture
def flooded(cast, monkeypatch):
    """One address sends the same words over and over, another one opinion in between."""
    monkeypatch.setattr(services, "PER_HOUR", 5)
    round_ = factory.make_round(cast, opens=-5, closes=0)
    client = Client()
    sent = open_page(client, round_)
    for number in range(9):
        text = "刷屏刷屏" if number < 8 else "同一网络里的真意见"
        page_of_its_own = open_page(client, round_)["page"]
        answer = client.post(
            address(round_), sent | {"page": page_of_its_own, "text": text}, REMOTE_ADDR="203.0.113.9"
        )
        assert answer.status_code == 302
    assert client.post(address(round_), sent, REMOTE_ADDR="198.51.100.7").status_code == 302
    OpinionRound.objects.update(closes_on=localdate() - timedelta(days=1))
    round_.refresh_from_db()
    return round_


def test_a_flood_is_set_aside_and_keeps_nobody_out(flooded, cast, client_of):
    client = client_of(cast.secretary, year=2025)
    detail = reverse("rectification:round_detail", args=[flooded.pk])
    client.post(reverse("rectification:round_collect", args=[flooded.pk]))
    assert sorted(Opinion.objects.values_list("text", flat=True)) == sorted([TEXT, *["刷屏刷屏"] * 5])
    assert sorted(AsideReply.objects.values_list("text", "copies")) == [
        ("刷屏刷屏", 3),
        ("同一网络里的真意见", 1),
    ]
    shown = client.get(detail).content.decode()
    assert "疑似刷屏 4 条" in shown
    assert "相同的 3 条" in shown
    count_in = reverse("rectification:round_count_in", args=[flooded.pk])
    assert (
        "没有选中" in client.post(count_in, {"key": ["x", str(uuid.uuid4())]}, follow=True).content.decode()
    )
    real = AsideReply.objects.get(copies=1)
    assert "1 条已计入意见" in client.post(count_in, {"key": real.pk}, follow=True).content.decode()
    assert Opinion.objects.filter(text="同一网络里的真意见", collected_on=flooded.closes_on).count() == 1
    assert AsideReply.objects.count() == 1


def test_a_flood_without_end_is_stopped_and_others_still_come_in(cast, monkeypatch):
    monkeypatch.setattr(services, "PER_HOUR", 1)
    monkeypatch.setattr(services, "FLOOD_MOST", 1)
    round_, client = factory.make_round(cast), Client()
    client.post(address(round_), open_page(client, round_))
    page = client.post(address(round_), open_page(client, round_)).content.decode()
    assert "手机流量" in page
    assert TEXT in page
    assert (
        client.post(address(round_), open_page(client, round_), REMOTE_ADDR="198.51.100.7").status_code == 302
    )
    assert sealed_box.count(round_) == 2


def test_counts_an_hour_for_each_round_and_address_and_keeps_no_address():
    assert not any(services.is_flood(1, "203.0.113.9", 10.0) for _ in range(services.PER_HOUR))
    assert services.is_flood(1, "203.0.113.9", 3609.0)
    assert not services.is_flood(2, "203.0.113.9", 3609.0)
    assert not services.is_flood(1, "203.0.113.8", 3609.0)
    assert not services.is_flood(1, "203.0.113.9", 3611.0)
    assert "203.0.113" not in str(services._sent)
    services.is_flood(3, "203.0.113.9", 9999.0)
    assert len(services._sent) == 1


# ---- Taking out ----


def test_opinions_that_cannot_be_opened_are_named_and_given_up_on_purpose(cast, client_of):
    round_, client = factory.make_round(cast, opens=-5, closes=0), client_of(cast.secretary, year=2025)
    client.post(address(round_), open_page(client, round_))
    for path in settings.SEAL_DIR.iterdir():
        path.unlink()
    client.post(address(round_), open_page(client, round_) | {"text": "新来的意见"})
    detail = reverse("rectification:round_detail", args=[round_.pk])
    collect = reverse("rectification:round_collect", args=[round_.pk])
    OpinionRound.objects.update(closes_on=localdate() - timedelta(days=1))
    assert "有 1 条意见打不开" in client.get(detail).content.decode()
    client.post(collect)
    assert [opinion.text for opinion in Opinion.objects.all()] == ["新来的意见"]
    assert sealed_box.count(round_) == 1
    assert "条意见打不开" not in client.post(collect, {"give_up": "1"}, follow=True).content.decode()
    assert sealed_box.count(round_) == 0
    entry = AuditEntry.objects.filter(object_type="rectification.opinionround").first()
    assert entry.changes["lost"]["new"] == "1 条"


def test_a_round_that_was_opened_takes_no_more(cast, client_of):
    round_ = factory.make_round(cast, opens=-9, closes=-1)
    give_opinion(round=round_, key=uuid.uuid4(), about="BRANCH", text=TEXT, on=round_.closes_on)
    client, update = (
        client_of(cast.secretary, year=2025),
        reverse("rectification:round_update", args=[round_.pk]),
    )
    given = {
        "title": "试",
        "source": "MASSES",
        "opens_on": round_.opens_on,
        "closes_on": localdate(),
        "lock_version": round_.lock_version,
    }
    assert client.post(update, given).status_code == 302
    OpinionRound.objects.update(closes_on=localdate() - timedelta(days=1))
    round_.refresh_from_db()
    collect_opinions(round=round_, by=cast.secretary, on=localdate())
    answer = client.post(update, given | {"lock_version": round_.lock_version})
    assert "意见已经取出，不能再延到" in answer.content.decode()


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
    visit("/meetings/appraisals/3/own/vote/")
    visit("/static/css/house.css")
    visit("/accounts/login/", referer="http://host/rectification/give/abc/")
    visit("/meetings/appraisals/3/own/", referer="http://host/meetings/appraisals/3/own/vote/")
    assert path.read_text() == ""
    visit("/accounts/login/")
    assert "203.0.113.77" in path.read_text()
    for handler in logger.access_log.handlers:
        handler.close()
    logger.access_log.handlers.clear()
