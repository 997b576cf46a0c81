"""Sections one, two, four, five and six: last year's rectification, problems, causes and measures."""

from itertools import groupby

from core.dates import chinese_date
from documents.content import chinese_number
from rectification.enums import ItemState, OpinionSource
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from reports.tree import DraftSentence

from ..enums import Marker
from ..tree import DraftParagraph
from ..year_records import YearRecords, ref, refs
from .wording import bare, ended, frame, missing, ordinal, quoted, sentence


def last_year(records: YearRecords) -> list[DraftParagraph]:
    """What became of last year's items, problem by problem, each with its result."""
    items = records.last_year_items
    if not items:
        return [DraftParagraph("last_year", (missing("上年度整改事项及其完成情况"),))]
    intro = (
        "上年度组织生活会后，党支部针对{上年问题数}个问题制定{上年整改事项数}项整改措施，"
        "目前已销号{上年已销号数}项，转为长期坚持{上年长期坚持数}项，未完成{上年未完成数}项。"
    )
    paragraphs = [DraftParagraph("last_year", (sentence(intro),))]
    for position, (_, group) in enumerate(groupby(items, key=lambda item: item.problem_id)):
        paragraphs.append(_rectified(position, list(group)))
    return paragraphs


def _rectified(position: int, items: list[RectificationItem]) -> DraftParagraph:
    problem = items[0].problem
    subject = f"关于“{bare(problem.title if problem else items[0].content)}”。"
    if problem and not subject.endswith("问题”。"):
        subject = subject.removesuffix("。") + "的问题。"
    sentences: list[DraftSentence] = [sentence(subject, ref(problem or items[0]))]
    for number, item in enumerate(items):
        sentences += _outcome(item, "针对这一问题，" if number == 0 else "")
    slot = f"last_year:{'problem' if problem else 'item'}:{(problem or items[0]).pk}"
    return DraftParagraph(slot, tuple(sentences), Marker.ORDINAL, position + 1)


def _outcome(item: RectificationItem, opening: str) -> list[DraftSentence]:
    done = {
        ItemState.CLOSED: f"已于{chinese_date(item.closed_on)}销号" if item.closed_on else "已销号",
        ItemState.LONG_TERM: "转为长期坚持",
        ItemState.REVIEW: "已提交，正在复核",
    }.get(ItemState(item.state), "正在整改")
    due = f"，时限为{chinese_date(item.due_on)}" if item.due_on and done == "正在整改" else ""
    stated = sentence(f"{opening}{bare(item.content)}，{done}{due}。", ref(item))
    if item.result.strip():
        return [stated, *quoted(item.result, ref(item))]
    return [stated, missing(f"“{bare(item.content)[:20]}”的完成情况")]


def findings(records: YearRecords) -> list[DraftParagraph]:
    """How opinions were collected and what was found, by the year's 对照 items."""
    paragraphs = [DraftParagraph("findings", tuple(_search(records)))]
    position = 0
    for item in records.framework:
        found = [problem for problem in records.findings if problem.framework_item_id == item.pk]
        sentences = [sentence(ended(item.text), ref(item))]
        sentences += [draft for problem in found for draft in _finding(problem)]
        if not found:
            sentences.append(missing(f"{bare(item.text)}查摆的问题"))
        paragraphs.append(
            DraftParagraph(f"findings:framework:{item.pk}", tuple(sentences), Marker.ORDINAL, position + 1)
        )
        position += 1
    for problem in [p for p in records.findings if p.framework_item_id is None]:
        paragraphs.append(
            DraftParagraph(
                f"findings:problem:{problem.pk}", tuple(_finding(problem)), Marker.ORDINAL, position + 1
            )
        )
        position += 1
    if not position:
        paragraphs.append(DraftParagraph("findings:none", (missing("党支部委员会查摆的问题"),)))
    return paragraphs


def _search(records: YearRecords) -> list[DraftSentence]:
    sources = [s.label for s in OpinionSource if any(o.source == s for o in records.opinions)]
    count = len(records.framework)
    by = f"按照“{chinese_number(count)}个对照”的要求，" if count else ""
    if not records.opinions:
        return [
            frame(f"{by}党支部委员会对存在的问题进行了查摆。")
            if not records.findings
            else sentence(f"{by}党支部委员会查摆问题{{查摆问题数}}个。"),
            missing("征求意见的方式和条数"),
        ]
    text = (
        f"{by}党支部采取{'、'.join(sources)}等方式，征求意见{{征求意见条数}}条，"
        "经支委会梳理，查摆出问题{查摆问题数}个。"
    )
    return [sentence(text, *refs(records.framework))]


def _finding(problem: Problem) -> list[DraftSentence]:
    source = ref(problem)
    drafts = [sentence(ended(problem.title), source), *quoted(problem.description, source)]
    drafts += [sentence(ended(point.text), source) for point in problem.points.all()]
    if problem.typical_case.strip():
        case = bare(problem.typical_case)
        drafts += quoted(case if case.startswith(("例如", "比如", "如")) else f"例如，{case}", source)
    return drafts


def problems(records: YearRecords) -> list[DraftParagraph]:
    """The main problems, each with its sub-points."""
    if not records.main_problems:
        return [DraftParagraph("problems", (missing("党支部建设存在的主要问题"),))]
    return [
        DraftParagraph(f"problems:{problem.pk}", tuple(_main(problem)), Marker.ARABIC, position + 1)
        for position, problem in enumerate(records.main_problems)
    ]


def _main(problem: Problem) -> list[DraftSentence]:
    """In its condensed wording; what section two has told already is not told again in the same words."""
    source = ref(problem)
    if problem.condensed.strip():
        return quoted(problem.condensed, source)
    if problem.is_finding:
        return [missing(f"“{bare(problem.title)}”作为主要问题的提法")]
    drafts = [sentence(ended(problem.title), source), *quoted(problem.description, source)]
    points = list(problem.points.all())
    if len(points) == 1:
        return [*drafts, sentence(ended(points[0].text), source)]
    return drafts + [sentence(ordinal(n) + ended(point.text), source) for n, point in enumerate(points)]


def causes(records: YearRecords) -> list[DraftParagraph]:
    """Why the problems exist."""
    if not records.causes:
        return [DraftParagraph("causes", (missing("产生问题的原因分析"),))]
    intro = sentence("对照上述问题，支委会逐项分析，主要有以下{原因条数}点原因。")
    paragraphs = [DraftParagraph("causes", (intro,))]
    for position, cause in enumerate(records.causes):
        drafts = [sentence(ended(cause.title), ref(cause), *refs(cause.problems.all()))]
        drafts += quoted(cause.text, ref(cause))
        paragraphs.append(DraftParagraph(f"causes:{cause.pk}", tuple(drafts), Marker.ORDINAL, position + 1))
    return paragraphs


def measures(records: YearRecords) -> list[DraftParagraph]:
    """What will be done, with the items that carry it: who and by when."""
    loose = [item for item in records.items if item.measure_id is None]
    if not records.measures and not loose:
        return [DraftParagraph("measures", (missing("今后的努力方向和改进措施"),))]
    paragraphs = []
    for position, measure in enumerate(records.measures):
        drafts = [sentence(ended(measure.title), ref(measure), *refs(measure.problems.all()))]
        drafts += quoted(measure.text, ref(measure))
        drafts += [_planned(item) for item in records.items if item.measure_id == measure.pk]
        paragraphs.append(
            DraftParagraph(f"measures:{measure.pk}", tuple(drafts), Marker.ARABIC, position + 1)
        )
    for position, item in enumerate(loose, start=len(paragraphs)):
        paragraphs.append(
            DraftParagraph(f"measures:item:{item.pk}", (_planned(item),), Marker.ARABIC, position + 1)
        )
    return paragraphs


def _planned(item: RectificationItem) -> DraftSentence:
    roles = [
        f"{item.leader}牵头" if item.leader else "",
        f"{item.responsible}负责" if item.responsible else "",
    ]
    people = "、".join(role for role in roles if role)
    due = f"{chinese_date(item.due_on)}前完成" if item.due_on else ""
    tail = "，".join(part for part in (people, due) if part)
    return sentence(
        f"{bare(item.content)}{f'，由{tail}' if people else f'，{tail}' if tail else ''}。", ref(item)
    )
