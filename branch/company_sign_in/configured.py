"""Which sign-ins of the company the environment asks for, how they are reached, and what is missing.

Read by the settings; knows no account. Without any of these variables nothing of it is there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

OIDC, WECOM, DINGTALK, LDAP = "OIDC", "WECOM", "DINGTALK", "LDAP"
NEEDED = {
    OIDC: ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"),
    WECOM: ("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET"),
    DINGTALK: ("DINGTALK_CORP_ID", "DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET"),
    LDAP: ("LDAP_URL", "LDAP_BASE"),
}
# What holds where nothing is said; the addresses are those of the public services, a private one has its own.
USUAL = {
    OIDC: {
        "OIDC_NAME": "统一身份认证",
        "OIDC_CLAIM": "sub",
        "OIDC_SCOPE": "openid profile",
        "OIDC_HOSTS": "",
    },
    WECOM: {
        "WECOM_NAME": "企业微信",
        "WECOM_LOGIN_URL": "https://login.work.weixin.qq.com/wwlogin/sso/login",
        "WECOM_APP_LOGIN_URL": "https://open.weixin.qq.com/connect/oauth2/authorize",
        "WECOM_API_URL": "https://qyapi.weixin.qq.com",
    },
    DINGTALK: {
        "DINGTALK_NAME": "钉钉",
        "DINGTALK_LOGIN_URL": "https://login.dingtalk.com/oauth2/auth",
        "DINGTALK_API_URL": "https://api.dingtalk.com",
        "DINGTALK_OAPI_URL": "https://oapi.dingtalk.com",
    },
    LDAP: {
        "LDAP_NAME": "公司域账号",
        "LDAP_LOGIN": "uid",
        "LDAP_ID": "",
        "LDAP_FILTER": "(objectClass=*)",
        "LDAP_USER": "",
        "LDAP_PASSWORD": "",
        "LDAP_CA": "",
    },
}
# Within what an identifier is unique: under another issuer or corporation it is somebody else's.
REALM = {OIDC: "OIDC_ISSUER", WECOM: "WECOM_CORP_ID", DINGTALK: "DINGTALK_CORP_ID", LDAP: "LDAP_BASE"}
# Where upper and lower case are one; elsewhere they tell people apart.
CASELESS = {WECOM, LDAP}
# The package of `requirements-sso.txt` that is imported where it is asked for.
PACKAGES = {OIDC: "jwt", LDAP: "ldap3"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST = 255  # of a `sub` by OpenID Connect Core, and of every other
ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
LOCAL_SIGN_IN = {"": False, "administrators": False, "all": True}


@dataclass(frozen=True)
class Provider:
    """One sign-in of the company: its kind and the values of its variables."""

    kind: str
    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @property
    def name(self) -> str:
        """What people call it, such as 企业微信."""
        return self.values[f"{self.kind}_NAME"]

    @property
    def slug(self) -> str:
        """How its addresses name it."""
        return self.kind.lower()

    @property
    def realm(self) -> str:
        """Within what its identifiers are unique."""
        return self.values[REALM[self.kind]]

    def plain(self, subject: str) -> str:
        """An identifier as it is stored and compared."""
        subject = subject.strip()
        return subject.casefold() if self.kind in CASELESS else subject


@dataclass(frozen=True)
class CompanySignIn:
    """All that is set: usable providers, whether everybody may sign in with a password of this site too, and faults in Chinese."""

    providers: tuple[Provider, ...] = ()
    local_for_all: bool = False
    proxy: str = ""
    faults: tuple[str, ...] = ()

    @property
    def web(self) -> tuple[Provider, ...]:
        """Those that the browser is led to."""
        return tuple(one for one in self.providers if one.kind != LDAP)

    @property
    def directory(self) -> Provider | None:
        """The LDAP directory, where there is one."""
        return self.of(LDAP)

    def of(self, kind: str) -> Provider | None:
        """The provider of a kind."""
        return next((one for one in self.providers if one.kind == kind), None)

    @property
    def names(self) -> str:
        """企业微信、公司域账号."""
        return "、".join(one.name for one in self.providers)


def read_company_sign_in(environment: Mapping[str, str]) -> CompanySignIn:
    """What an environment asks for. A provider that is set up by half, or without TLS, is left out and told as a fault."""
    providers, faults = [], []
    for kind, needed in NEEDED.items():
        given = {name: environment.get(name, "").strip() for name in (*needed, *USUAL[kind])}
        if not any(given.values()):
            continue
        values = given | {name: given[name] or usual for name, usual in USUAL[kind].items()}
        values["LDAP_ID"] = values.get("LDAP_ID") or values.get("LDAP_LOGIN", "")
        found = list(_faults(kind, needed, values))
        faults += found
        if not found:
            providers.append(Provider(kind, values))
    local = environment.get("LOCAL_SIGN_IN", "").strip()
    if local not in LOCAL_SIGN_IN:
        faults.append(f"LOCAL_SIGN_IN 是“{local}”，应写 administrators（默认）或 all。")
    proxy = environment.get("SSO_PROXY", "").strip()
    return CompanySignIn(tuple(providers), LOCAL_SIGN_IN.get(local, False), proxy, tuple(faults))


def _faults(kind: str, needed: tuple[str, ...], values: Mapping[str, str]) -> Iterator[str]:
    if missing := [name for name in needed if not values[name]]:
        yield f"{USUAL[kind][f'{kind}_NAME']}登录没有设置完整，缺 {'、'.join(missing)}。"
        return
    if len(values[REALM[kind]]) > LONGEST:
        yield f"{REALM[kind]} 太长，最多 {LONGEST} 个字符。"
    for name in (name for name in values if name.endswith(("_URL", "_ISSUER"))):
        if fault := _address_fault(name, values[name]):
            yield fault
    if kind == LDAP:
        yield from _directory_faults(values)


def _address_fault(name: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    schemes = {"ldap", "ldaps"} if name == "LDAP_URL" else {"https"}
    is_local = parts.hostname in LOOPBACK and parts.scheme in schemes | {"http"}
    if parts.hostname and not parts.username and (parts.scheme in schemes or is_local):
        return ""
    wanted = "ldaps:// 或 ldap://（自动改用 TLS）" if name == "LDAP_URL" else "https://"
    return f"{name} 是“{text}”，应以 {wanted} 开头，并写出主机名。"


def _directory_faults(values: Mapping[str, str]) -> Iterator[str]:
    for name in ("LDAP_LOGIN", "LDAP_ID"):
        if not ATTRIBUTE.fullmatch(values[name]):
            yield f"{name} 是“{values[name]}”，应是目录里的属性名，例如 uid、sAMAccountName。"
    given = values["LDAP_FILTER"]
    if not (given.startswith("(") and given.endswith(")") and given.count("(") == given.count(")")):
        yield f"LDAP_FILTER 是“{given}”，应是一个带括号的条件，例如 (objectClass=person)。"
    if bool(values["LDAP_USER"]) != bool(values["LDAP_PASSWORD"]):
        yield "LDAP_USER 和 LDAP_PASSWORD 要么都设，要么都不设。"
    if values["LDAP_CA"] and not Path(values["LDAP_CA"]).is_file():
        yield f"LDAP_CA 指的证书文件 {values['LDAP_CA']} 不存在。"
