"""A sign-in of the company on its way: what this browser's session must find again when the person comes back, once."""

import secrets
import time
from dataclasses import asdict, dataclass, field

from .configured import Provider
from .refusing import NotTrusted

KEY = "company_pending"
LASTS = 600  # seconds
# Several tabs may be on their way at the same time.
MOST = 5


def _chance() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Pending:
    """`to` is where the person goes afterwards; `binds` the account that the identifier is to be bound to, None to sign in."""

    kind: str
    to: str = ""
    binds: int | None = None
    state: str = field(default_factory=_chance)
    nonce: str = field(default_factory=_chance)
    verifier: str = field(default_factory=_chance)
    at: int = field(default_factory=lambda: int(time.time()))


def keep(session, pending: Pending) -> None:
    """Note it in the session of the browser that leaves."""
    kept = [*session.get(KEY, []), asdict(pending)]
    session[KEY] = kept[-MOST:]


def _find(session, state: str) -> dict | None:
    kept = session.get(KEY, [])
    return next((one for one in kept if secrets.compare_digest(one["state"].encode(), state.encode())), None)


def is_kept(session, state: str) -> bool:
    """Whether this browser left with this state and has not come back."""
    return _find(session, state) is not None


def take(session, provider: Provider, state: str) -> Pending:
    """The one that left with this state; it is used up. Raises NotTrusted where this browser sent none, or too long ago."""
    found = _find(session, state)
    if found is None or found["kind"] != provider.kind:
        raise NotTrusted("这次登录不是从这个浏览器开始的，或者已经用过了。请从本系统的登录页重新开始。")
    session[KEY] = [one for one in session[KEY] if one is not found]
    if found["at"] + LASTS < time.time():
        raise NotTrusted("这次登录等得太久了，请重新开始。")
    return Pending(**found)
