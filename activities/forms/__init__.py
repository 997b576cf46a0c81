"""Forms of 工作纪实."""

from .activities import ActivityForm
from .areas import WorkAreaForm
from .filters import ActivityFilter

__all__ = ["ActivityFilter", "ActivityForm", "WorkAreaForm"]
