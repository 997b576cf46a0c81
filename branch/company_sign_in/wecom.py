"""企业微信: the browser is led to a code to scan (or signs in silently inside the app), the code names a member of the corporation."""

import hashlib
from urllib.parse import urlencode

from django.core.cache import cache

from .configured import Provider
from .fetching import code_of, fetch, host_of
from .pending import Pending
from .refusing import NotAdmitted, NotTrusted, Unreachable

TOKEN_LASTS = 7000  # seconds; the service says 7,200, and refuses who asks for a new one too often
OLD_TOKEN = {40014, 42001, 42007}
WRONG_CODE = {40029, 40163, 42003}


def leave_for(provider: Provider, pending: Pending, back: str, *, in_app: bool) -> str:
    """The address where the person signs in."""
    asked = {"appid": provider["WECOM_CORP_ID"], "redirect_uri": back, "state": pending.state}
    asked["agentid"] = provider["WECOM_AGENT_ID"]
    if in_app:
        asked |= {"response_type": "code", "scope": "snsapi_base"}
        return f"{provider['WECOM_APP_LOGIN_URL']}?{urlencode(asked)}#wechat_redirect"
    return f"{provider['WECOM_LOGIN_URL']}?{urlencode({'login_type': 'CorpApp', **asked})}"


def person_of(provider: Provider, code: str) -> str:
    """The member's UserID. Raises NotAdmitted for somebody outside the corporation, NotTrusted, Unreachable."""
    told = _ask(provider, code, _token(provider))
    if code_of(told) in OLD_TOKEN:
        cache.delete(_cache_key(provider))
        told = _ask(provider, code, _token(provider))
    if code_of(told) in WRONG_CODE:
        raise NotTrusted("企业微信的这次登录已经用过或者过期了，请重新登录。")
    if code_of(told):
        raise Unreachable(f"企业微信没有答复是谁登录的（{code_of(told)}），请联系系统管理员核对设置。")
    # Called UserId by the older service.
    person = told.get("userid") or told.get("UserId")
    if not isinstance(person, str) or not person:
        raise NotAdmitted("您不是本单位企业微信的成员，不能用它登录。", title="不是本单位的成员")
    return person


def _ask(provider: Provider, code: str, token: str) -> dict:
    address = f"{provider['WECOM_API_URL'].rstrip('/')}/cgi-bin/auth/getuserinfo"
    return fetch(address, hosts=_hosts(provider), query={"access_token": token, "code": code})


def _hosts(provider: Provider) -> set[str]:
    return {host_of(provider["WECOM_API_URL"])}


def _cache_key(provider: Provider) -> str:
    about = [provider[name] for name in ("WECOM_API_URL", "WECOM_CORP_ID", "WECOM_AGENT_ID")]
    return f"wecom-token-{hashlib.sha256(' '.join(about).encode()).hexdigest()}"


def _token(provider: Provider) -> str:
    if known := cache.get(_cache_key(provider)):
        return str(known)
    told = fetch(
        f"{provider['WECOM_API_URL'].rstrip('/')}/cgi-bin/gettoken",
        hosts=_hosts(provider),
        query={"corpid": provider["WECOM_CORP_ID"], "corpsecret": provider["WECOM_SECRET"]},
    )
    token = told.get("access_token")
    if not isinstance(token, str) or code_of(told):
        raise Unreachable(f"企业微信不认本系统（{code_of(told)}），请联系系统管理员核对设置。")
    cache.set(_cache_key(provider), token, TOKEN_LASTS)
    return token
