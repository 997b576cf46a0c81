"""Forms of the study pages."""

from .completions import CompleteForm, RecordCompletionForm, WithdrawForm
from .filters import MaterialFilter, OverdueFilter, ProgressFilter, ReflectionFilter, TaskFilter
from .materials import MaterialForm
from .reflections import OwnReflectionForm, RecordedReflectionForm
from .tasks import TaskForm

__all__ = [
    "CompleteForm",
    "MaterialFilter",
    "MaterialForm",
    "OverdueFilter",
    "OwnReflectionForm",
    "ProgressFilter",
    "RecordCompletionForm",
    "RecordedReflectionForm",
    "ReflectionFilter",
    "TaskFilter",
    "TaskForm",
    "WithdrawForm",
]
