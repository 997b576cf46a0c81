"""What a decision of a meeting says of the record it becomes; what it does not say stays empty and is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..enums import Quarter, RuleAction

_QUOTED = re.compile(r"《([^《》]{2,60})》")
_VERBS = re.compile(r"^(?:关于|研究|审议|讨论|表决|通过|制定|制订|修订|修改|完善|建立|并|和|、|，)+")
_TAIL = re.compile(r"(?:（[^（）]{0,12}）|的?(?:议案|事宜|草案|修订稿|讨论稿|方案))+$")
_REVISED = re.compile("修订|修改|完善|补充")
_QUARTER = re.compile("第?([一二三四1-4])季度")


@dataclass(frozen=True)
class Decision:
    """A passed agenda item in plain words, with the day, and the members that it may name."""

    title: str
    text: str
    day: date
    people: Mapping[str, int]


def rule_made(decision: Decision) -> dict[str, Any]:
    """The name of the rule as it stands in 《》, else the title without its verbs; whether it is new."""
    words = f"{decision.title}\n{decision.text}"
    quoted = _QUOTED.search(words)
    name = quoted[1] if quoted else _TAIL.sub("", _VERBS.sub("", decision.title.strip()))
    return {"name": name, "action": RuleAction.REVISED if _REVISED.search(words) else RuleAction.MADE}


def quarter_star(decision: Decision) -> dict[str, Any]:
    """The quarter it names, else that of the meeting; the members that the decision names."""
    named = _QUARTER.search(f"{decision.title}\n{decision.text}")
    number = "一二三四1234".index(named[1]) % 4 if named else (decision.day.month - 1) // 3
    winners = [pk for name, pk in decision.people.items() if name in decision.text]
    return {"quarter": Quarter.values[number], "winners": winners}


def pledge(decision: Decision) -> dict[str, Any]:
    """The member named alone in the title; of the goal the decision's words."""
    named = [pk for name, pk in decision.people.items() if name in decision.title]
    return {"pledger": named[0] if len(named) == 1 else None, "goal": decision.text}
