"""Numbers from outside that no column can hold find nothing, by whatever way they are compared.

Django sees to it for a column's own `=`, `<` and so on; here for `in`, and for links to other records.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import ForeignKey, IntegerField
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In


def _fits(value: Any, column: Any) -> bool:
    """Whether a value that is compared with a column, or with the one that a link points at, can stand in it."""
    while column.is_relation:
        column = column.target_field
    if not isinstance(value, int) or not isinstance(column, IntegerField):
        return True
    least, most = connection.ops.integer_field_range(column.get_internal_type())
    return (least is None or least <= value) and (most is None or value <= most)


class _InWhatFits:
    """One of the values too large for the column is not among its rows, instead of an error of the engine."""

    def get_prep_lookup(self) -> Any:
        """The values that the column can hold."""
        values = super().get_prep_lookup()  # type: ignore[misc]  # of the lookup it is mixed into
        if not isinstance(values, list):  # a query
            return values
        return [one for one in values if _fits(one, self.lhs.output_field)]  # type: ignore[attr-defined]


class InWhatFits(_InWhatFits, In):
    """`in` over whole numbers."""


class RelatedInWhatFits(_InWhatFits, RelatedIn):
    """`in` over records that a link points at."""


class RelatedExactWhatFits(RelatedExact):
    """One record that a link points at."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """No row, where no record can have that number."""
        if not _fits(self.rhs, self.lhs.output_field):
            raise EmptyResultSet
        return super().as_sql(compiler, connection)


def register() -> None:
    """Let every whole-number column, keys among them, and every link use them; called in `AppConfig.ready()`."""
    IntegerField.register_lookup(InWhatFits)
    ForeignKey.register_lookup(RelatedInWhatFits)
    ForeignKey.register_lookup(RelatedExactWhatFits)
