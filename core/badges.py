"""The small mark that shows a state: a word, an icon and a tone, never colour alone."""

from dataclasses import dataclass

from .enums import RuleState

# tone -> icon when the badge names none
TONES = {
    "good": "circle-check",
    "wait": "circle-dashed",
    "warn": "triangle-alert",
    "late": "circle-alert",
    "info": "info",
    "muted": "circle-slash",
}


@dataclass(frozen=True)
class Badge:
    """A state as pages show it.

    `tone` is one of TONES: good 已完成, wait 尚未开始或待完成, warn 需要注意, late 逾期或被退回, info 进行中或已说明, muted 不适用或已失效.
    """

    label: str
    tone: str = "info"
    icon: str = ""

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone!r}")

    @property
    def icon_name(self) -> str:
        """The icon beside the word."""
        return self.icon or TONES[self.tone]


RULE_STATE_TONES = {
    RuleState.MET: "good",
    RuleState.PENDING: "wait",
    RuleState.OVERDUE: "late",
    RuleState.EXPLAINED: "info",
    RuleState.NOT_APPLICABLE: "muted",
}


def rule_badge(state: RuleState) -> Badge:
    """The badge of a rule's result."""
    return Badge(str(RuleState(state).label), RULE_STATE_TONES[RuleState(state)])
