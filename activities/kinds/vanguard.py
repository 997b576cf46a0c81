"""Posts and teams of members at their work: 党员责任区, 示范岗, 突击队."""

from ..enums import VanguardForm
from .base import Kind
from .counting import by_choice, filled_count, people_named
from .fields import FieldType, KindField
from .statistics import KindStatistics, Statistic, parts_text

AREA = "学习教育实践"
FORMS = tuple(VanguardForm.choices)


def _vanguard(s: KindStatistics) -> str:
    return f"设立{parts_text(s['forms'].parts, '个')}，党员参加{s['members'].value}人次。"


KINDS = (
    Kind(
        code="vanguard",
        label="责任区示范岗突击队",
        icon="flag",
        explanation="党员责任区、示范岗、突击队：谁在哪里、管什么、成效",
        area=AREA,
        title_pattern="{form}：{name}",
        fields=(
            KindField("form", "形式", FieldType.CHOICE, required=True, choices=FORMS),
            KindField("name", "区岗队名称", required=True, help="例如“二衬台车责任区”“调度示范岗”。"),
            KindField("members", "党员", FieldType.PEOPLE, required=True, takes_part=True),
            KindField("task", "职责任务", FieldType.LONG_TEXT, required=True),
            KindField("outcome", "成效", FieldType.LONG_TEXT, help="有了成效回来补填。"),
        ),
        statistics=(
            Statistic("forms", "形式", by_choice("形式", "form", FORMS, "个")),
            Statistic("members", "党员参加人次", people_named("党员参加人次", "members", "人次")),
            Statistic("outcomes", "已有成效", filled_count("已有成效", "outcome", "个")),
        ),
        sentence=_vanguard,
    ),
)
