"""Numbers from outside that no column can hold find nothing; Django sees to it for each comparison but `in`."""

from typing import Any

from django.db import connection
from django.db.models import IntegerField
from django.db.models.lookups import In


class InWhatFits(In):
    """`in` over whole numbers: one too large for the column is not among them, instead of an error of the engine."""

    def get_prep_lookup(self) -> Any:
        """The values that the column can hold."""
        values = super().get_prep_lookup()
        if not isinstance(values, list):  # a query
            return values
        least, most = connection.ops.integer_field_range(self.lhs.output_field.get_internal_type())
        return [one for one in values if not isinstance(one, int) or (least or one) <= one <= (most or one)]


def register() -> None:
    """Let every whole-number column, keys among them, use it; called in `AppConfig.ready()`."""
    IntegerField.register_lookup(InWhatFits)
