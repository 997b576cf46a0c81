"""Work areas, activities, and the duty list of the committee."""

from .activity import Activity, ActivityQuerySet, WorkArea, WorkAreaQuerySet
from .duty import DutyItem, DutyItemQuerySet

__all__ = ["Activity", "ActivityQuerySet", "DutyItem", "DutyItemQuerySet", "WorkArea", "WorkAreaQuerySet"]
