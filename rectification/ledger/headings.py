"""Which column of the ledger a heading of somebody else's table means, and what a branch has said of its own."""

import re
from collections.abc import Mapping

from branch.organisations.models import Organisation
from branch.reading_answers.models import AnswerAbout, answers_of, keep_answers
from documents.reading.cells import clean

from .columns import COLUMNS, LABELS, NUMBER, label_of

# A heading's own words come first (`LABELS`, aliases of the columns); these say what else it may be called. The first
# that fits is taken, so that 问题来源 is a source and no problem. What fits none is kept under its own heading.
_WORDS: tuple[tuple[str, str], ...] = (
    (NUMBER, r"序|号|No\.?|编号|项次|问题编号"),
    ("sources", r"(问题)?来源|提出(方式|渠道)|问题出处"),
    ("causes", r"(产生|问题|主要|存在)*(原因|根源|症结)(分析|剖析)?|原因剖析"),
    ("closed_on", r"(实际)?(销号|办结)(时间|日期)"),
    ("closer", r"(销号|验收|审核销号)人"),
    ("criterion", r"(销号|验收|完成|整改)标准"),
    ("leader", r"(责任|牵头|分管|包抓|挂钩|联系)领导|领导责任人|牵头责任人|整改牵头人|第一责任人"),
    (
        "responsible",
        r"(整改|具体|直接|落实)?(责任|负责|承办|经办|落实|整改)(人|人员|者|主体)(姓名)?|责任人及部门|(责任|承办|整改责任|整改)(单位|部门|主体)([/及和与或（(](责任|负责)人[）)]?)?|由谁负责",
    ),
    (
        "due_on",
        r"(整改|完成|计划|要求|办结|预计|拟|规定|限定|时间)*(时限|期限|限期)(要求)?|(计划|要求|预计|拟|应)(完成|办结|整改)(时间|日期)|(整改|完成)(时间|日期)|截止(时间|日期)|时间(节点|要求|进度)|什么时候完成",
    ),
    ("progress", r"(整改|工作|阶段|目前|当前|推进|落实)*(进展|进度)(情况)?"),
    (
        "result",
        r"(整改|工作|任务|措施)?(完成|落实|办理|整改)(完成|落实)?(情况|结果)(说明)?|(整改|取得的?)?(成效|结果|效果)|整改落实情况|完成情况及成效|做到什么程度",
    ),
    ("evidence", r"(佐证|印证|支撑|证明|见证|附件)(材料|资料)?|材料清单"),
    ("state", r"(整改|完成|办理|销号|当前|目前|办结)?(状态)|状态栏"),
    ("mode", r"整改(方式|类型)"),
    ("goal", r"(整改|工作|预期|要达到的?)?目标(要求)?|预期(目标|成效|效果)"),
    (
        "content",
        r"(整改|具体|主要|改进|解决|工作|下步|下一步)*(措施|举措|办法|对策)(内容)?|整改任务|怎么改|整改(内容|要求及措施)",
    ),
    (
        "problem",
        r"(存在|查摆|具体|突出|主要|发现|反馈|排查|整改|检查|梳理|征求)*(的|出)*问题(表现|描述|清单|内容|及表现|（表现）|简述|概述|事项|具体表现)*|(具体|问题)表现|不足之处|存在(的)?不足",
    ),
    ("framework", r"对照(检查)?(方面|内容|要求|项目)"),
    ("year", r"(所属|整改)?年(度|份)"),
    ("remark", r"备注(说明)?"),
)
_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in _WORDS)
_OWN = {label: label for label in LABELS} | {
    alias: column.label for column in COLUMNS for alias in column.aliases
}
_ASIDE = re.compile(r"[（(【\[].*?[)）】\]]")
_MARKS = re.compile(r"[\s：:、，,。.*※★]+")


def bare(heading: object) -> str:
    """A heading without spaces and marks, for comparing."""
    return _MARKS.sub("", clean(heading))


def column_meant(heading: object) -> str:
    """The label of the column that a heading means; empty where it means none that the ledger has."""
    for text in (bare(heading), _MARKS.sub("", _ASIDE.sub("", clean(heading)))):
        if not text:
            continue
        if text in _OWN:
            return _OWN[text]
        for field, pattern in _PATTERNS:
            if pattern.fullmatch(text):
                return field if field == NUMBER else label_of(field)
    return ""


def kept_headings(branch: Organisation) -> dict[str, str]:
    """The branch's answers: column by bare heading; empty: kept under its own heading."""
    kept = answers_of(branch, AnswerAbout.LEDGER_COLUMN)
    return {heading: column for heading, column in kept.items() if column in ("", *LABELS)}


def keep_headings(branch: Organisation, meant: Mapping[str, str]) -> None:
    """Keep answers for the next import."""
    columns = {bare(heading)[:100]: column if column in LABELS else "" for heading, column in meant.items()}
    keep_answers(branch, AnswerAbout.LEDGER_COLUMN, columns)
