"""Forms of 工作纪实."""

from .activities import ActivityForm
from .areas import WorkAreaForm
from .duties import DutyItemForm
from .filters import ActivityFilter
from .pledges import PledgeForm
from .timeline import CalendarFilter, TimelineFilter

__all__ = [
    "ActivityFilter",
    "ActivityForm",
    "CalendarFilter",
    "DutyItemForm",
    "PledgeForm",
    "TimelineFilter",
    "WorkAreaForm",
]
