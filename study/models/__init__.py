"""The plan, the conversion table, materials, tasks with their assignments, training elsewhere, and 心得."""

from .materials import StudyMaterial
from .plans import PlanItem
from .reflections import Reflection
from .tasks import StudyAssignment, StudyTask
from .trainings import Training
from .units import HourUnit

__all__ = [
    "HourUnit",
    "PlanItem",
    "Reflection",
    "StudyAssignment",
    "StudyMaterial",
    "StudyTask",
    "Training",
]
