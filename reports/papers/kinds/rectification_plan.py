"""整改方案: which problems are put right how, who does it by when; the list itself stands behind it."""

from collections.abc import Sequence

from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from reports.drafting.rectified import ANNEX_SLOT
from reports.drafting.wording import bare, ended, missing, quoted, sentence
from reports.papers.material import Material, sections
from reports.papers.registry import Paper
from reports.report.enums import Marker, SectionKind
from reports.report.tree import DraftParagraph, DraftSentence
from reports.year_records import ref, refs


def _opening(material: Material) -> list[DraftParagraph]:
    """Against what it is made, and with how many measures."""
    records = material.records
    against = "查摆的{查摆问题数}个问题" if records.findings else ""
    by = "，制定整改措施{整改措施数}项" if records.items else ""
    if not against:
        drafts = [
            sentence(f"根据组织生活会查摆的问题{by}，现提出如下整改方案。")
            if by
            else missing("整改方案所针对的问题")
        ]
    else:
        drafts = [
            sentence(
                f"针对{records.year}年度组织生活会{against}{by}，现提出如下整改方案。", ref(records.branch)
            )
        ]
    return [DraftParagraph("preamble", tuple(drafts))]


def _problems(material: Material) -> list[DraftParagraph]:
    """Every problem that has an item or was found for the 组织生活会, in one line."""
    told = _problems_of(material)
    if not told:
        return [DraftParagraph("problems", (missing("需要整改的问题"),))]
    return [
        DraftParagraph(f"problems:{one.pk}", (sentence(ended(one.title), ref(one)),), Marker.ARABIC, number)
        for number, one in enumerate(told, start=1)
    ]


def _problems_of(material: Material) -> list[Problem]:
    records = material.records
    with_item = {item.problem_id for item in records.items}
    return [one for one in records.problems if one.pk in with_item or one.is_finding or one.is_main]


def _measures(material: Material) -> list[DraftParagraph]:
    """Problem by problem what is done, by whom and until when; then what belongs to no problem."""
    items = material.records.items
    told = [(f"measures:problem:{one.pk}", _against(one, items)) for one in _problems_of(material)]
    loose = [item for item in items if item.problem_id is None]
    told += [(f"measures:item:{item.pk}", _item(item)) for item in loose]
    paragraphs = [
        DraftParagraph(slot, tuple(drafts), Marker.ARABIC, number)
        for number, (slot, drafts) in enumerate(told, start=1)
    ]
    if items:
        text = "以上整改事项{整改措施数}项，责任分工和时限见所附整改清单。"
        paragraphs.append(DraftParagraph(ANNEX_SLOT, (sentence(text),)))
    return paragraphs or [DraftParagraph("measures", (missing("整改措施、责任人和时限"),))]


def _against(problem: Problem, items: Sequence[RectificationItem]) -> list[DraftSentence]:
    own = [item for item in items if item.problem_id == problem.pk]
    lead = sentence(f"针对“{bare(problem.title)}”的问题，采取以下措施。", ref(problem))
    if not own:
        return [
            sentence(f"关于“{bare(problem.title)}”的问题。", ref(problem)),
            missing("整改措施、责任人和时限"),
        ]
    return [lead, *(draft for item in own for draft in _item(item))]


def _item(item: RectificationItem) -> list[DraftSentence]:
    """What is done; who leads and does it; what shows that it is done."""
    source = ref(item)
    people = [f"由{item.leader.name}牵头"] if item.leader else []
    if item.people_told:
        people.append(f"{item.people_told}负责")
    due = f"，时限为{item.due_told}" if item.due_told else ""
    drafts = [*quoted(item.content, source)]
    drafts.append(
        sentence(f"{'，'.join(people)}{due}。", source)
        if people
        else missing(f"“{bare(item.content)[:20]}”的责任人")
    )
    if bare(item.criterion):
        drafts.append(sentence(f"销号标准为：{ended(item.criterion)}", source))
    return drafts


def _leading(material: Material) -> list[DraftParagraph]:
    """Who is in charge, as the items name them."""
    records = material.records
    leaders = {item.leader_id: item for item in records.items if item.leader}
    if not leaders:
        return [DraftParagraph("other", (missing("整改工作由谁牵头、怎样督促"),))]
    names = "、".join(item.leader.name for item in leaders.values() if item.leader)
    told = sentence(f"整改事项分别由{names}牵头落实。", *refs(leaders.values()))
    return [DraftParagraph("other", (told,))]


PAPER = Paper(
    code="rectification_plan",
    label="整改方案",
    title="{branch}{year}年度组织生活会整改方案",
    season="会后",
    why="组织生活会后提交支委会审议，明确措施、责任人和时限。",
    order=70,
    draft=sections(
        (SectionKind.PREAMBLE, "", _opening),
        (SectionKind.PROBLEMS, "整改的问题", _problems),
        (SectionKind.MEASURES, "整改措施", _measures),
        (SectionKind.OTHER, "组织落实", _leading),
    ),
)
