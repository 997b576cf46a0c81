"""Study materials, tasks with their assignments, and 心得."""

from .materials import StudyMaterial
from .reflections import Reflection
from .tasks import StudyAssignment, StudyTask

__all__ = ["Reflection", "StudyAssignment", "StudyMaterial", "StudyTask"]
