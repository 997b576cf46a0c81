"""学习教育总结: drafted from what is tagged with the campaign, always as the records are; what no record says is a gap."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from branch.campaigns.models import CampaignPart, PartRole
from documents.content import Attachment, Block, Document, Heading, Paragraph, Signature, Table, numeral
from reports.report.tree import gap

from .figures import FIGURES, figure, rules_made, told_in
from .tagged import Tagged


@dataclass(frozen=True, slots=True)
class PartText:
    """A part with what its plan and its records amount to, sentence by sentence."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the 总结 says; texts that the branch wrote are empty where it has not."""

    branch_name: str
    name: str
    span: str
    document: str
    is_over: bool
    parts: tuple[PartText, ...]
    results: tuple[str, ...]
    shortcomings: tuple[str, ...]
    next_steps: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, ...], ...]
    made_on: date


def summary_of(tagged: Tagged) -> Summary:
    """The words of the 总结 as the records stand on the day that `tagged` is of."""
    campaign = tagged.campaign
    return Summary(
        branch_name=campaign.branch.name,
        name=campaign.name,
        span=campaign.span,
        document=campaign.document,
        is_over=campaign.ends_on <= tagged.on,
        parts=tuple(
            PartText(part.name, tuple(filter(None, (_planned(tagged, part), *_TOLD[part.role](tagged)))))
            for part in campaign.parts.all()
        ),
        results=_lines(campaign.results),
        shortcomings=_lines(campaign.shortcomings),
        next_steps=_lines(campaign.next_steps),
        readings=tuple((m.title, m.get_category_display()) for m in tagged.materials),
        problems=tuple(_problem_rows(tagged)),
        made_on=tagged.on,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _counts(tagged: Tagged, *wordings: tuple[str, str], joined: str = "，") -> str:
    """The figures that are not nothing in their words, as one sentence."""
    told = [words.format(figure(tagged, name).text) for words, name in wordings]
    kept = [one for one, (_, name) in zip(told, wordings, strict=True) if not figure(tagged, name).is_nothing]
    return f"{joined.join(kept)}。" if kept else ""


def _titles(names: Iterable[str]) -> str:
    return "".join(f"《{name.strip('《》')}》" for name in names)


def _planned(tagged: Tagged, part: CampaignPart) -> str:
    rows = list(part.rows.all())
    done = [row for row in rows if row.is_done(tagged.on)]
    if not rows:
        return ""
    what = "；".join(row.what.rstrip("。；") for row in done)
    return f"计划安排{len(rows)}项，已完成{len(done)}项{f'：{what}' if what else ''}。"


def _study(tagged: Tagged) -> Iterator[str]:
    meetings = _counts(
        tagged,
        ("集中学习{}次", "集中学习次数"),
        ("党课{}次", "党课次数"),
        ("主题党日{}次", "主题党日次数"),
        joined="、",
    ) or _counts(tagged, ("会议{}次", "会议次数"))
    yield f"组织{meetings}" if meetings else ""
    yield _activities(tagged, PartRole.STUDY)
    if tagged.materials:
        yield f"列出学习书目{len(tagged.materials)}份：{_titles(m.title for m in tagged.materials)}。"
    yield _counts(
        tagged,
        ("布置学习任务{}项", "学习任务数"),
        ("{}名党员完成学习", "参学人数"),
        ("人均{}学时", "人均学时"),
        ("撰写心得体会{}篇", "心得篇数"),
    )


def _findings(tagged: Tagged) -> Iterator[str]:
    yield _activities(tagged, PartRole.FINDINGS)
    if tagged.problems:
        yield f"查摆问题{len(tagged.problems)}个，见附件。"


def _rectification(tagged: Tagged) -> Iterator[str]:
    yield _counts(
        tagged,
        ("列入整治台账{}项", "整改事项数"),
        ("已销号{}项", "已销号数"),
        ("长期坚持{}项", "长期坚持数"),
        ("正在整改{}项", "未完成数"),
    )


def _rules(tagged: Tagged) -> Iterator[str]:
    counts = _counts(tagged, ("制定制度{}项", "制定制度数"), ("修订制度{}项", "修订制度数"), joined="、")
    names = _titles(str(row.data.get("name", "")) for row in rules_made(tagged))
    yield f"{counts.removesuffix('。')}：{names}。" if counts and names else counts


def _open(tagged: Tagged) -> Iterator[str]:
    yield _activities(tagged, PartRole.OPEN)


def _activities(tagged: Tagged, role: PartRole) -> str:
    names = told_in(role)
    counts = _counts(
        tagged, *((f"{name.removesuffix('数')}{{}}{FIGURES[name].unit}", name) for name in names), joined="、"
    )
    return f"开展{counts}" if counts else ""


def _nothing(_: Tagged) -> Iterator[str]:
    yield from ()


_TOLD: dict[str, Callable[[Tagged], Iterator[str]]] = {
    PartRole.STUDY: _study,
    PartRole.FINDINGS: _findings,
    PartRole.RECTIFICATION: _rectification,
    PartRole.RULES: _rules,
    PartRole.OPEN: _open,
    PartRole.NONE: _nothing,
}


def _problem_rows(tagged: Tagged) -> Iterator[tuple[str, ...]]:
    """A row for each item, and for a problem without any, one without."""
    told: list[tuple[str, ...]] = []
    for problem in tagged.problems:
        items = tagged.items_of(problem)
        told += [
            (problem.title, one.content, one.people_told, one.due_told, str(one.get_state_display()))
            for one in items
        ]
        if not items:
            told.append((problem.title, "", "", "", "还没有整改措施"))
    yield from ((str(number), *row) for number, row in enumerate(told, start=1))


def to_document(summary: Summary) -> Document:
    """The official document: five sections, and the list of problems as its annex."""
    return Document(
        title=f"{summary.branch_name}{summary.name}总结",
        blocks=tuple(_blocks(summary)),
        issuer=summary.branch_name,
        created_on=summary.made_on,
        signature=Signature(summary.branch_name, summary.made_on),
        attachments=_annexes(summary),
    )


def _blocks(summary: Summary) -> Iterator[Block]:
    yield Heading(numeral(1, 1) + "基本情况", 1)
    by = f"按照《{summary.document}》的要求，" if summary.document else f"{gap('按照哪份通知或方案开展')}"
    state = "" if summary.is_over else "，目前正在进行"
    yield Paragraph.of(f"{by}{summary.branch_name}于{summary.span}开展{summary.name}{state}。")
    yield Heading(numeral(2, 1) + "主要做法", 1)
    for number, part in enumerate(summary.parts, start=1):
        yield Heading(numeral(number, 2) + part.name, 2)
        yield Paragraph.of("".join(part.sentences) or gap(f"{part.name}的开展情况"))
    written = (
        ("取得的成效", summary.results),
        ("存在的不足", summary.shortcomings),
        ("下一步打算", summary.next_steps),
    )
    for number, (heading, lines) in enumerate(written, start=3):
        yield Heading(numeral(number, 1) + heading, 1)
        yield from (Paragraph.of(line) for line in lines or (gap(heading),))


def _annexes(summary: Summary) -> tuple[Attachment, ...]:
    if not summary.problems:
        return ()
    table = Table(
        header=("序号", "问题", "整改措施", "责任人", "时限", "完成情况"),
        rows=summary.problems,
        widths=(2, 6, 7, 3, 4, 3),
    )
    return (Attachment("附件", "问题和整改台账", (table,)),)
