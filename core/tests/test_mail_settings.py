"""Mail set up whole, by half and not at all: what is read, and what is said of it."""

import pytest

from core.checks import mail_is_whole
from core.mail import read_mail_settings

WHOLE = {
    "EMAIL_HOST": "smtp.example.com",
    "EMAIL_HOST_USER": "zhibu@example.com",
    "EMAIL_HOST_PASSWORD": "secret",
    "EMAIL_USE_SSL": "1",
}


def test_nothing_set_is_no_fault_and_sends_nothing():
    mail = read_mail_settings({"SITE_URL": "https://zhibu.example", "EMAIL_PORT": " "})
    assert (mail.is_ready, mail.faults) == (False, ())


@pytest.mark.parametrize(
    ("changes", "port", "sender"),
    [
        ({}, 465, "zhibu@example.com"),
        ({"EMAIL_USE_SSL": "", "EMAIL_USE_TLS": "True"}, 587, "zhibu@example.com"),
        ({"EMAIL_USE_SSL": "no", "EMAIL_PORT": "2525"}, 2525, "zhibu@example.com"),
        ({"EMAIL_USE_SSL": "0", "DEFAULT_FROM_EMAIL": "支部纪实 <a@b.cn>"}, 25, "支部纪实 <a@b.cn>"),
    ],
)
def test_a_whole_set_is_read(changes, port, sender):
    mail = read_mail_settings(WHOLE | changes)
    assert (mail.is_ready, mail.port, mail.sender) == (True, port, sender)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"EMAIL_HOST": ""}, "但没有设 EMAIL_HOST"),
        ({"EMAIL_PORT": "465x"}, "EMAIL_PORT 是“465x”"),
        ({"EMAIL_PORT": "65536"}, "1 到 65535"),
        ({"EMAIL_PORT": "0"}, "EMAIL_PORT 是“0”"),
        ({"EMAIL_PORT": "²"}, "EMAIL_PORT 是“²”"),
        ({"EMAIL_USE_TLS": "maybe"}, "EMAIL_USE_TLS 是“maybe”"),
        ({"EMAIL_USE_TLS": "1"}, "只能开一个"),
        ({"EMAIL_HOST_PASSWORD": ""}, "要么都设，要么都不设"),
        ({"EMAIL_HOST_USER": "zhibu"}, "没有可用的发件人"),
        ({"DEFAULT_FROM_EMAIL": "支部纪实"}, "没有可用的发件人"),
    ],
)
def test_a_half_set_is_named_and_warned_of(changes, fault, settings):
    settings.MAIL = read_mail_settings(WHOLE | changes)
    settings.SITE_URL = "https://zhibu.example"
    assert not settings.MAIL.is_ready
    (warning,) = mail_is_whole()
    assert (warning.id, fault in warning.msg) == ("core.W001", True)
    assert "secret" not in repr(settings.MAIL)


def test_warns_of_links_that_nobody_else_can_open(settings):
    settings.MAIL = read_mail_settings(WHOLE)
    found = {}
    for url in ("https://zhibu.example", "http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"):
        settings.SITE_URL = url
        found[url] = [warning.id for warning in mail_is_whole()]
    assert list(found.values()) == [[], ["core.W002"], ["core.W002"], ["core.W002"]]
    settings.MAIL = read_mail_settings({})
    assert mail_is_whole() == []
