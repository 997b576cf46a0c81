"""Frameworks, opinions, problems, causes, measures, and rectification items with what proves them."""

from .answers import Cause, Measure
from .follow_up import DueExtension, EffectAnswer, PublicNotice
from .framework import FrameworkItem, Opinion
from .items import Evidence, ItemMove, ProgressEntry, RectificationItem
from .problems import Problem, ProblemPoint
from .rounds import OpinionRound, RoundReply

__all__ = [
    "Cause",
    "DueExtension",
    "EffectAnswer",
    "Evidence",
    "FrameworkItem",
    "ItemMove",
    "Measure",
    "Opinion",
    "OpinionRound",
    "Problem",
    "ProblemPoint",
    "ProgressEntry",
    "PublicNotice",
    "RectificationItem",
    "RoundReply",
]
