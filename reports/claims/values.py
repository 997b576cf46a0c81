"""What a record says, in the form that claims are compared with: every field that its history tells, and its children."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps

from core import audit
from core.models import Record
from documents.claims import Claim, ClaimKind, claims_of, normal
from reports.report.document import SourceRef

# What a record's history tells that is not what it says of the year.
_ABOUT_THE_ENTRY = frozenset({"deletion_reason", "created_by", "branch"})
# So many characters in a row are words repeated, not words that happen to be alike.
QUOTE_LENGTH = 4
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: \d{2}:\d{2})?")


@dataclass(frozen=True)
class Said:
    """The readable values of a record: {label: text}."""

    texts: dict[str, str]

    @cached_property
    def whole(self) -> str:
        """All of it in one, as compared."""
        return "\n".join(normal(text) for text in self.texts.values())

    @cached_property
    def claims(self) -> set[tuple[ClaimKind, str]]:
        """Its numbers and dates, whichever field they stand in."""
        return {(claim.kind, claim.value) for _, claim in self.figures}

    @cached_property
    def every_claim(self) -> set[tuple[ClaimKind, str]]:
        """Its claims of every kind."""
        return {
            (c.kind, c.value)
            for text in self.texts.values()
            for c in claims_of(_ISO.sub(_chinese_date, text))
        }

    @cached_property
    def figures(self) -> list[tuple[str, Claim]]:
        """Each number and date with the label of its field."""
        kinds = {ClaimKind.NUMBER, ClaimKind.DATE}
        return [
            (label, claim)
            for label, text in self.texts.items()
            for claim in claims_of(_ISO.sub(_chinese_date, text))
            if claim.kind in kinds
        ]

    @cached_property
    def counts(self) -> set[str]:
        """How many names its lists hold."""
        lists = [
            re.split("[、；\n]", part) for text in self.texts.values() for part in re.split("[：；]", text)
        ]
        return {str(len(names)) for names in lists if len(names) > 1}

    @cached_property
    def bare_numbers(self) -> set[str]:
        """Fields that are a number and nothing else."""
        return {str(int(text)) for text in self.texts.values() if re.fullmatch(r"\d{1,9}", text)}


def _chinese_date(match: re.Match[str]) -> str:
    year, month, day = (int(part) for part in match.groups())
    return f"{year}年{month}月{day}日"


def said_by(obj: Record) -> dict[str, str]:
    """What a record says now, by label; of a record with children also what they say. Restricted fields stay out."""
    hidden = _ABOUT_THE_ENTRY | obj.restricted_fields
    values = audit.snapshot(obj, without=hidden)
    texts = {label: text for label, text in values.values() if text}
    return {"名称": str(obj), **texts}


_NO_FACTS: dict[str, str] = {}


class Memory:
    """What records and facts say at present, each loaded once: for what is told of them, and for what they said before.

    `value_of` gives the value of a fact as printed, None for a name that no fact has.
    """

    def __init__(self, value_of: Callable[[str], str | None] = _NO_FACTS.get) -> None:
        self.value_of = value_of
        self.records: dict[tuple[str, int], Record] = {}
        self._said: dict[tuple[str, int], Said] = {}

    def load(self, refs: Iterable[SourceRef]) -> None:
        """Have these records at hand; one query a type."""
        self.records |= loaded(ref for ref in refs if (ref.object_type, ref.object_id) not in self.records)

    def said(self, ref: SourceRef) -> Said:
        """What a record says; nothing where it is gone."""
        key = (ref.object_type, ref.object_id)
        if key not in self._said:
            self._said[key] = Said(said_by(self.records[key]) if key in self.records else {})
        return self._said[key]

    def values_in(self, names: Iterable[str]) -> dict[str, str]:
        """The values of these facts."""
        values = {name: self.value_of(name) for name in names}
        return {name: value for name, value in values.items() if value is not None}

    def behind(self, text: str, ref: SourceRef) -> tuple[dict[str, str], int | None]:
        """The fields of a record that a sentence repeats, and the version the record has: kept with the sentence."""
        record = self.records.get((ref.object_type, ref.object_id))
        return touched(self.said(ref), text), record.lock_version if record else None


def touched(said: Said, text: str) -> dict[str, str]:
    """The fields that share a number, a date, a title or a stretch of words with a sentence."""
    words = {part for part in re.split(r"[\W_]+", normal(text)) if len(part) >= QUOTE_LENGTH}
    claims = {(claim.kind, claim.value) for claim in claims_of(text)}
    return {
        label: value
        for label, value in said.texts.items()
        if any(word in normal(value) for word in words) or claims & Said({label: value}).every_claim
    }


def loaded(refs: Iterable[SourceRef]) -> dict[tuple[str, int], Record]:
    """The records that sources point to, deleted ones too; those that are gone are missing. One query a type."""
    by_type: dict[str, set[int]] = {}
    for ref in refs:
        by_type.setdefault(ref.object_type, set()).add(ref.object_id)
    found: dict[tuple[str, int], Record] = {}
    for object_type, ids in by_type.items():
        try:
            model = apps.get_model(object_type)
        except LookupError:
            continue
        found |= {(object_type, obj.pk): obj for obj in model._base_manager.filter(pk__in=ids)}
    return found
