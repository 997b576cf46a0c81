"""Signing in with the company's LDAP directory, asked at a real one: the form is the same, and so are its counts."""

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.company_sign_in import directory as asking
from branch.company_sign_in.configured import read_company_sign_in
from branch.company_sign_in.models import CompanyIdentity
from branch.company_sign_in.refusing import Unreachable
from branch.members.models import MemberStatus
from core.models import AuditEntry, FailureCount
from core.testing import HouseClient, page, signed_in

from .directory_of_others import BASE
from .test_sign_in_by_company import HOME, PASSWORD, SIGN_IN, is_in

pytestmark = pytest.mark.django_db
RIGHT = "directory-pass-1"


def bound(user, subject="zhou"):
    return CompanyIdentity.objects.create(
        user=user, kind="LDAP", realm=BASE, subject=subject, confirmed_at=timezone.now()
    )


def sign_in(name: str, password: str):
    client = HouseClient()
    answer = client.post(SIGN_IN, {"username": name, "password": password})
    return client, answer


def said(name: str, password: str):
    client, answer = sign_in(name, password)
    assert not is_in(client)
    return page(answer).messages


def test_lets_in_whose_account_is_bound(cast, company, directory):
    company(directory.environment())
    bound(cast.member)
    cast.member.must_change_password = True
    cast.member.save()
    client, answer = sign_in("ZHOU", RIGHT)
    assert (answer.status_code, answer.url) == (302, HOME)
    entry = AuditEntry.objects.filter(action="SIGN_IN").get()
    assert (entry.actor_id, entry.reason) == (cast.member.pk, "公司域账号")
    assert client.get(HOME).status_code == 200
    # Where the own password is asked for, it is the one of the directory.
    switch_off = client.post(reverse("branch:second_factor"), {"code": "000000", "password": RIGHT})
    assert "现在的密码不对" not in page(switch_off).errors
    assert (
        "现在的密码不对"
        in page(client.post(reverse("branch:second_factor"), {"code": "0", "password": "x"})).errors
    )
    assert "公司域账号的" in HouseClient().get(SIGN_IN).content.decode()


def test_the_owner_binds_by_the_password_of_the_directory(cast, company, directory):
    company(directory.environment())
    bind, own = reverse("branch:company_directory"), reverse("branch:own_account")
    client = signed_in(cast.member)
    assert "绑定公司域账号" in client.get(own).content.decode()
    assert client.get(bind).status_code == 200
    told = page(client.post(bind, {"name": "zhou", "password": "wrong"}))
    assert "公司的登录名或密码不对" in told.errors
    assert FailureCount.objects.get(scope="pair").account_id == cast.member.pk
    assert client.post(bind, {"name": "zhou", "password": RIGHT}).url == own
    assert sign_in("zhou", RIGHT)[1].url == HOME
    taken = page(signed_in(cast.committee).post(bind, {"name": "zhou", "password": RIGHT}))
    assert "已经绑定了另一个账号" in taken.errors
    assert bind not in client.get(own).content.decode()


def test_says_who_is_not_let_in_and_why(cast, company, directory):
    company(directory.environment())
    bound(cast.member)
    assert "还没有绑定本系统的账号" in said("li", "directory-pass-2")
    for name, password in (("zhou", "wrong"), ("nobody", RIGHT), ("member", "wrong"), ("zhou", PASSWORD)):
        assert "登录名或密码不对" in said(name, password), name
        FailureCount.objects.all().delete()
    # Whose account is bound signs in with the directory's password, not with the one of this site.
    assert "登录名或密码不对" in said("member", PASSWORD)
    MemberStatus.objects.filter(member=cast.people.member).update(status="REMOVED")
    assert "账号因此不能登录" in said("zhou", RIGHT)
    MemberStatus.objects.filter(member=cast.people.member).update(status="FULL")
    cast.member.is_active = False
    cast.member.save()
    assert "已停用" in said("zhou", RIGHT)
    assert sign_in("administrator", PASSWORD)[1].url == HOME


def test_no_name_reaches_more_than_its_person(cast, company, directory, settings):
    company(directory.environment())
    bound(cast.member)
    known = settings.COMPANY_SIGN_IN.directory
    assert asking.person_of(known, "zhou", RIGHT) == "zhou"
    for name in (
        "*",
        "zh*",
        "zhou)(uid=*",
        "*)(objectClass=*",
        "zhou\\",
        "(",
        "zhou\0",
        "周" * 40,
        "z" * 101,
    ):
        assert asking.person_of(known, name, RIGHT) is None, name
    # A bind without a password is none: it must never count as one.
    assert asking.person_of(known, "zhou", "") is None
    assert "password" in sign_in("zhou", "")[1].context["form"].errors
    settings.COMPANY_SIGN_IN = read_company_sign_in(
        directory.environment(LDAP_FILTER="(employeeNumber=0002)")
    )
    assert asking.person_of(settings.COMPANY_SIGN_IN.directory, "zhou", RIGHT) is None


def test_guessing_costs_as_with_a_password_of_this_site(cast, company, directory, monkeypatch):
    company(directory.environment())
    bound(cast.member)
    for name in ("zhou", "member", "zhou", "member"):
        sign_in(name, "wrong")
    # By whichever of its names the account is tried, it is one count.
    pair = FailureCount.objects.get(scope="pair")
    assert (pair.failures, pair.account_id) == (4, cast.member.pk)
    monkeypatch.setattr(asking, "person_of", lambda *args, **kwargs: pytest.fail("it was looked at"))
    client, answer = sign_in("zhou", RIGHT)
    assert (answer.status_code, is_in(client)) == (429, False)


def test_who_has_an_account_cannot_begin_anothers_count_anew(cast, company, directory):
    """Somebody whose name in the directory is another one's login here."""
    company(directory.environment())
    cast.committee.username = "zhou"
    cast.committee.save()
    bound(cast.member)
    sign_in("zhou", "wrong")
    assert is_in(sign_in("zhou", RIGHT)[0])
    assert FailureCount.objects.get(scope="pair").failures == 1


def test_asks_only_under_tls_and_only_the_one_it_knows(cast, company, directory, settings):
    def ask(**more):
        settings.COMPANY_SIGN_IN = read_company_sign_in(directory.environment(**more))
        return asking.person_of(settings.COMPANY_SIGN_IN.directory, "zhou", RIGHT)

    assert ask(LDAP_URL=directory.plain) == "zhou"  # StartTLS
    assert ask(LDAP_ID="employeeNumber") == "0001"
    for trouble in (
        {"LDAP_CA": ""},  # signed by nobody whom this machine trusts
        {"LDAP_URL": directory.tls.replace("127.0.0.1", "localhost")},  # not its name
        {"LDAP_URL": directory.plain.replace("127.0.0.1", "localhost")},
        {"LDAP_URL": "ldaps://127.0.0.1:9"},
        {"LDAP_PASSWORD": "wrong"},
    ):
        with pytest.raises(Unreachable):
            ask(**trouble)
    company(directory.environment(LDAP_URL="ldaps://127.0.0.1:9"))
    bound(cast.member)
    assert "连不上公司的目录服务器" in said("zhou", RIGHT)
    assert "连不上公司的目录服务器" in said("somebody", RIGHT)
    # What is down must not help whoever guesses a password of this site.
    assert FailureCount.objects.get(scope="pair", account_id=cast.member.pk).failures == 1
    assert sign_in("administrator", PASSWORD)[1].url == HOME
