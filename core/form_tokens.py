"""A token in every form that is opened, kept with a digest of the words that came with it.

The same form sent again with the same words leads to the record that it made. Sent with other words it never counts as
saved: see `OtherWords`.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.crypto import salted_hmac

from .models import UsedFormToken
from .refusals import Refused

ModelT = TypeVar("ModelT", bound=Model | None)

# The button 另存一条 brings the token of a new form with it.
AS_NEW = "as_new"
# Posted beside the words: protection, tokens, and which of the buttons that save was pressed.
NO_WORDS = frozenset({"csrfmiddlewaretoken", "form_token", AS_NEW, "again", "next"})


class OtherWords(Refused):
    """The form was saved before, with other words, or its record has changed since; `made` is what it made."""

    def __init__(self, made: Model | None):
        super().__init__(
            "这张表单先前已经保存过，那次的内容和现在的不同，或者后来又改过。这次填的还没有保存。"
        )
        self.made = made


def new_token() -> str:
    """A token for a form that a template writes by hand."""
    return str(uuid.uuid4())


def is_token(text: str) -> bool:
    """Whether a posted text can be a token at all; anything else is treated like none."""
    return bool(re.fullmatch(r"[0-9A-Za-z-]{1,36}", text))


def token_of(data: Mapping[str, Any]) -> str:
    """The token that posted data came with."""
    return str(data.get(AS_NEW) or data.get("form_token") or "")


def digest_of(data: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> str:
    """A digest of all that was posted, rows and the content of files included.

    Keyed, so that nobody guesses a short word from a copy of the database; a password among them takes long to try.
    """
    mac = salted_hmac("core.form_tokens", "", algorithm="sha256")
    for name, values in sorted(_lists(data)):
        if name not in NO_WORDS:
            mac.update(repr((name, [str(value) for value in values])).encode())
    for name, uploads in sorted(_lists(files or {})):
        for upload in uploads:
            mac.update(repr((name, upload.name, _hash_of(upload))).encode())
    if any("password" in name for name in data):
        return hashlib.pbkdf2_hmac("sha256", mac.digest(), b"core.form_tokens", 200_000).hex()
    return mac.hexdigest()


def _lists(data: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Names with all their values; a name without a value is never sent."""
    pairs: Iterable[tuple[str, Any]] = data.lists() if hasattr(data, "lists") else data.items()
    for name, value in pairs:
        values = list(value) if isinstance(value, list | tuple) else [value]
        if values:
            yield name, values


def _hash_of(upload: Any) -> str:
    """The content's hash; the file can be read again after it."""
    content = hashlib.sha256()
    for chunk in upload.chunks():
        content.update(chunk)
    upload.seek(0)
    return content.hexdigest()


def used_token(token: str) -> UsedFormToken | None:
    """What is known of a token that was used."""
    found = UsedFormToken.objects.filter(pk=token) if is_token(token) else ()
    return next(iter(found), None)


def record_of(used: UsedFormToken) -> Any:
    """The record that a form made, None when it is no longer there."""
    return apps.get_model(used.object_type)._base_manager.filter(pk=used.object_id).first()


def saved_as(used: UsedFormToken, digest: str) -> Any:
    """The record that holds these very words: made of them by the form, and as it was left then. Else None."""
    made = record_of(used)
    is_same = made is not None and used.digest == digest and used.version == _version(made)
    return made if is_same and getattr(made, "deleted_at", None) is None else None


def _version(obj: Model) -> int:
    return getattr(obj, "lock_version", 0)


def _stored_version(obj: Model) -> int:
    """As it is stored: the writes of a form may leave another object behind."""
    if not hasattr(obj, "lock_version"):
        return 0
    version: int = type(obj)._base_manager.values_list("lock_version", flat=True).get(pk=obj.pk)
    return version


def once(token: str, digest: str, make: Callable[[], ModelT]) -> ModelT:
    """What `make()` creates, None for nothing; for a form that comes again with the same words, the record made then.

    Raises OtherWords when the token was used for anything else.
    """
    return once_known(token, digest, make, used_token(token))


def once_known(token: str, digest: str, make: Callable[[], ModelT], used: UsedFormToken | None) -> ModelT:
    """`once` for a form that has asked about its token already: `used` is what it found."""
    if used:
        return _made_then(used, digest)
    try:
        with transaction.atomic():
            obj = make()
            if obj is not None:
                use_token(token, obj, digest)
    except (IntegrityError, Refused):
        # A doubled click: the other request saved since the token was asked about.
        if used := used_token(token):
            return _made_then(used, digest)
        raise
    return obj


def _made_then(used: UsedFormToken, digest: str) -> Any:
    made = saved_as(used, digest)
    if made is None:
        raise OtherWords(record_of(used))
    return made


def use_token(token: str, obj: Model, digest: str = "") -> None:
    """Remember that a form made this record of these words. Raises IntegrityError when it was used before."""
    if is_token(token):
        UsedFormToken.objects.create(
            pk=token,
            object_type=obj._meta.label_lower,
            object_id=str(obj.pk),
            digest=digest,
            version=_stored_version(obj),
        )
