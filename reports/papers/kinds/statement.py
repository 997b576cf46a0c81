"""党员个人发言提纲: each member's own, from what the records say of the member alone; where they are silent, a gap."""

from activities.enums import Fulfilment
from activities.models import Activity
from reports.drafting.rectified import done, finding
from reports.drafting.wording import bare, ended, frame, missing, quoted, sentence
from reports.papers.material import Material, sections
from reports.papers.own import OwnRecords
from reports.papers.registry import STATEMENT, Drafter, Paper
from reports.report.enums import Marker, ReportAction, ReportState, SectionKind
from reports.report.tree import DraftParagraph, DraftSentence
from reports.year_records import ref, refs


def _opening(_: Material) -> list[DraftParagraph]:
    text = "按照组织生活会的安排，现将本人的学习工作情况、存在的问题和努力方向汇报如下，请同志们批评指正。"
    return [DraftParagraph("preamble", (frame(text),))]


def _year(material: Material) -> list[DraftParagraph]:
    """What the member took part in, learned and pledged."""
    own = material.own
    drafts = [*_taken_part(own), *_learned(own), *(_pledged(own.pledge) if own.pledge else [])]
    return [DraftParagraph("work", tuple(drafts or [missing("本人一年来的学习和工作情况")]))]


def _taken_part(own: OwnRecords) -> list[DraftSentence]:
    drafts = []
    if own.roll:
        came = "全部到会" if len(own.attended) == len(own.roll) else "到会{本人到会次数}次"
        drafts.append(sentence(f"本人应参加支部会议{{本人应到会议次数}}次，{came}。"))
    if own.activities:
        drafts.append(sentence("参加支部组织的活动{本人活动次数}次。"))
    return drafts


def _learned(own: OwnRecords) -> list[DraftSentence]:
    parts = []
    if own.completed:
        hours = "，记{本人任务学时}学时" if any(one.hours_done for one in own.completed) else ""
        parts.append(f"完成学习任务{{本人学习任务数}}项{hours}")
    if own.reflections:
        parts.append("撰写心得体会{本人心得篇数}篇")
    return [sentence(f"{'，'.join(parts)}。")] if parts else []


def _pledged(pledge: Activity) -> list[DraftSentence]:
    source = ref(pledge)
    drafts = [sentence(f"年初作出的岗位目标承诺是：{ended(pledge.data['goal'])}", source)]
    if (result := pledge.data.get("own_result")) in Fulfilment.values:
        drafts.append(sentence(f"对照承诺自查，完成情况为{Fulfilment(result).label}。", source))
    return drafts


def _last_year(material: Material) -> list[DraftParagraph]:
    """What became of what the member was told, and of what the member was to put right."""
    own, paragraphs = material.own, []
    if own.last_criticisms:
        told = sentence("上年度组织生活会上，同志们对本人提出批评意见{上年本人批评意见条数}条。")
        paragraphs.append(DraftParagraph("last_year", (told, missing("对这些意见的整改情况"))))
    if own.last_items:
        closed = "，已销号{本人上年已销号数}项" if own.last_closed else ""
        lead = sentence(f"上年度由本人负责的整改事项有{{本人上年整改事项数}}项{closed}。")
        paragraphs.append(DraftParagraph("last_year:items", (lead,)))
        paragraphs += [
            DraftParagraph(f"last_year:item:{item.pk}", tuple(done(item, "")), Marker.ORDINAL, number)
            for number, item in enumerate(own.last_items, start=1)
        ]
    return paragraphs or [DraftParagraph("last_year", (missing("本人上年度查摆问题的整改情况"),))]


def _problems(material: Material) -> list[DraftParagraph]:
    """How the member searched; then a paragraph for each item that members measure themselves against."""
    own = material.own
    paragraphs = [DraftParagraph("findings", tuple(_search(own)))] if own.talks else []
    told = [(f"findings:framework:{item.pk}", _under(item, own)) for item in own.framework]
    known = {item.pk for item in own.framework}
    rest = [problem for problem in own.problems if problem.framework_item_id not in known]
    told += [(f"findings:problem:{problem.pk}", finding(problem)) for problem in rest]
    if not told:
        told = [("findings:none", [missing("本人存在的主要问题和具体表现")])]
    return paragraphs + [
        DraftParagraph(slot, tuple(drafts), Marker.ORDINAL, number)
        for number, (slot, drafts) in enumerate(told, start=1)
    ]


def _search(own: OwnRecords) -> list[DraftSentence]:
    names = "、".join(one.name for one in own.partners)
    told = sentence(f"会前，本人与{names}谈心谈话{{本人谈心谈话次数}}次，听取了意见。", *refs(own.talks))
    return [told]


def _under(item, own: OwnRecords) -> list[DraftSentence]:
    found = [draft for one in own.problems if one.framework_item_id == item.pk for draft in finding(one)]
    return [sentence(ended(item.text), ref(item)), *(found or [missing(f"{bare(item.text)}本人存在的问题")])]


def _causes(_: Material) -> list[DraftParagraph]:
    return [DraftParagraph("causes", (missing("本人产生问题的主要原因"),))]


def _efforts(material: Material) -> list[DraftParagraph]:
    """The items that the member has to carry out."""
    items = material.own.items
    if not items:
        return [DraftParagraph("measures", (missing("本人今后的努力方向和整改措施"),))]
    return [
        DraftParagraph(f"measures:item:{item.pk}", tuple(_to_do(item)), Marker.ORDINAL, number)
        for number, item in enumerate(items, start=1)
    ]


def _to_do(item) -> list[DraftSentence]:
    due = f"，时限为{item.due_told}" if item.due_told else ""
    return (
        [sentence(f"{bare(item.content)}{due}。", ref(item))]
        if bare(item.content)
        else quoted(item.goal, ref(item))
    )


def _closing(_: Material) -> list[DraftParagraph]:
    return [DraftParagraph("closing", (frame("以上发言，不当之处请同志们批评指正。"),))]


PAPER = Paper(
    code=STATEMENT,
    label="党员个人发言提纲",
    title="{member}{year}年度组织生活会发言提纲",
    season="会前",
    why="每名党员在组织生活会上发言用；交给书记以前只有本人看得到。",
    order=40,
    draft=sections(
        (SectionKind.PREAMBLE, "", _opening),
        (SectionKind.WORK, "一年来的学习和工作情况", _year),
        (SectionKind.LAST_YEAR, "上年度问题整改情况", _last_year),
        (SectionKind.FINDINGS, "存在的主要问题", _problems),
        (SectionKind.CAUSES, "产生问题的原因", _causes),
        (SectionKind.MEASURES, "今后努力方向", _efforts),
        (SectionKind.CLOSING, "", _closing),
    ),
    drafted_by=Drafter.OWN,
    receiver="书记",
    without=frozenset({ReportAction.SUBMIT}),
    own_words="本人自述",
    recipient="各位同志",
    signer="{member}",
    state_labels={
        ReportState.FINAL: "已定稿，未交",
        ReportState.SENT: "已交书记",
        ReportState.ACCEPTED: "书记已阅",
        ReportState.RETURNED: "书记退回",
    },
    action_labels={
        ReportAction.SEND: "交给书记",
        ReportAction.RECALL: "撤回",
        ReportAction.ACCEPT: "已阅",
        ReportAction.RETURN: "退回修改",
    },
)
