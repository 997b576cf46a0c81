"""Where an account is signed in: named devices, ended one by one or together; a member may stay signed in on one."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from branch.accounts import sessions
from branch.accounts.devices import name_of
from branch.accounts.models import RoleAssignment
from branch.enums import Role
from core.models import AuditEntry
from core.testing import HouseClient, page

pytestmark = pytest.mark.django_db

HOME, OWN = reverse("overview:home"), reverse("branch:own_account")
SIGN_IN = reverse("branch:sign_in")
PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"
DAY = 24 * 3600


@pytest.fixture
def clock(monkeypatch):
    now = [1_700_000_000]
    monkeypatch.setattr(sessions.time, "time", lambda: now[0])

    def wait(seconds: int) -> None:
        now[0] += seconds

    return wait


def signed_in(username: str, agent: str = DESK, **data) -> HouseClient:
    client = HouseClient(headers={"User-Agent": agent})
    answer = client.post(SIGN_IN, {"username": username, "password": "zhibu-test-pass", **data})
    assert answer.status_code == 302
    return client


def is_open(client) -> bool:
    return client.get(HOME).status_code == 200


def end_url(user, name: str) -> str:
    return reverse("branch:device_end", args=[user.devices.get(name=name).pk])


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "安卓设备上的微信"),
        (DESK, "Windows 电脑上的 Edge"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "iPhone 上的 Safari",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Linux 电脑上的 Firefox"),
        ("curl/8.0", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_calls_a_device_by_a_name(agent, name):
    assert name_of(agent) == name


@pytest.mark.usefixtures("cast")
def test_lists_the_devices_with_this_one_first():
    signed_in("member", PHONE)
    here = signed_in("member", DESK)
    told = here.get(OWN).content.decode()
    assert told.index("Windows 电脑上的 Edge（这台）") < told.index("安卓设备上的微信")
    assert f"{timezone.localdate().year}年" in told
    assert "登录着的设备" in told


def test_ends_one_device_and_says_so_in_the_audit_log(cast):
    phone, here, other = signed_in("member", PHONE), signed_in("member", DESK), signed_in("secretary")
    answer = here.post(end_url(cast.member, "安卓设备上的微信"), follow=True)
    assert "已退出“安卓设备上的微信”" in page(answer).messages
    assert (is_open(phone), is_open(here), is_open(other)) == (False, True, True)
    entry = AuditEntry.objects.filter(action="SIGN_OUT").get()
    assert (entry.object_id, entry.reason) == (str(cast.member.pk), "结束登录：安卓设备上的微信")


def test_ends_all_others_at_once(cast):
    phones, here = [signed_in("member", PHONE) for _ in range(2)], signed_in("member", DESK)
    answer = here.post(reverse("branch:devices_end"), follow=True)
    assert "已退出其他 2 台设备。" in page(answer).messages
    assert [is_open(one) for one in (*phones, here)] == [False, False, True]
    assert cast.member.devices.count() == 1


def test_ending_this_device_is_signing_out(cast):
    here = signed_in("member", DESK)
    assert here.post(end_url(cast.member, "Windows 电脑上的 Edge")).url == SIGN_IN
    assert not is_open(here)


def test_nobody_ends_the_device_of_another(cast):
    phone, secretary = signed_in("member", PHONE), signed_in("secretary")
    assert secretary.post(end_url(cast.member, "安卓设备上的微信")).status_code == 404
    assert is_open(phone)


@pytest.mark.usefixtures("cast")
def test_a_new_password_ends_all_others_and_keeps_this_one_in_the_list():
    phone, here = signed_in("member", PHONE), signed_in("member", DESK)
    data = {
        "old_password": "zhibu-test-pass",
        "new_password1": "chang-jiang-2025-shui",
        "new_password2": "chang-jiang-2025-shui",
    }
    assert here.post(reverse("branch:password_change"), data).status_code == 302
    assert (is_open(phone), is_open(here)) == (False, True)
    assert Session.objects.count() == 1
    assert "Windows 电脑上的 Edge（这台）" in here.get(OWN).content.decode()


def test_a_device_that_signed_out_is_listed_no_more(cast):
    phone, here = signed_in("member", PHONE), signed_in("member", DESK)
    phone.post(reverse("branch:sign_out"))
    assert "微信" not in here.get(OWN).content.decode()
    signed_in("member", DESK)
    assert not cast.member.devices.filter(name__contains="微信").exists()


@pytest.mark.usefixtures("cast")
def test_a_member_stays_signed_in_for_thirty_days(clock):
    stays, usual = signed_in("member", PHONE, stay="1"), signed_in("member", DESK)
    assert is_open(stays)
    assert is_open(usual)
    assert stays.cookies["sessionid"]["max-age"] == 30 * DAY
    clock(29 * DAY)
    assert is_open(stays)
    assert not is_open(usual)
    assert "保持登录 30 天" in stays.get(OWN).content.decode()
    clock(2 * DAY)
    assert not is_open(stays)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("username", ["secretary", "committee", "leader", "superior", "administrator"])
def test_whoever_reads_of_others_does_not_stay(username, clock):
    client = signed_in(username, PHONE, stay="1")
    answer = client.get(HOME, follow=True)
    assert "不能保持登录" in page(answer).messages
    clock(DAY)
    assert not is_open(client)


def test_an_office_given_meanwhile_ends_the_staying(cast, clock):
    client = signed_in("member", PHONE, stay="1")
    assert is_open(client)
    clock(2 * DAY)
    assert is_open(client)
    today = timezone.localdate()
    RoleAssignment.objects.create(
        user=cast.member,
        organisation=cast.branch,
        role=Role.COMMITTEE_MEMBER,
        starts_on=today,
        confirmed_on=today,
    )
    assert not is_open(client)
