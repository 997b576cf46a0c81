"""A token in every form that is opened: the same form sent again leads to the record that it made."""

import re
import uuid
from collections.abc import Callable
from typing import TypeVar

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model

from .models import UsedFormToken

ModelT = TypeVar("ModelT", bound=Model | None)


def new_token() -> str:
    """A token for a form that a template writes by hand."""
    return str(uuid.uuid4())


def is_token(text: str) -> bool:
    """Whether a posted text can be a token at all; anything else is treated like none."""
    return bool(re.fullmatch(r"[0-9A-Za-z-]{1,36}", text))


def saved_by_token(token: str):
    """The record that a form token already made, or None."""
    used = UsedFormToken.objects.filter(pk=token).first() if is_token(token) else None
    if used is None:
        return None
    return apps.get_model(used.object_type)._base_manager.filter(pk=used.object_id).first()


def once(token: str, make: Callable[[], ModelT]) -> ModelT:
    """What `make()` creates, None for nothing; for a token that was used before, the record made then."""
    if done := saved_by_token(token):
        return done
    try:
        with transaction.atomic():
            obj = make()
            if obj is not None:
                use_token(token, obj)
    except IntegrityError:
        if done := saved_by_token(token):
            return done
        raise
    return obj


def use_token(token: str, obj) -> None:
    """Remember that a form token made this record. Raises IntegrityError when it was used before."""
    if is_token(token):
        UsedFormToken.objects.create(pk=token, object_type=obj._meta.label_lower, object_id=str(obj.pk))
