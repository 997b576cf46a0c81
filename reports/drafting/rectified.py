"""Sections one, two, four, five and six: last year's rectification, problems, causes and measures."""

from core.dates import chinese_date
from rectification.enums import ItemState, OpinionSource
from rectification.items.models import RectificationItem
from rectification.problems.models import Cause, Problem
from reports.report.document import SourceRef
from reports.report.enums import Marker
from reports.report.tree import DraftParagraph, DraftSentence

from ..facts import OUTCOMES
from ..year_records import YearRecords, ref, refs
from .wording import bare, ended, frame, missing, ordinal, quoted, sentence


def last_year(records: YearRecords) -> list[DraftParagraph]:
    """What became of last year's problems, one by one: what was done, then the state; earlier years apart."""
    problems = list(records.last_year_problems)
    items = records.last_year_items
    problems += [item.problem for item in items if item.problem and item.problem not in problems]
    loose = [item for item in items if item.problem is None]
    if not problems and not loose:
        return [DraftParagraph("last_year", (missing("上年度整改事项及其完成情况"),))]
    paragraphs = [DraftParagraph("last_year", tuple(_overview(records)))]
    for problem in dict.fromkeys(problems):
        own = [item for item in items if item.problem_id == problem.pk]
        paragraphs.append(_rectified(len(paragraphs), problem, own))
    return paragraphs + [
        _rectified(position, None, [item]) for position, item in enumerate(loose, start=len(paragraphs))
    ]


def _overview(records: YearRecords) -> list[DraftSentence]:
    drafts = []
    told = "针对查摆的{上年问题数}个问题" if records.last_year_problems else ""
    if own := records.own_last_year_items:
        outcome = _outcomes("上年", own)
        text = f"上年度组织生活会后，党支部{told}{'制定' if told else '落实'}{{上年整改事项数}}项整改措施，{outcome}。"
        drafts.append(sentence(text))
    elif told:
        drafts.append(sentence("上年度组织生活会后，党支部针对查摆的{上年问题数}个问题进行整改。"))
    if carried := records.carried_items:
        drafts.append(sentence(f"此前年度结转{{结转整改事项数}}项，{_outcomes('结转', carried)}。"))
    if records.evidence:
        drafts.append(sentence("各项整改留存佐证{整改佐证件数}件。"))
    return drafts


def _outcomes(which: str, items: list[RectificationItem]) -> str:
    """已销号4项，转为长期坚持1项: what there is none of is not told."""
    words = {"已销号": "已销号", "长期坚持": "转为长期坚持", "未完成": "未完成"}
    there = [word for word, states in OUTCOMES.items() if any(item.state in states for item in items)]
    if len(there) == 1 and len(items) > 1:
        return {"已销号": "已全部销号", "长期坚持": "均转为长期坚持", "未完成": "均在整改"}[there[0]]
    return "，".join(f"{words[word]}{{{which}{word}数}}项" for word in there)


def _rectified(number: int, problem: Problem | None, items: list[RectificationItem]) -> DraftParagraph:
    """One problem: what was done against it, item by item with the state that it has come to."""
    subject = f"关于“{bare(problem.title if problem else items[0].content)}”"
    if problem and not subject.endswith("问题”"):
        subject += "的问题"
    sentences: list[DraftSentence] = []
    if problem and items:
        sentences += done(items[0], f"{subject}，", ref(problem))
    else:
        sentences.append(sentence(f"{subject}。", ref(problem or items[0])))
        sentences += [] if problem else _outcome(items[0])
    for item in items[1:]:
        sentences += done(item, "")
    if problem and not items:
        sentences.append(missing(f"“{bare(problem.title)[:20]}”的整改情况"))
    slot = f"last_year:{'problem' if problem else 'item'}:{(problem or items[0]).pk}"
    return DraftParagraph(slot, tuple(sentences), Marker.ORDINAL, number)


def done(item: RectificationItem, opening: str, *more: SourceRef) -> list[DraftSentence]:
    """What was done first, then how far it is."""
    content = bare(item.content)
    is_open = item.state in {ItemState.PENDING, ItemState.ACTIVE, ItemState.RETURNED}
    done = f"按照“{content}”的措施推进整改" if is_open else content
    return [sentence(f"{opening}{done}。", *more, ref(item)), *_outcome(item)]


def _outcome(item: RectificationItem) -> list[DraftSentence]:
    """What came of it, and its state."""
    content, source = bare(item.content), ref(item)
    closed = f"已于{chinese_date(item.closed_on)}销号" if item.closed_on else "已销号"
    due = f"，时限为{chinese_date(item.due_on)}" if item.due_on else ""
    match ItemState(item.state):
        case ItemState.CLOSED:
            state = f"这项整改{closed}"
        case ItemState.LONG_TERM:
            state = "这项工作转为长期坚持"
        case ItemState.REVIEW:
            state = "这项整改已提交，正在复核"
        case _:
            state = f"这项整改尚未完成{due}"
    told = quoted(item.result, source) or [missing(f"“{content[:20]}”的完成情况")]
    return [*told, sentence(f"{state}。", source)]


def findings(records: YearRecords) -> list[DraftParagraph]:
    """How opinions were collected and what was found, by the year's 对照 items."""
    paragraphs = [DraftParagraph("findings", tuple(_search(records)))]
    position = 0
    for item in records.framework:
        found = [problem for problem in records.findings if problem.framework_item_id == item.pk]
        sentences = [sentence(ended(item.text), ref(item))]
        sentences += [draft for problem in found for draft in finding(problem)]
        if not found:
            sentences.append(missing(f"{bare(item.text)}查摆的问题"))
        paragraphs.append(
            DraftParagraph(f"findings:framework:{item.pk}", tuple(sentences), Marker.ORDINAL, position + 1)
        )
        position += 1
    for problem in [p for p in records.findings if p.framework_item_id is None]:
        paragraphs.append(
            DraftParagraph(
                f"findings:problem:{problem.pk}", tuple(finding(problem)), Marker.ORDINAL, position + 1
            )
        )
        position += 1
    if not position:
        paragraphs.append(DraftParagraph("findings:none", (missing("查摆的问题"),)))
    return paragraphs


def _search(records: YearRecords) -> list[DraftSentence]:
    """How was searched: the phrase of the year, the ways that opinions came by, and what was found."""
    sources = [s.label for s in OpinionSource if any(o.source == s for o in records.opinions)]
    named = next((item for item in records.framework if item.phrase.strip()), None)
    by = f"按照“{bare(named.phrase).strip('“”')}”的要求，" if named else ""
    found = "查摆出问题{查摆问题数}个" if records.findings else ""
    told = refs([named]) if named else ()
    if records.opinions:
        ways = f"采取{'、'.join(sources)}{'等' if len(sources) > 1 else '的'}方式"
        tail = f"，经{records.board}梳理，{found}" if found else ""
        return [sentence(f"{by}党支部{ways}，征求意见{{征求意见条数}}条{tail}。", *told)]
    gap = missing("征求意见的方式和条数")
    if found:
        return [sentence(f"{by}{records.board}{found}。", *told), gap]
    opening = f"{by}{records.board}对存在的问题进行了查摆。"
    return [sentence(opening, *told) if told else frame(opening), gap]


def finding(problem: Problem) -> list[DraftSentence]:
    source = ref(problem)
    drafts = [sentence(ended(problem.title), source), *quoted(problem.description, source)]
    drafts += [draft for point in problem.points.all() for draft in quoted(point.text, source)]
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
    points = [told for point in problem.points.all() if (told := quoted(point.text, source))]
    if len(points) == 1:
        return drafts + points[0]
    for n, (first, *rest) in enumerate(points):
        drafts += [sentence(ordinal(n) + first.text, source), *rest]
    return drafts


# The paragraph that names the 整改清单 behind the report.
ANNEX_SLOT = "measures:annex"
# How a cause leads to its problem, in turn.
LEADS_TO = ("导致", "以致", "使得")


def causes(records: YearRecords) -> list[DraftParagraph]:
    """Why the problems exist: the causes in the order of the problems, each with what it led to."""
    if not records.causes:
        return [DraftParagraph("causes", (missing("产生问题的原因分析"),))]
    intro = sentence(f"对照上述问题，{records.board}逐项分析，主要有以下{{原因条数}}点原因。")
    paragraphs = [DraftParagraph("causes", (intro,))]
    order = {problem.pk: place for place, problem in enumerate(records.problems)}

    def first_problem(cause: Cause) -> int:
        return min(
            (order.get(problem.pk, len(order)) for problem in cause.problems.all()), default=len(order)
        )

    for position, cause in enumerate(sorted(records.causes, key=first_problem)):
        led = sorted((p for p in cause.problems.all() if p.pk in order), key=lambda p: order[p.pk])
        told = f"，{LEADS_TO[position % len(LEADS_TO)]}{bare(led[0].title)}" if led else ""
        drafts = [sentence(f"{bare(cause.title)}{told}。", ref(cause), *refs(led))]
        drafts += quoted(cause.text, ref(cause))
        paragraphs.append(DraftParagraph(f"causes:{cause.pk}", tuple(drafts), Marker.ORDINAL, position + 1))
    return paragraphs


def measures(records: YearRecords, *, annex: str = "整改清单") -> list[DraftParagraph]:
    """What will be done; who does it by when stands in the `annex` behind the report, where it has one."""
    loose = [item for item in records.items if item.measure_id is None]
    if not records.measures and not loose:
        return [DraftParagraph("measures", (missing("今后的努力方向和改进措施"),))]
    paragraphs = []
    for position, measure in enumerate(records.measures):
        drafts = [sentence(ended(measure.title), ref(measure), *refs(measure.problems.all()))]
        drafts += quoted(measure.text, ref(measure))
        if not measure.text.strip():
            drafts += [
                d for i in records.items if i.measure_id == measure.pk for d in quoted(i.content, ref(i))
            ]
        paragraphs.append(
            DraftParagraph(f"measures:{measure.pk}", tuple(drafts), Marker.ARABIC, position + 1)
        )
    for position, item in enumerate(loose, start=len(paragraphs)):
        drafts = quoted(item.content, ref(item))
        paragraphs.append(
            DraftParagraph(f"measures:item:{item.pk}", tuple(drafts), Marker.ARABIC, position + 1)
        )
    if records.items:
        where = f"，责任人和时限见所附{annex}" if annex else ""
        text = f"具体整改事项{{整改措施数}}项{where}。"
        paragraphs.append(DraftParagraph(ANNEX_SLOT, (sentence(text),)))
    return paragraphs
