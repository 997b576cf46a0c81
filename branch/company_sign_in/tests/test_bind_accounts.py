"""Binding: by the owner from 我的账号, by an administrator, confirmed by the owner where the account is in use."""

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from branch.accounts.models import User
from branch.company_sign_in import checks, pending
from branch.company_sign_in.configured import read_company_sign_in
from branch.company_sign_in.models import CompanyIdentity
from core.models import AuditEntry
from core.testing import ROLE_NAMES, HouseClient, page, signed_in

from .test_sign_in_by_company import (
    HOME,
    OWN,
    PASSWORD,
    SIGN_IN,
    begin,
    bound,
    is_in,
    send_on,
    walk,
    way_back,
)

pytestmark = pytest.mark.django_db


def reasons(user) -> list[str]:
    rows = AuditEntry.objects.filter(object_type="branch.user", object_id=str(user.pk), action="UPDATE")
    return list(rows.order_by("number").values_list("reason", flat=True))


def entered(administrator, user, kind="WECOM", subject=" Zhou-1 "):
    return administrator.post(
        reverse("branch:account_company", args=[user.pk]), {"kind": kind, "subject": subject}
    )


def test_the_owner_binds_and_unbinds(cast, company, services):
    company(services.environment("OIDC"))
    client = HouseClient()
    client.post(SIGN_IN, {"username": "member", "password": PASSWORD})
    assert "绑定统一身份认证" in client.get(OWN).content.decode()
    assert walk(client, bind="1").url == OWN
    assert "已绑定" in client.get(OWN).content.decode()
    assert walk(client, bind="1").url == OWN  # once more is no fault
    elsewhere = HouseClient()
    assert walk(elsewhere).url == HOME
    # Nobody else can take it.
    answer = walk(signed_in(cast.committee), bind="1")
    assert (answer.status_code, "已经绑定了另一个账号" in page(answer).messages) == (403, True)
    services.person = "zhou-2"
    assert "请先解除原来的" in page(walk(client, bind="1")).messages
    identity = cast.member.company_identities.get()
    assert (
        signed_in(cast.committee).post(reverse("branch:company_unbind", args=[identity.pk])).status_code
        == 404
    )
    assert client.post(reverse("branch:company_unbind", args=[identity.pk])).url == OWN
    assert (is_in(client), elsewhere.get(HOME).status_code) == (True, 302)
    assert reasons(cast.member) == ["绑定统一身份认证 zhou-1", "解除绑定统一身份认证 zhou-1"]


def test_binds_only_the_account_that_began(cast, company, services):
    company(services.environment("OIDC"))
    client = signed_in(cast.member)
    back = way_back(begin(client, bind="1"))
    client.post(reverse("branch:sign_out"))
    client.force_login(cast.committee, backend="branch.backends.AccountBackend")
    assert send_on(client, back).url == HOME
    back = way_back(begin(client, bind="1"))
    session = client.session
    session[pending.KEY] = [one | {"binds": cast.member.pk} for one in session[pending.KEY]]
    session.save()
    assert "没有绑定" in page(send_on(client, back)).messages
    assert begin(HouseClient(), bind="1").url == SIGN_IN
    assert begin(client).url == HOME
    assert not CompanyIdentity.objects.exists()


def test_what_an_administrator_enters_waits_for_an_owner_who_is_there(cast, company, services):
    company(services.environment("WECOM"))
    administrator = signed_in(cast.administrator)
    # Nobody has used this account yet: as good as a first password.
    assert entered(administrator, cast.probationary).status_code == 302
    assert walk(HouseClient(), "WECOM").url == HOME
    assert "已经绑定了另一个账号" in page(entered(administrator, cast.member)).errors
    assert "请先解除原来的" in page(entered(administrator, cast.probationary, subject="x")).errors

    User.objects.filter(pk=cast.member.pk).update(last_login=timezone.now())
    services.person = "zhou-2"
    assert (
        "要本人登录一次"
        in page(administrator.get(reverse("branch:account_company", args=[cast.member.pk]))).messages
    )
    entered(administrator, cast.member, subject="zhou-2")
    assert page(walk(HouseClient(), "WECOM")).heading == "还要本人确认"
    owner = HouseClient()
    assert owner.post(SIGN_IN, {"username": "member", "password": PASSWORD}).url == HOME
    assert "是我，确认" in owner.get(OWN).content.decode()
    identity = cast.member.company_identities.get()
    assert owner.post(reverse("branch:company_confirm", args=[identity.pk])).url == OWN
    assert walk(HouseClient(), "WECOM").url == HOME
    assert reasons(cast.member) == ["绑定企业微信 zhou-2，待本人确认", "确认绑定企业微信 zhou-2"]

    shown = administrator.get(reverse("branch:account_detail", args=[cast.member.pk]))
    assert "企业微信 | zhou-2" in page(shown).rows
    end = reverse("branch:account_company_end", args=[cast.member.pk, identity.pk])
    assert administrator.post(end).status_code == 302
    assert owner.get(HOME).status_code == 302  # its sessions have ended
    assert "请到“我的账号”绑定" in page(entered(administrator, cast.administrator)).errors
    cast.committee.is_demo = True
    cast.committee.save()
    assert "演示账号" in page(entered(administrator, cast.committee)).errors
    assert "请填写标识" in page(entered(administrator, cast.outsider, subject="  ")).errors


def test_each_address_is_for_its_people(cast, company, services):
    company(services.environment("OIDC"))
    identity = bound(cast.member, services)
    for role in ROLE_NAMES:
        user, client = getattr(cast, role), signed_in(getattr(cast, role))
        is_administrator, is_owner = role == "administrator", user == cast.member
        page_of = reverse("branch:account_company", args=[cast.member.pk])
        assert client.get(page_of).status_code == (200 if is_administrator else 403), role
        end = reverse("branch:account_company_end", args=[cast.member.pk, identity.pk])
        if not is_administrator:
            assert client.post(end).status_code == 403, role
        if not is_owner:
            for name in ("company_confirm", "company_unbind"):
                assert client.post(reverse(f"branch:{name}", args=[identity.pk])).status_code == 404, role
    assert CompanyIdentity.objects.count() == 1


@pytest.mark.usefixtures("cast")
def test_many_are_entered_from_a_table_or_none(company, services, tmp_path, capsys):
    company(services.environment("WECOM"))
    table = tmp_path / "名单.csv"

    def run(text: str, *options: str) -> str:
        table.write_text(text, encoding="utf-8")
        call_command("bind_accounts", "wecom", str(table), *options)
        return capsys.readouterr().out

    right = "姓名,登录名,标识\n周,member,zhou-1\n,,\n李,leader,li-1\n"
    assert "核对无误，可以登记 2 个账号的企业微信" in run(right, "--dry-run")
    for wrong, words in (
        (right + "谁,nobody,x\n钱,committee,zhou-1\n", "有 2 行不对"),
        ("登录名\nmember\n", "“标识”两栏"),
        ("", "文件是空的"),
        (f"{right},discipline\n", "有 1 行不对"),
    ):
        with pytest.raises(CommandError, match=words):
            run(wrong)
    told = capsys.readouterr().out
    assert "第 5 行：没有登录名为“nobody”的账号" in told
    assert "第 6 行：这个企业微信标识已经绑定了另一个账号" in told
    assert not CompanyIdentity.objects.exists()
    assert "已登记 2 个账号" in run(right)
    assert walk(HouseClient(), "WECOM").url == HOME
    company({})
    with pytest.raises(CommandError, match="没有设置 wecom 登录"):
        run(right)


def test_settings_by_half_are_told_and_switch_nothing_on(settings, monkeypatch):
    environment = {
        "OIDC_ISSUER": "http://sso.example.com",
        "OIDC_CLIENT_ID": "zhibu",
        "OIDC_CLIENT_SECRET": "x",
        "WECOM_CORP_ID": "ww1",
        "DINGTALK_CORP_ID": "d",
        "DINGTALK_CLIENT_ID": "d",
        "DINGTALK_CLIENT_SECRET": "d",
        "LDAP_URL": "http://directory.example.com",
        "LDAP_BASE": "dc=example",
        "LDAP_LOGIN": "uid)(x",
        "LDAP_FILTER": "objectClass=*",
        "LDAP_USER": "cn=reader",
        "LDAP_CA": "/nowhere.crt",
        "LOCAL_SIGN_IN": "some",
    }
    settings.COMPANY_SIGN_IN = read_company_sign_in(environment)
    assert [one.kind for one in settings.COMPANY_SIGN_IN.providers] == ["DINGTALK"]
    told = [error.msg for error in run_checks() if error.id == "branch.E002"]
    for words in (
        "OIDC_ISSUER 是“http://sso.example.com”，应以 https:// 开头",
        "企业微信登录没有设置完整，缺 WECOM_AGENT_ID、WECOM_SECRET",
        "LDAP_URL 是“http://directory.example.com”，应以 ldaps://",
        "LDAP_LOGIN 是“uid)(x”",
        "LDAP_FILTER 是“objectClass=*”",
        "LDAP_USER 和 LDAP_PASSWORD 要么都设",
        "/nowhere.crt 不存在",
        "LOCAL_SIGN_IN 是“some”",
    ):
        assert any(words in one for one in told), (words, told)
    assert "x" not in repr(settings.COMPANY_SIGN_IN).split("kind='DINGTALK'")[1].split("local")[0]

    whole = {"OIDC_ISSUER": "https://sso.example.com", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
    whole |= {"LDAP_URL": "ldaps://directory.example.com", "LDAP_BASE": "dc=example"}
    settings.COMPANY_SIGN_IN = read_company_sign_in(whole)
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert [error.id for error in checks.company_sign_in_is_whole()] == ["branch.W002"]
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    found = [error for error in checks.company_sign_in_is_whole() if error.id == "branch.E003"]
    assert ["jwt" in found[0].msg, "ldap3" in found[1].msg] == [True, True]
    assert all("script/bootstrap --with sso" in error.hint for error in found)
    settings.COMPANY_SIGN_IN = read_company_sign_in({})
    assert checks.company_sign_in_is_whole() == []
