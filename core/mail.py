"""Outgoing mail: what the environment says of it, and what is missing. Without EMAIL_HOST nothing is ever sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

VARIABLES = (
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS",
    "EMAIL_USE_SSL",
    "DEFAULT_FROM_EMAIL",
)
YES, NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class MailSettings:
    """How mail leaves the house; `faults` say in Chinese what keeps it from leaving."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    use_tls: bool
    use_ssl: bool
    sender: str
    faults: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether mail can be sent."""
        return bool(self.host) and not self.faults


def read_mail_settings(environment: Mapping[str, str]) -> MailSettings:
    """The settings of an environment; the port is the usual one of the encryption unless it is named."""
    given = {name: environment.get(name, "").strip() for name in VARIABLES}
    use_tls, use_ssl = given["EMAIL_USE_TLS"].lower() in YES, given["EMAIL_USE_SSL"].lower() in YES
    port = given["EMAIL_PORT"]
    usual_port = 465 if use_ssl else 587 if use_tls else 25
    return MailSettings(
        host=given["EMAIL_HOST"],
        port=int(port) if _is_port(port) else usual_port,
        user=given["EMAIL_HOST_USER"],
        password=given["EMAIL_HOST_PASSWORD"],
        use_tls=use_tls,
        use_ssl=use_ssl,
        sender=given["DEFAULT_FROM_EMAIL"] or given["EMAIL_HOST_USER"],
        faults=tuple(_faults(given)),
    )


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= HIGHEST_PORT


def _faults(given: dict[str, str]) -> list[str]:
    named = [name for name in VARIABLES if given[name]]
    if not given["EMAIL_HOST"]:
        return [f"设了 {'、'.join(named)}，但没有设 EMAIL_HOST（发信服务器）。"] if named else []
    faults = []
    if given["EMAIL_PORT"] and not _is_port(given["EMAIL_PORT"]):
        faults.append(f"EMAIL_PORT 是“{given['EMAIL_PORT']}”，应是 1 到 {HIGHEST_PORT} 的数字。")
    for name in ("EMAIL_USE_TLS", "EMAIL_USE_SSL"):
        if given[name].lower() not in YES | NO:
            faults.append(f"{name} 是“{given[name]}”，应写 1 或 0。")
    if given["EMAIL_USE_TLS"].lower() in YES and given["EMAIL_USE_SSL"].lower() in YES:
        faults.append("EMAIL_USE_TLS 和 EMAIL_USE_SSL 只能开一个：587 端口用 TLS，465 端口用 SSL。")
    if bool(given["EMAIL_HOST_USER"]) != bool(given["EMAIL_HOST_PASSWORD"]):
        faults.append("EMAIL_HOST_USER 和 EMAIL_HOST_PASSWORD 要么都设，要么都不设。")
    return faults + _sender_faults(given)


def _sender_faults(given: dict[str, str]) -> list[str]:
    sender = given["DEFAULT_FROM_EMAIL"] or given["EMAIL_HOST_USER"]
    name, _, host = parseaddr(sender)[1].rpartition("@")
    if name and host:
        return []
    return ["没有可用的发件人：请设 DEFAULT_FROM_EMAIL，例如 支部纪实 <zhibu@example.com>。"]
