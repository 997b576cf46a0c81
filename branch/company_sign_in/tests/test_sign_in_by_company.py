"""Signing in by the company's services, asked at stand-ins of them: who is let in, who is not and is told why."""

import http.client
import time
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from branch.company_sign_in import pending
from branch.company_sign_in.models import CompanyIdentity
from branch.members.models import MemberStatus
from core.models import AuditEntry
from core.testing import HouseClient, page, signed_in

from .services_of_others import CLIENT, CORPORATION, KEYS, SECRET

pytestmark = pytest.mark.django_db
HOME, OWN, SIGN_IN = reverse("overview:home"), reverse("branch:own_account"), reverse("branch:sign_in")
PASSWORD = "zhibu-test-pass"  # as core.testing.make_user sets it
KINDS = ("OIDC", "WECOM", "DINGTALK")
NAMES = {"OIDC": "统一身份认证", "WECOM": "企业微信", "DINGTALK": "钉钉"}


def bound(user, services, kind="OIDC", subject="zhou-1", **more):
    realm = {"OIDC": services.address, "WECOM": CORPORATION, "DINGTALK": "ding-corp"}[kind]
    more = {"confirmed_at": timezone.now()} | more
    return CompanyIdentity.objects.create(user=user, kind=kind, realm=realm, subject=subject, **more)


def begin(client, kind="OIDC", **fields):
    return client.post(reverse("branch:company_begin", args=[kind.lower()]), fields)


def way_back(answer) -> str:
    """Where the company's page of sign-in leads the browser back to."""
    assert f"0;url={answer.context['address']}".replace("&", "&amp;") in answer.content.decode()
    there = urlsplit(answer.context["address"])
    connection = http.client.HTTPConnection(there.netloc, timeout=5)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"


def send_on(client, address: str, **changed):
    """Open the address and let its form go, as its script does."""
    shown = client.get(address)
    form = lxml.html.fromstring(shown.content.decode()).xpath("//form[@data-send-at-once]")[0]
    fields = {one.get("name"): one.get("value", "") for one in form.xpath(".//input[@name]")}
    return client.post(form.get("action"), fields | changed)


def walk(client, kind="OIDC", **fields):
    """The whole way from the button to the answer."""
    return send_on(client, way_back(begin(client, kind, **fields)))


def is_in(client) -> bool:
    return SESSION_KEY in client.session


def last_entry(action: str) -> AuditEntry | None:
    return AuditEntry.objects.filter(action=action).order_by("-number").first()


def test_lets_in_who_is_bound(cast, company, services):
    company(services.environment(*KINDS))
    cast.member.must_change_password = True
    cast.member.save()
    for kind in KINDS:
        bound(cast.member, services, kind)
        client = HouseClient()
        left = begin(client, kind, next="/study/")
        before = client.session.session_key
        answer = send_on(client, way_back(left))
        assert (answer.status_code, answer.url) == (302, "/study/"), kind
        assert client.session[SESSION_KEY] == str(cast.member.pk)
        assert client.session.session_key != before
        entry = last_entry("SIGN_IN")
        assert (entry.actor_id, entry.reason) == (cast.member.pk, NAMES[kind])
        assert cast.member.devices.filter(session_key=client.session.session_key).exists()
        # The password of this site, which was not used, is not asked to be changed.
        assert client.get(OWN).status_code == 200
    shown = HouseClient().get(SIGN_IN).content.decode()
    assert all(f"用{name}登录" in shown for name in NAMES.values())


# What a provider, or who stands between, may answer falsely; the status; words of the page.
LIES = [
    ({"claims": {"aud": "another"}}, 400, "签发给别的系统"),
    ({"claims": {"aud": [CLIENT, "another"]}}, 400, "签发给别的系统"),
    ({"claims": {"aud": [CLIENT, "another"], "azp": "another"}}, 400, "签发给别的系统"),
    ({"claims": {"azp": "another"}}, 400, "签发给别的系统"),
    ({"claims": {"iss": "https://other.example.com"}}, 400, "不是本单位的登录服务签发的"),
    ({"claims": {"exp": 1}}, 400, "已经过期"),
    ({"claims": {"iat": int(time.time()) + 3600}}, 400, "没有通过核对"),
    ({"claims": {"exp": None}}, 400, "没有通过核对"),
    ({"claims": {"nonce": "of another time"}}, 400, "不是为这次登录签发的"),
    ({"claims": {"nonce": None}}, 400, "不是为这次登录签发的"),
    ({"signed_with": (KEYS[1], "RS256")}, 400, "没有通过核对"),
    ({"signed_with": (SECRET * 4, "HS256")}, 400, "没有通过核对"),
    ({"signed_with": (None, "none")}, 400, "没有通过核对"),
    ({"kid": "second"}, 400, "没有公布的钥匙"),
    ({"answer_iss": "https://other.example.com"}, 400, "来自别的登录服务"),
    ({"/token": {"id_token": "a.b.c"}}, 400, "没有通过核对"),
    ({"/token": 400}, 400, "不认这次登录"),
    ({"/token": 302}, 503, "连不上"),
    ({"/token": 500}, 503, "连不上"),
    ({"/token": b"<html>"}, 503, "连不上"),
    ({"/token": b"[1]"}, 503, "连不上"),
    ({"/token": {"access_token": "x"}}, 503, "没有说明是谁登录的"),
    ({"/jwks": {"keys": []}}, 400, "没有通过核对"),
]


def test_refuses_what_the_provider_did_not_sign_for_us_now(cast, company, services):
    company(services.environment("OIDC"))
    bound(cast.member, services)
    for lie, status, words in LIES:
        client = HouseClient()
        services.lies = {}
        back = way_back(begin(client))
        if "answer_iss" in lie:
            back += "&iss=https://other.example.com"
        services.lies = lie
        answer = send_on(client, back)
        assert answer.status_code == status, (lie, answer.status_code, page(answer).messages)
        assert words in page(answer).messages, (lie, page(answer).messages)
        assert not is_in(client), lie
    assert "/elsewhere" not in services.asked
    assert last_entry("SIGN_IN") is None
    services.lies = {"discovery": {"issuer": "https://other.example.com"}}
    assert "自称的名字和设置的不一样" in page(begin(HouseClient())).messages
    services.lies = {"discovery": {"authorization_endpoint": "https://other.example.com/a"}}
    assert "没有设置的地址" in page(begin(HouseClient())).messages
    services.lies = {"discovery": {"jwks_uri": None}}
    assert begin(HouseClient()).status_code == 503


def test_goes_by_the_claim_and_the_way_that_are_set(cast, company, services):
    company(services.environment("OIDC", OIDC_CLAIM="employee", OIDC_NAME="集团门户"))
    bound(cast.member, services, subject="工号zhou-1")
    services.lies = {"discovery": {"token_endpoint_auth_methods_supported": ["client_secret_post"]}}
    assert walk(HouseClient()).url == HOME
    assert last_entry("SIGN_IN").reason == "集团门户"
    services.lies = {"claims": {"employee": None}}
    assert "没有给出“employee”" in page(walk(HouseClient())).messages


def test_says_who_is_not_let_in_and_why(cast, company, services):
    company(services.environment(*KINDS))
    for kind in KINDS:
        client = HouseClient()
        answer = walk(client, kind)
        assert (answer.status_code, page(answer).heading) == (403, "还没有绑定账号")
        assert "zhou-1" in page(answer).messages
        assert not is_in(client)
    services.person = "outsider"
    assert page(walk(HouseClient(), "WECOM")).heading == "不是本单位的成员"
    assert page(walk(HouseClient(), "DINGTALK")).heading == "不是本单位的成员"
    services.person = "zhou-1"
    services.lies = {"contact_type": 1}
    assert page(walk(HouseClient(), "DINGTALK")).heading == "不是本单位的成员"
    assert not AuditEntry.objects.filter(action="SIGN_FAILED").exists()

    services.lies = {}
    identity = bound(cast.member, services, confirmed_at=None)
    assert page(walk(HouseClient())).heading == "还要本人确认"
    identity.confirmed_at = timezone.now()
    identity.save()
    # Under another issuer the same identifier is somebody else's.
    CompanyIdentity.objects.update(realm="https://former.example.com")
    assert page(walk(HouseClient())).heading == "还没有绑定账号"
    CompanyIdentity.objects.update(realm=services.address)
    for status in ("TRANSFERRED_OUT", "REMOVED", "DECEASED", "EXPELLED"):
        MemberStatus.objects.filter(member=cast.people.member).update(status=status)
        answer = walk(HouseClient())
        assert (answer.status_code, page(answer).heading) == (403, "账号已关闭")
        assert "账号因此不能登录" in page(answer).messages
    entry = last_entry("SIGN_FAILED")
    assert (entry.object_id, entry.reason) == (str(cast.member.pk), "统一身份认证：党籍状态是开除")
    MemberStatus.objects.filter(member=cast.people.member).update(status="FULL")
    cast.member.is_active = False
    cast.member.save()
    for _ in range(9):
        assert page(walk(HouseClient())).heading == "账号已停用"
    # Told as often as a wrong password is: nobody fills the chain.
    assert AuditEntry.objects.filter(action="SIGN_FAILED").count() == 6
    assert last_entry("SIGN_IN") is None


def test_takes_each_answer_once_from_the_browser_that_asked(cast, company, services):
    company(services.environment(*KINDS))
    bound(cast.member, services)
    client, other = HouseClient(), HouseClient()
    back = way_back(begin(client))
    assert "不是从这个浏览器开始的" in page(send_on(other, back)).messages
    assert "不是从这个浏览器开始的" in page(send_on(client, back, state="forged")).messages
    services.person = "stranger"
    asked = way_back(begin(client))
    assert page(send_on(client, asked)).heading == "还没有绑定账号"
    assert "或者已经用过了" in page(send_on(client, asked)).messages
    services.person = "zhou-1"
    begin(client)  # a second tab
    assert send_on(client, back).url == HOME
    assert send_on(client, back).url == HOME  # gone back to: signed in already
    client.post(reverse("branch:sign_out"))
    answer = send_on(client, back)
    assert (answer.status_code, is_in(client)) == (400, False)

    back = way_back(begin(other))
    elsewhere = back.replace("/oidc/", "/wecom/")
    assert "不是从这个浏览器开始的" in page(send_on(other, elsewhere)).messages
    session = other.session
    session[pending.KEY] = [one | {"at": one["at"] - 601} for one in session[pending.KEY]]
    session.save()
    assert "等得太久了" in page(send_on(other, back)).messages
    late = HouseClient()
    query = dict(parse_qsl(urlsplit(back := way_back(begin(late))).query))
    services.codes.clear()  # used by somebody else meanwhile
    assert "不认这次登录" in page(send_on(late, back, code=query["code"])).messages


@pytest.mark.usefixtures("cast")
def test_a_cancelled_sign_in_is_no_error(company, services):
    company(services.environment(*KINDS))
    services.person = None
    for kind in KINDS:
        answer = walk(HouseClient(), kind)
        assert (answer.status_code, page(answer).heading) == (200, "没有登录")
    client = HouseClient()
    answer = send_on(client, way_back(begin(client)), error="<b>server_error</b>")
    assert "&lt;b&gt;server_error" in answer.content.decode()
    assert answer.status_code == 403


@pytest.mark.usefixtures("cast")
def test_a_service_that_is_down_says_so_and_the_password_still_lets_in(company, services):
    closed = {"OIDC_ISSUER": "http://127.0.0.1:9", "WECOM_API_URL": "http://127.0.0.1:9"}
    company(services.environment(*KINDS, **closed))
    answer = begin(HouseClient())
    assert (answer.status_code, page(answer).heading) == (503, "暂时不能用公司账号登录")
    assert "连不上" in page(walk(HouseClient(), "WECOM")).messages
    services.lies = {"/ding/topapi/user/getbyunionid": {"errcode": 88}}
    assert "（88）" in page(walk(HouseClient(), "DINGTALK")).messages
    services.lies = {"/ding/v1.0/contact/users/me": {}}
    assert walk(HouseClient(), "DINGTALK").status_code == 400
    assert HouseClient().post(SIGN_IN, {"username": "member", "password": PASSWORD}).url == HOME


def test_asks_wecom_for_a_new_token_only_when_the_old_one_is_over(cast, company, services):
    company(services.environment("WECOM"))
    bound(cast.member, services, "WECOM")
    for _ in range(2):
        assert walk(HouseClient(), "WECOM").url == HOME
    assert services.asked.count("/wecom/cgi-bin/gettoken") == 1
    services.lies = {"old_token": True}
    assert walk(HouseClient(), "WECOM").url == HOME
    assert services.asked.count("/wecom/cgi-bin/gettoken") == 2
    client = HouseClient()
    back = way_back(begin(client, "WECOM"))
    services.codes.clear()
    assert "已经用过或者过期了" in page(send_on(client, back)).messages
    services.lies = {"/wecom/cgi-bin/auth/getuserinfo": {"errcode": 60020}}
    assert "（60020）" in page(walk(HouseClient(), "WECOM")).messages
    in_app = HouseClient(headers={"user-agent": "Mozilla/5.0 MicroMessenger/7 wxwork/4.1"})
    assert begin(in_app, "WECOM").context["address"].endswith("#wechat_redirect")
    company(services.environment("WECOM", WECOM_SECRET="wrong", WECOM_AGENT_ID="3"))
    assert "不认本系统（40001）" in page(walk(HouseClient(), "WECOM")).messages


def test_leads_on_to_this_site_alone(cast, company, services, settings):
    company(services.environment("OIDC"))
    bound(cast.member, services)
    for to in (
        "https://evil.example.com/",
        "//evil.example.com",
        "javascript:alert(1)",
        "\\\\evil.example.com",
    ):
        assert walk(HouseClient(), next=to).url == HOME
    settings.SITE_URL = "https://zhibu.example.com"
    answer = begin(HouseClient())
    assert "请从 https://zhibu.example.com 打开本系统" in page(answer).messages


def test_the_second_factor_is_asked_for_as_well(cast, company, services):
    company(services.environment("OIDC"))
    bound(cast.member, services)
    cast.member.second_factor_since = timezone.now()
    cast.member.save()
    client = HouseClient()
    assert walk(client, next="/study/").url == reverse("branch:sign_in_code")
    assert not is_in(client)
    assert client.get(HOME).status_code == 302


def test_words_that_waited_come_through(cast, company, services):
    company(services.environment("OIDC"))
    bound(cast.secretary, services)
    client, form = HouseClient(), reverse("rectification:cause_create")
    assert walk(client).url == HOME
    assert client.get(form).status_code == 200
    Session.objects.all().delete()
    late = client.post(form, {"title": "学得不深", "form_token": "6d2c1f6e-0000-4000-8000-000000000000"})
    assert late.status_code == 401
    root = lxml.html.fromstring(late.content.decode())
    held = root.xpath("//form[contains(@action, '/company/')]//input[@name='held']")[0].get("value")
    offered = walk(client, held=held)
    assert page(offered).heading == "接着保存"
    assert "学得不深" in offered.content.decode()
    # A browser that nobody was signed in on leaves nothing here.
    stranger = HouseClient()
    begin(stranger, held=held)
    assert "held" not in stranger.session


def test_a_password_of_this_site_is_for_administrators_and_who_is_not_bound(cast, company, services):
    def by_password(name):
        client = HouseClient()
        return client, client.post(SIGN_IN, {"username": name, "password": PASSWORD})

    company(services.environment("OIDC"))
    bound(cast.member, services)
    bound(cast.administrator, services, subject="guan")
    client, answer = by_password("member")
    assert "本单位规定用统一身份认证登录" in page(answer).messages
    assert not is_in(client)
    assert by_password("administrator")[1].url == HOME
    assert by_password("secretary")[1].url == HOME
    company(services.environment("OIDC", LOCAL_SIGN_IN="all"))
    assert by_password("member")[1].url == HOME
    company({})
    assert by_password("member")[1].url == HOME


def test_without_settings_nothing_of_it_is_there(cast):
    for path in ("company/oidc/", "company/wecom/", "company/ldap/"):
        assert HouseClient().post(f"/accounts/{path}").status_code == 404
        assert HouseClient().get(f"/accounts/{path}back/").status_code == 404
    assert (
        "登记公司账号"
        not in signed_in(cast.administrator).get(f"/accounts/{cast.member.pk}/").content.decode()
    )
    assert "公司账号登录" not in signed_in(cast.member).get(OWN).content.decode()
