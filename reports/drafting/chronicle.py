"""One activity told whole, in a sentence or two, for the year book: the fields of its kind in words around them.

A piece in brackets stands only where its fields are filled; of several wordings the first whose fields outside brackets
are filled is taken. A kind without a wording tells its fields one by one.
"""

import re

from activities.kinds.base import Kind
from activities.models import Activity

from .telling import says_already
from .wording import bare, quoted

_PIECE = re.compile(r"\[([^\]]*)\]|([^\[]+)")
_FIELD = re.compile(r"\{(\w+)\}")
# Marks that meet where a piece was left out, or that a name brought along.
_MARKS = (("《《", "《"), ("》》", "》"), ("“《", "《"), ("》”", "》"), ("。，", "。"), ("：，", "："))
# A figure that says there was nothing.
_NOTHING = re.compile(r"发现问题0[项个]")

WORDINGS: dict[str, tuple[str, ...]] = {
    "relay": (
        "传达{issuer}“{document}”[（{number}）][，{received_on}收到]。[贯彻措施：{measures}。][落实结果：{result}。]",
    ),
    "joint": ("与{partner}共同开展{segments}。",),
    "red_base": ("在{base}开展{segments}。",),
    "service": (
        "针对“{demand}”的诉求（{source}）[，由{handler}承办][，{done_on}办结][，受益{beneficiaries}人]。[{result}。]",
    ),
    "visit": ("{visitors}看望慰问{targets}，方式为{form}。[后续安排：{follow_up}。]",),
    "inspection": (
        "{inspectors}到{units}检查{subject}，发现问题{found}项[，已整改{fixed}项][，{recheck_on}复查]。",
    ),
    "project": ("围绕“{topic}”立项攻关，由{leader}负责。[节点安排：{milestones}。][成果：{outcome}。]",),
    "vanguard": ("设立{form}“{name}”，{members}参加。职责任务：{task}。[成效：{outcome}。]",),
    "case_study": ("学习廉政案例“{case}”。",),
    "reminder": ("在{occasions}节点开展廉政提醒，方式为{form}[，范围为{scope}]。",),
    "integrity_talk": (
        "{talker}与{counterpart}进行廉政谈话[（分管工作：{duties}）]。[谈话要点：{points}。]",
    ),
    "risk": (
        "{quarter}研判廉政风险点“{point}”，等级为{level}。防控措施：{measures}。[研判结论：{conclusion}。]",
    ),
    "self_check": (
        "开展{batch}自查，查出问题“{problem}”[（{category}）]。[整改情况：{correction}。][{fixed_on}整改完毕。]",
        "开展{batch}自查，未查出问题。",
    ),
    "double_duty": (
        "{inspector}检查{committee_member}履行“一岗双责”情况。检查内容：{content}。检查结果：{result}。",
    ),
    "quarter_star": (
        "开展{quarter}好党员评选[，候选人为{candidates}][，采取{form}方式]，评出{winners}。[主要事迹：{deeds}。]"
        "[公示：{notice}][，{notice_from}开始][，{notice_until}结束]。",
    ),
    "pledge": (
        "{pledger}作出岗位目标承诺：{goal}。[年中自查为{midyear}][，年末自查为{own_result}][，点评为{fulfilment}]"
        "[，等次为{grade}][，点评人为{commenter}]。",
    ),
    "rules_made": ("{action}《{name}》。",),
    "mood": (
        "通过{channel}分析{group}的思想动态，等级为{level}。主要表现：{signs}。[对策：{remedy}][，责任人为{responsible}]"
        "[，{resolved_on}化解]。",
    ),
    "publicity": ("在{channel}发布“{headline}”。",),
    "ideology_review": (
        "专题研究意识形态工作，主题为“{topic}”。分析判断：{judgement}。[工作措施：{measures}。]",
    ),
    "ideology_front": (
        "检查意识形态阵地“{front}”，责任人为{responsible}，发现问题{found}个。检查情况：{checked}。",
    ),
}


def told_whole(activity: Activity) -> str:
    """What an activity's fields say, the restricted ones left out, and its summary where that says more."""
    kind = activity.kind_declaration
    known = {
        field.name: bare(field.display(activity.data.get(field.name)))
        for field in kind.fields
        if not field.restricted
    }
    filled = {name: words for name, words in known.items() if words}
    told = _sentences(_worded(kind, filled))
    summary = "".join(draft.text for draft in quoted(activity.summary))
    if summary and all(words in summary for words in filled.values()):
        return summary
    return told if says_already(told, summary) else f"{told}{summary}"


def _worded(kind: Kind, known: dict[str, str]) -> str:
    for wording in WORDINGS.get(kind.code, ()):
        if all(name in known for name in _FIELD.findall(re.sub(r"\[[^\]]*\]", "", wording))):
            pieces = (inside or outside for inside, outside in _PIECE.findall(wording))
            return "".join(
                piece.format_map(known)
                for piece in pieces
                if all(name in known for name in _FIELD.findall(piece))
            )
    return "；".join(f"{field.label}：{known[field.name]}" for field in kind.fields if field.name in known)


def _sentences(text: str) -> str:
    """Text with its marks in order, each sentence ended, nothing for nothing."""
    for before, after in _MARKS:
        text = text.replace(before, after)
    text = _NOTHING.sub("没有发现问题", " ".join(text.split()))
    said = (one.strip("，； ") for one in re.split("。(?![”’』」》）])", text))
    return "".join(f"{one}。" for one in said if one)
