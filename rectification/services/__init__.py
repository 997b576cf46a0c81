"""Writes of this app: frameworks, problems and what answers them, and the life of a rectification item."""

from .evidence import add_evidence, remove_evidence
from .follow_up import answer_effect, extend_due
from .framework import FrameworkLine, copy_framework, save_framework
from .items import (
    add_item,
    close_item,
    keep_item,
    log_progress,
    reopen_item,
    return_item,
    save_item,
    start_item,
    submit_item,
)
from .problems import (
    add_cause,
    add_measure,
    add_problem,
    confirm_repeat,
    rule_out_repeat,
    save_cause,
    save_measure,
    save_problem,
)
from .rounds import collect_opinions, give_opinion

__all__ = [
    "FrameworkLine",
    "add_cause",
    "add_evidence",
    "add_item",
    "add_measure",
    "add_problem",
    "answer_effect",
    "close_item",
    "collect_opinions",
    "confirm_repeat",
    "copy_framework",
    "extend_due",
    "give_opinion",
    "keep_item",
    "log_progress",
    "remove_evidence",
    "reopen_item",
    "return_item",
    "rule_out_repeat",
    "save_cause",
    "save_framework",
    "save_item",
    "save_measure",
    "save_problem",
    "start_item",
    "submit_item",
]
