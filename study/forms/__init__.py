"""Forms of the study pages."""

from .completions import CompleteForm, RecordCompletionForm, WithdrawForm
from .filters import (
    MaterialFilter,
    OverdueFilter,
    PlanFilter,
    ProgressFilter,
    ReflectionFilter,
    TaskFilter,
    TrainingFilter,
)
from .materials import MaterialForm
from .plans import PlanItemForm
from .reflections import OwnReflectionForm, RecordedReflectionForm
from .tasks import TaskForm
from .trainings import ReviewForm, TrainingForm
from .units import UnitForm

__all__ = [
    "CompleteForm",
    "MaterialFilter",
    "MaterialForm",
    "OverdueFilter",
    "OwnReflectionForm",
    "PlanFilter",
    "PlanItemForm",
    "ProgressFilter",
    "RecordCompletionForm",
    "RecordedReflectionForm",
    "ReflectionFilter",
    "ReviewForm",
    "TaskFilter",
    "TaskForm",
    "TrainingFilter",
    "TrainingForm",
    "UnitForm",
    "WithdrawForm",
]
