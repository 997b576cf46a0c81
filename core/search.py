"""Search over every record type: what the user may see, by the columns that the type names."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from . import records
from .models import Record

# So many of each type are listed; one more is fetched to say that there are more.
SHOWN_PER_TYPE = 20


@dataclass(frozen=True)
class HitsOfType:
    """The records of one type that contain every word."""

    record_type: records.RecordType
    rows: list[Record]
    has_more: bool


def search(text: str, user: AbstractBaseUser, branch=None) -> list[HitsOfType]:
    """Records visible to the user that contain every word of the text, by type; types without a hit are left out.

    `branch` narrows the search to records of one branch.
    """
    words = text.replace("\0", " ").split()
    if not words:
        return []
    found = []
    for record_type in records.all_types():
        if not record_type.search_fields:
            continue
        rows = (
            record_type.model.objects.visible_to(user)
            .named()
            .filter(_contains(words, record_type.search_fields))
        )
        if branch is not None and hasattr(record_type.model, "branch_id"):
            rows = rows.filter(branch=branch)
        order = f"-{record_type.date_field}" if record_type.date_field else "-pk"
        hits = list(rows.order_by(order)[: SHOWN_PER_TYPE + 1])
        if hits:
            found.append(HitsOfType(record_type, hits[:SHOWN_PER_TYPE], len(hits) > SHOWN_PER_TYPE))
    return found


def _contains(words: list[str], fields: tuple[str, ...]) -> Q:
    condition = Q()
    for word in words:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": word})
        condition &= one
    return condition
