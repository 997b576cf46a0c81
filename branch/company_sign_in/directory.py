"""LDAP: whether a name and a password are those of one person of the company's directory.

The connection is always TLS (ldaps, or StartTLS before anything is said), but to this machine itself without LDAP_CA; the
certificate and its name are checked by Python, not by ldap3.
"""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from .configured import LOOPBACK, Provider
from .refusing import Unreachable

log = logging.getLogger(__name__)

SECONDS = 5
LONGEST_NAME = 100
UNREACHABLE = "现在连不上公司的目录服务器，公司域账号暂时不能登录；请稍后再试，或者联系系统管理员。"


def person_of(directory: Provider, name: str, password: str, *, by: str = "LDAP_LOGIN") -> str | None:
    """The identifier of whose name and password they are; None where they are nobody's. Raises Unreachable.

    `by` says which attribute the name is of. Without a password a directory would let anybody in as nobody: never asked.
    """
    if not name or not password or len(name) > LONGEST_NAME:
        return None
    from ldap3.core.exceptions import LDAPException
    from ldap3.utils.conv import escape_filter_chars

    wanted = f"(&{directory['LDAP_FILTER']}({directory[by]}={escape_filter_chars(name)}))"
    try:
        with _connection(directory, directory["LDAP_USER"], directory["LDAP_PASSWORD"]) as asking:
            if not asking.bind():
                log.error("the directory refuses LDAP_USER: %s", asking.result)
                raise Unreachable(UNREACHABLE)
            asking.search(
                directory["LDAP_BASE"],
                wanted,
                attributes=[directory["LDAP_ID"]],
                size_limit=2,
                time_limit=SECONDS,
            )
            found = [one for one in asking.response or () if one["type"] == "searchResEntry"]
        values = found[0]["raw_attributes"].get(directory["LDAP_ID"], []) if len(found) == 1 else []
        if len(values) != 1:
            return None
        with _connection(directory, found[0]["dn"], password) as own:
            return values[0].decode(errors="backslashreplace") if own.bind() else None
    except (LDAPException, OSError) as trouble:
        log.warning("the directory does not answer: %s", trouble)
        raise Unreachable(UNREACHABLE) from trouble


@contextmanager
def _connection(directory: Provider, user: str, password: str) -> Iterator:
    """A connection under TLS that has said nothing yet, and ends with the block."""
    import ldap3
    from ldap3.core.exceptions import LDAPException

    class CheckedTls(ldap3.Tls):
        """Python's own check of the certificate and of the name it stands for."""

        def wrap_socket(self, connection, do_handshake: bool = False) -> None:  # noqa: ARG002  # as ldap3 calls it
            context = ssl.create_default_context(cafile=directory["LDAP_CA"] or None)
            connection.socket = context.wrap_socket(connection.socket, server_hostname=connection.server.host)

    parts = urlsplit(directory["LDAP_URL"])
    is_tls = parts.scheme == "ldaps"
    server = ldap3.Server(
        parts.hostname,
        port=parts.port or (636 if is_tls else 389),
        use_ssl=is_tls,
        tls=CheckedTls(),
        get_info=ldap3.NONE,
        connect_timeout=SECONDS,
    )
    connection = ldap3.Connection(
        server,
        user=user or None,
        password=password or None,
        receive_timeout=SECONDS,
        auto_referrals=False,
        read_only=True,
    )
    try:
        connection.open()
        if not is_tls and (parts.hostname not in LOOPBACK or directory["LDAP_CA"]):
            connection.start_tls()
        yield connection
    finally:
        with suppress(LDAPException, OSError):
            connection.unbind()
        # Where TLS was refused, ldap3 leaves it open.
        if connection.socket is not None:
            connection.socket.close()
