"""Forms of the study pages."""

from .completions import CompleteForm, RecordCompletionForm, WithdrawForm
from .filters import (
    GroupFilter,
    MaterialFilter,
    OverdueFilter,
    PlanFilter,
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
    "GroupFilter",
    "MaterialFilter",
    "MaterialForm",
    "OverdueFilter",
    "OwnReflectionForm",
    "PlanFilter",
    "PlanItemForm",
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
