"""A study campaign as the report tells it: when and by which document, what was studied, found, put right and done."""

from activities.models import Activity
from branch.campaigns.models import Campaign
from core.dates import chinese_date
from meetings.meeting.models import Meeting
from reports.campaigns.figures import TOLD_MEETINGS, UNITS, figure, others, rules_made
from reports.campaigns.tagged import Tagged
from reports.facts import campaign_fact
from reports.report.tree import DraftSentence
from reports.year_records import YearRecords, ref, refs

from .telling import WITHOUT_EXAMPLES, chosen, digest, example, named, says_already, titles
from .wording import bare, missing, quoted, sentence

# So many activities of a campaign are told one by one.
EXAMPLES = 2


def studied(meeting: Meeting) -> list[str]:
    """What was studied by its agenda and under 学习材料, a line each."""
    return [item.material for item in meeting.agenda.all()] + meeting.study_material.splitlines()


def material_words(tagged: Tagged) -> list[tuple[str, object]]:
    """What was studied, each with the meeting or task that it was studied at."""
    words = [(line, meeting) for meeting in tagged.meetings for line in studied(meeting)]
    words += [(task.material.title, task) for task in tagged.tasks if task.material]
    return [(clear, record) for word, record in words if (clear := bare(word).strip("《》"))]


class CampaignTeller:
    """Tells one campaign of a year; `told_words` and `told_activities` need no telling elsewhere."""

    def __init__(self, records: YearRecords, tagged: Tagged):
        self.records, self.tagged = records, tagged
        self.campaign: Campaign = tagged.campaign
        self.materials, self.tail = named(material_words(tagged))
        self.told_words = {word for word, _ in self.materials}
        self.told_activities = {activity.pk for activity in tagged.activities}

    def tell(self) -> list[DraftSentence]:
        """The sentences; a gap where no record tells anything of it."""
        drafts = [*self._plan(), *self._study(), *self._problems(), *self._rules(), *self._activities()]
        # What came of it is known once it is over.
        drafts += quoted(self.campaign.results, ref(self.campaign)) if self.is_over else []
        return [*self._opening(), *(drafts or [missing(f"{self.campaign.name}的开展情况")])]

    @property
    def is_over(self) -> bool:
        """Whether it had ended by the day of the report."""
        return self.campaign.ends_on <= self.records.on

    def _opening(self) -> list[DraftSentence]:
        """As of the day: one that still runs has begun, and no more."""
        campaign = self.campaign
        by = f"按照《{bare(campaign.document)}》的要求，" if bare(campaign.document) else ""
        ends = f"，至{self._day(campaign.ends_on)}结束" if self.is_over else ""
        return [
            sentence(f"开展{bare(campaign.name)}。", ref(campaign)),
            sentence(f"{by}学习教育自{self._day(campaign.starts_on)}开始{ends}。", ref(campaign)),
        ]

    def _day(self, day) -> str:
        words = chinese_date(day)
        return words.partition("年")[2] if day.year == self.records.year else words

    def _fact(self, name: str) -> str:
        return f"{{{campaign_fact(self.campaign.pk, name)}}}"

    def _has(self, name: str) -> bool:
        return not figure(self.tagged, name).is_nothing

    def _counts(self, *wordings: tuple[str, str]) -> list[str]:
        """Each figure that is not nothing in its words: `{}` is the number."""
        return [words.format(self._fact(name)) for words, name in wordings if self._has(name)]

    def _plan(self) -> list[DraftSentence]:
        parts = self._counts(("学习教育计划安排{}项", "计划项数"), ("已完成{}项", "计划完成数"))
        return [sentence(f"{'，'.join(parts)}。", ref(self.campaign))] if parts else []

    def _study(self) -> list[DraftSentence]:
        kinds = self._counts(*((f"{kind.label}{{}}次", f"{kind.label}次数") for kind in TOLD_MEETINGS))
        parts = kinds or self._counts(("会议{}次", "会议次数"))
        drafts = [sentence(f"组织{'、'.join(parts)}。", *refs(self.tagged.meetings))] if parts else []
        if self.materials:
            sources = {(type(record), record.pk): record for _, record in self.materials}
            drafts.append(sentence(f"学习{titles(self.materials)}{self.tail}。", *refs(sources.values())))
        tasks = self._counts(
            ("布置学习任务{}项", "学习任务数"),
            ("{}名党员完成学习", "参学人数"),
            ("人均{}学时", "人均学时"),
            ("撰写心得体会{}篇", "心得篇数"),
        )
        if tasks:
            drafts.append(sentence(f"{'，'.join(tasks)}。", *refs(self.tagged.tasks)))
        return drafts

    def _problems(self) -> list[DraftSentence]:
        parts = self._counts(
            ("查摆问题{}个", "问题数"),
            ("列入整治台账{}项", "整改事项数"),
            ("已销号{}项", "已销号数"),
            ("长期坚持{}项", "长期坚持数"),
        )
        return [sentence(f"{'，'.join(parts)}。", *refs(self.tagged.problems))] if parts else []

    def _rules(self) -> list[DraftSentence]:
        """With the names of all of them."""
        rows = rules_made(self.tagged)
        parts = self._counts(("制定制度{}项", "制定制度数"), ("修订制度{}项", "修订制度数"))
        if not parts:
            return []
        words = [(name, row) for row in rows if (name := bare(str(row.data.get("name", ""))))]
        return [
            sentence(
                f"{'、'.join(parts)}：{titles(words)}。" if words else f"{'、'.join(parts)}。", *refs(rows)
            )
        ]

    def _activities(self) -> list[DraftSentence]:
        rows = others(self.tagged)
        labels = {row.kind: row.kind_label for row in rows}
        parts = self._counts(
            *((f"{label}{{}}{UNITS.get(code, '次')}", f"{label}数") for code, label in labels.items())
        )
        if not parts:
            return []
        drafts = [sentence(f"结合学习教育开展{'、'.join(parts)}。", *refs(rows))]
        for code in labels:
            drafts += digest(code, [row for row in rows if row.kind == code], self.records.year)
        worth = [row for row in rows if row.kind not in WITHOUT_EXAMPLES and example(row)]
        for row in chosen(worth, EXAMPLES):
            said = "".join(draft.text for draft in drafts)
            drafts += [draft for draft in example(row) if not says_already(said, draft.text)]
        return drafts


def tellers(records: YearRecords) -> list[CampaignTeller]:
    """Those of the year's campaigns."""
    return [CampaignTeller(records, tagged) for tagged in records.tagged]


def untold(rows: tuple[Activity, ...], told: list[CampaignTeller]) -> list[Activity]:
    """The activities that no campaign tells of."""
    known = {pk for teller in told for pk in teller.told_activities}
    return [row for row in rows if row.pk not in known]
