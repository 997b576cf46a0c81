"""钉钉: the person signs in there, and is looked up among those of the corporation, so that nobody outside it is let in."""

from urllib.parse import urlencode

from .configured import Provider
from .fetching import code_of, fetch, host_of
from .pending import Pending
from .refusing import NotAdmitted, NotTrusted, Unreachable

INSIDE = 0  # contact_type of the corporation's own people
UNKNOWN = {60121, 33012}


def leave_for(provider: Provider, pending: Pending, back: str) -> str:
    """The address where the person signs in."""
    asked = {
        "response_type": "code",
        "client_id": provider["DINGTALK_CLIENT_ID"],
        "redirect_uri": back,
        "scope": "openid",
        "state": pending.state,
        "prompt": "consent",
    }
    return f"{provider['DINGTALK_LOGIN_URL']}?{urlencode(asked)}"


def person_of(provider: Provider, code: str) -> str:
    """The userid in the corporation. Raises NotAdmitted for somebody outside it, NotTrusted, Unreachable."""
    api, oapi = provider["DINGTALK_API_URL"].rstrip("/"), provider["DINGTALK_OAPI_URL"].rstrip("/")
    hosts = {host_of(api), host_of(oapi)}
    client = {"clientId": provider["DINGTALK_CLIENT_ID"], "clientSecret": provider["DINGTALK_CLIENT_SECRET"]}
    given = fetch(
        f"{api}/v1.0/oauth2/userAccessToken",
        hosts=hosts,
        body={**client, "code": code, "grantType": "authorization_code"},
    )
    own = {"x-acs-dingtalk-access-token": _text(given, "accessToken")}
    union = _text(fetch(f"{api}/v1.0/contact/users/me", hosts=hosts, headers=own), "unionId")
    app = {"appKey": client["clientId"], "appSecret": client["clientSecret"]}
    token = _text(fetch(f"{api}/v1.0/oauth2/accessToken", hosts=hosts, body=app), "accessToken")
    found = fetch(
        f"{oapi}/topapi/user/getbyunionid",
        hosts=hosts,
        query={"access_token": token},
        body={"unionid": union},
    )
    result = found.get("result")
    if code_of(found) in UNKNOWN or (
        isinstance(result, dict) and result.get("contact_type", INSIDE) != INSIDE
    ):
        raise NotAdmitted("您不在本单位的钉钉通讯录里，不能用它登录。", title="不是本单位的成员")
    if code_of(found) or not isinstance(result, dict):
        raise Unreachable(f"钉钉没有答复是谁登录的（{code_of(found)}），请联系系统管理员核对设置。")
    return _text(result, "userid")


def _text(told: dict, name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise NotTrusted("钉钉的答复不完整，没有登录。请重新登录；总是这样，请联系系统管理员。")
    return value
