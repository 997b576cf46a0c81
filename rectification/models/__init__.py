"""Frameworks, opinions, problems, causes, measures, and rectification items with what proves them."""

from .answers import Cause, Measure
from .framework import FrameworkItem, Opinion
from .item_rows import DueExtension, EffectAnswer, Evidence, ItemMove, ProgressEntry
from .items import RectificationItem
from .notices import PublicNotice
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
