"""The code that `script/server` prints while the site is empty: only who may read the server's screen sets it up."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from core.models import InstallationNote

# Without what is easily taken for something else.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
NAME = "setup-code"


def new_code() -> str:
    """A new code such as `k7mp-3qtx`; the one before no longer counts. The database holds its digest, for all servers."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
    InstallationNote.objects.update_or_create(name=NAME, defaults={"content": _digest(code)})
    return code


def is_right(typed: str) -> bool:
    """Whether it is the code, however it was typed."""
    stored = InstallationNote.objects.filter(name=NAME).values_list("content", flat=True).first()
    return isinstance(stored, str) and constant_time_compare(stored, _digest(typed))


def forget() -> None:
    """The site is set up: there is no code any more."""
    InstallationNote.objects.filter(name=NAME).delete()


def _digest(code: str) -> str:
    plain = "".join(one for one in code.lower() if one.isalnum())
    return salted_hmac("branch.organisations.setup_code", plain, algorithm="sha256").hexdigest()
