"""学习教育总结: what belongs to a study campaign, part by part, whichever years it ran in; its problems stand behind it."""

from collections.abc import Callable, Iterable, Iterator

from branch.campaigns.models import Campaign, CampaignPart, PartRole
from reports.campaigns.figures import FIGURES, figure, part_figure, rules_made, told_in
from reports.campaigns.tagged import Tagged
from reports.drafting.wording import bare, frame, missing, quoted, sentence
from reports.facts import campaign_fact
from reports.papers.material import Material, Write, sections
from reports.papers.registry import CAMPAIGN, Paper
from reports.report.enums import Marker, SectionKind
from reports.report.tree import DraftParagraph, DraftSentence
from reports.report_templates.enums import CAMPAIGN_LEDGER
from reports.year_records import ref, refs


def _opening(material: Material) -> list[DraftParagraph]:
    """By which document, from when to when; one that still runs is told so."""
    tagged = material.tagged
    campaign = tagged.campaign
    document = bare(campaign.document).strip("《》")
    by = f"按照《{document}》的要求，" if document else ""
    state = "" if campaign.ends_on <= tagged.on else "，目前正在进行"
    told = sentence(
        f"{by}{campaign.branch.name}于{campaign.span}开展{bare(campaign.name)}{state}。", ref(campaign)
    )
    return [
        DraftParagraph("preamble", (*(() if by else (missing("按照哪份通知或方案开展"),)), told)),
    ]


def _parts(material: Material) -> list[DraftParagraph]:
    """Each part with what its plan and its records amount to."""
    teller, paragraphs = _Teller(material.tagged), []
    for number, part in enumerate(material.tagged.campaign.parts.all(), start=1):
        slot = f"work:part:{part.pk}"
        drafts = teller.tell(part, number) or [missing(f"{bare(part.name)}的开展情况")]
        heading = DraftParagraph(f"{slot}:name", (frame(bare(part.name)),), Marker.CHINESE, number)
        paragraphs += [heading, DraftParagraph(slot, tuple(drafts))]
    return paragraphs or [DraftParagraph("work", (missing("学习教育的主要做法"),))]


class _Teller:
    """Tells the parts of one campaign."""

    def __init__(self, tagged: Tagged):
        self.tagged, self.campaign = tagged, tagged.campaign

    def tell(self, part: CampaignPart, place: int) -> list[DraftSentence]:
        """The sentences of a part, as its role says."""
        told: dict[str, Callable[[], Iterable[DraftSentence]]] = {
            PartRole.STUDY: self._study,
            PartRole.FINDINGS: self._findings,
            PartRole.RECTIFICATION: self._rectification,
            PartRole.RULES: self._rules,
            PartRole.OPEN: lambda: self._activities(PartRole.OPEN),
        }
        drafts = self._planned(part, place)
        return [*drafts, *(told[part.role]() if part.role in told else ())]

    def _fact(self, name: str) -> str:
        return f"{{{campaign_fact(self.campaign.pk, name)}}}"

    def _counts(self, *wordings: tuple[str, str]) -> list[str]:
        """Each figure that is not nothing in its words: `{}` is the number."""
        return [
            words.format(self._fact(name))
            for words, name in wordings
            if not figure(self.tagged, name).is_nothing
        ]

    def _planned(self, part: CampaignPart, place: int) -> list[DraftSentence]:
        rows = list(part.rows.all())
        if not rows:
            return []
        done = [bare(row.what) for row in rows if row.is_done(self.tagged.on)]
        finished = f"，已完成{self._fact(part_figure(place, '完成数'))}项：{'；'.join(done)}" if done else ""
        planned = f"计划安排{self._fact(part_figure(place, '计划项数'))}项"
        return [sentence(f"{planned}{finished}。", ref(self.campaign))]

    def _study(self) -> Iterator[DraftSentence]:
        tagged = self.tagged
        meetings = self._counts(
            ("集中学习{}次", "集中学习次数"),
            ("党课{}次", "党课次数"),
            ("主题党日{}次", "主题党日次数"),
        ) or self._counts(("会议{}次", "会议次数"))
        if meetings:
            yield sentence(f"组织{'、'.join(meetings)}。", *refs(tagged.meetings))
        yield from self._activities(PartRole.STUDY)
        if tagged.materials:
            names = "".join(f"《{bare(one.title).strip('《》')}》" for one in tagged.materials)
            yield sentence(f"列出学习书目{self._fact('书目份数')}份：{names}。", *refs(tagged.materials))
        if tasks := self._counts(
            ("布置学习任务{}项", "学习任务数"),
            ("{}名党员完成学习", "参学人数"),
            ("人均{}学时", "人均学时"),
            ("撰写心得体会{}篇", "心得篇数"),
        ):
            yield sentence(f"{'，'.join(tasks)}。", *refs(tagged.tasks))

    def _findings(self) -> Iterator[DraftSentence]:
        yield from self._activities(PartRole.FINDINGS)
        if self.tagged.problems:
            yield sentence(f"查摆问题{self._fact('问题数')}个，见附件。", *refs(self.tagged.problems))

    def _rectification(self) -> Iterator[DraftSentence]:
        if parts := self._counts(
            ("列入整治台账{}项", "整改事项数"),
            ("已销号{}项", "已销号数"),
            ("长期坚持{}项", "长期坚持数"),
            ("正在整改{}项", "未完成数"),
        ):
            yield sentence(f"{'，'.join(parts)}。", *refs(self.tagged.items))

    def _rules(self) -> Iterator[DraftSentence]:
        rows = rules_made(self.tagged)
        if parts := self._counts(("制定制度{}项", "制定制度数"), ("修订制度{}项", "修订制度数")):
            words = [bare(str(row.data.get("name", ""))).strip("《》") for row in rows]
            names = "".join(f"《{word}》" for word in words if word)
            yield sentence(f"{'、'.join(parts)}{f'：{names}' if names else ''}。", *refs(rows))

    def _activities(self, role: PartRole) -> Iterator[DraftSentence]:
        names = told_in(role)
        if parts := self._counts(
            *((f"{name.removesuffix('数')}{{}}{FIGURES[name].unit}", name) for name in names)
        ):
            labels = {name.removesuffix("数") for name in names}
            rows = [one for one in self.tagged.activities if one.kind_label in labels]
            yield sentence(f"开展{'、'.join(parts)}。", *refs(rows))


def _written(name: str, slot: str) -> Write:
    """What the branch wrote of it on the campaign's page, a paragraph a line."""

    def write(material: Material) -> list[DraftParagraph]:
        campaign: Campaign = material.tagged.campaign
        lines = [quoted(line, ref(campaign)) for line in getattr(campaign, name).splitlines()]
        told = [tuple(line) for line in lines if line] or [
            (missing(str(Campaign._meta.get_field(name).verbose_name)),)  # type: ignore[union-attr]
        ]
        return [DraftParagraph(f"{slot}:{number}", drafts) for number, drafts in enumerate(told, start=1)]

    return write


PAPER = Paper(
    code=CAMPAIGN,
    label="学习教育总结",
    title="{branch}{subject}总结",
    season="学习教育结束时",
    why="一次学习教育一份，归入它的会议、学习、活动、问题和整改逐环节写进去。",
    order=20,
    subject="学习教育",
    begin="reports:campaign_list",
    annexes=(CAMPAIGN_LEDGER,),
    draft=sections(
        (SectionKind.PREAMBLE, "基本情况", _opening),
        (SectionKind.WORK, "主要做法", _parts),
        (SectionKind.RESULTS, "取得的成效", _written("results", "results")),
        (SectionKind.PROBLEMS, "存在的不足", _written("shortcomings", "problems")),
        (SectionKind.MEASURES, "下一步打算", _written("next_steps", "measures")),
    ),
)
