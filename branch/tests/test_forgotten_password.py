"""A forgotten password: a link by mail, good once; whoever asks learns nothing."""

import re
from datetime import timedelta
from threading import Event

import pytest
from django.contrib.auth import tokens
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branch.accounts import forgotten
from branch.accounts.models import User
from core.mail import read_mail_settings
from core.models import AuditEntry
from core.testing import page

pytestmark = pytest.mark.django_db
PAGE, SIGN_IN = reverse("branch:forgotten_password"), reverse("branch:sign_in")
PASSWORD, NEW = "zhibu-test-pass", "yusan-cidai-gangqin"
ADDRESS = "zhou@example.com"


beside = forgotten._beside


@pytest.fixture(autouse=True)
def _mail_is_set(settings, monkeypatch, cast):
    settings.MAIL = read_mail_settings(
        {"EMAIL_HOST": "smtp.example.com", "DEFAULT_FROM_EMAIL": "zhibu@example.com"}
    )
    settings.SITE_URL = "https://zhibu.example.org"
    monkeypatch.setattr(forgotten, "_beside", lambda send: send())
    User.objects.filter(pk=cast.member.pk).update(email=ADDRESS)


def ask(name="member", **extra):
    return Client().post(PAGE, {"name": name}, follow=True, **extra)


def link() -> str:
    """The path of the link in the newest mail."""
    return re.search(r"https://zhibu\.example\.org(/accounts/forgotten/\S+)", mail.outbox[-1].body)[1]


def sets(address: str, password=NEW, again=None):
    return Client().post(address, {"new_password1": password, "new_password2": again or password})


def signs_in(password) -> bool:
    return Client().post(SIGN_IN, {"username": "member", "password": password}).status_code == 302


@pytest.mark.parametrize("name", ["member", ADDRESS, " Zhou@Example.com "])
def test_sends_a_link_that_sets_a_new_password(name):
    answer = ask(name)
    assert "如果这个账号存在" in answer.content.decode()
    assert mail.outbox[0].to == [ADDRESS]
    assert "周试五" in Client().get(link()).content.decode()
    assert page(sets(link())).heading == "密码已重设"
    assert signs_in(NEW)
    assert not signs_in(PASSWORD)
    entry = AuditEntry.objects.get(action="PASSWORD")
    assert entry.reason == "凭邮件里的链接重设"


def test_a_link_counts_once():
    ask()
    address = link()
    sets(address)
    assert page(Client().get(address)).heading == "链接已失效"
    assert page(sets(address, "shafa.luobo.dengta7")).heading == "链接已失效"
    assert not signs_in("shafa.luobo.dengta7")


def test_a_newer_sign_in_ends_a_link():
    ask()
    assert signs_in(PASSWORD)
    assert page(Client().get(link())).heading == "链接已失效"


@pytest.mark.parametrize(("minutes", "is_good"), [(29, True), (31, False)])
def test_a_link_lasts_half_an_hour(minutes, is_good, monkeypatch):
    ask()
    later = tokens.default_token_generator._now() + timedelta(minutes=minutes)
    monkeypatch.setattr(tokens.default_token_generator, "_now", lambda: later)
    assert (page(Client().get(link())).heading == "设新密码") is is_good


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-2] + "/", lambda text: text.replace("/forgotten/", "/forgotten/1z")]
)
def test_a_changed_link_is_none(spoil):
    ask()
    assert page(Client().get(spoil(link()))).heading == "链接已失效"
    other = link().replace("/forgotten/", "/forgotten/zzzzzzzzzzzzzzzzzzzz")
    assert page(Client().get(other)).heading == "链接已失效"


@pytest.mark.parametrize(
    ("password", "again", "reason"),
    [("short", None, "至少 10 位"), (NEW, "other", "不一样"), ("zhoushiwu2026", None, "太容易猜")],
)
def test_refuses_a_bad_password_and_keeps_the_link(password, again, reason):
    ask()
    answer = sets(link(), password, again)
    assert reason in answer.content.decode()
    assert page(Client().get(link())).heading == "设新密码"


def test_says_the_same_whoever_is_asked_about(cast):
    User.objects.filter(pk=cast.secretary.pk).update(is_active=False, email="zhao@example.com")
    User.objects.filter(pk=cast.outsider.pk).update(is_demo=True, email="wang@example.com")
    known = ask().content
    mail.outbox.clear()
    for name in ("nobody", "nobody@example.com", "committee", "secretary", "outsider"):
        assert ask(name, REMOTE_ADDR="10.9.9.9").content == known
    assert mail.outbox == []


def test_fills_nobodys_letter_box():
    for number in range(6):
        ask(REMOTE_ADDR=f"10.0.0.{number}")
    assert len(mail.outbox) == 3 + 1


def test_an_address_may_ask_only_so_often():
    answers = [ask(f"nobody{number}") for number in range(11)]
    assert "如果这个账号存在" in answers[8].content.decode()
    assert "请求得太多了" in page(answers[10]).messages
    assert "如果这个账号存在" in ask(REMOTE_ADDR="10.9.9.9").content.decode()


def test_the_link_names_this_site_whatever_the_asker_wrote(settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(HTTP_HOST="evil.example")
    assert "evil.example" not in mail.outbox[0].body
    assert link()


def test_ends_every_session_and_every_pause(cast, client_of):
    theirs = client_of(User.objects.get(pk=cast.member.pk))
    for _ in range(4):
        Client().post(SIGN_IN, {"username": "member", "password": "wrong"})
    assert not signs_in(PASSWORD)
    ask()
    sets(link())
    assert signs_in(NEW)
    assert theirs.get(reverse("branch:password_change")).status_code == 302


def test_the_second_factor_is_still_asked_for(cast):
    ask()
    User.objects.filter(pk=cast.member.pk).update(second_factor_since=timezone.now())
    sets(link())
    answer = Client().post(SIGN_IN, {"username": "member", "password": NEW})
    assert answer.url == reverse("branch:sign_in_code")


def test_a_mail_server_that_fails_changes_no_answer(monkeypatch):
    known = ask("nobody").content

    def fail(_self):
        raise OSError("no connection")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    assert ask().content == known


def test_without_a_mail_server_it_says_whom_to_ask(settings):
    assert "用邮箱重设" in Client().get(SIGN_IN).content.decode()
    settings.MAIL = read_mail_settings({})
    assert "用邮箱重设" not in Client().get(SIGN_IN).content.decode()
    assert "系统管理员" in Client().post(PAGE, {"name": "member"}).content.decode()
    assert mail.outbox == []


def test_a_slow_mail_server_holds_nobody_up():
    """The negative control of the patch above: mail goes out beside the answer."""
    is_answered, is_sent = Event(), Event()
    beside(lambda: is_answered.wait(10) and is_sent.set())
    assert not is_sent.is_set()
    is_answered.set()
    assert is_sent.wait(10)
