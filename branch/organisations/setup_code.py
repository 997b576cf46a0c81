"""The code that `script/server` prints while the site is empty: only who may read the server's screen sets it up."""

import os
import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# Without what is easily taken for something else.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def path():
    """Where the digest of the code lies, readable for the server alone."""
    return settings.DATA_DIR / "setup-code"


def new_code() -> str:
    """A new code such as `k7mp-3qtx`; the one before no longer counts."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
    with os.fdopen(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(_digest(code))
    return code


def is_right(typed: str) -> bool:
    """Whether it is the code, however it was typed."""
    try:
        stored = path().read_text()
    except OSError:
        return False
    return constant_time_compare(stored, _digest(typed))


def forget() -> None:
    """The site is set up: there is no code any more."""
    path().unlink(missing_ok=True)


def _digest(code: str) -> str:
    plain = "".join(one for one in code.lower() if one.isalnum())
    return salted_hmac("branch.organisations.setup_code", plain, algorithm="sha256").hexdigest()
