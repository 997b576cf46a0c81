"""Forms of 工作纪实."""

from .activities import ActivityForm
from .areas import WorkAreaForm
from .filters import ActivityFilter
from .pledges import PledgeForm
from .timeline import CalendarFilter, TimelineFilter

__all__ = ["ActivityFilter", "ActivityForm", "CalendarFilter", "PledgeForm", "TimelineFilter", "WorkAreaForm"]
