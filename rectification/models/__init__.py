"""Frameworks, opinions, problems, causes, measures, and rectification items with what proves them."""

from .answers import Cause, Measure
from .framework import FrameworkItem, Opinion
from .items import Evidence, ItemMove, ProgressEntry, RectificationItem
from .problems import Problem, ProblemPoint

__all__ = [
    "Cause",
    "Evidence",
    "FrameworkItem",
    "ItemMove",
    "Measure",
    "Opinion",
    "Problem",
    "ProblemPoint",
    "ProgressEntry",
    "RectificationItem",
]
