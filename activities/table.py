"""工作纪实 as a table to be read: an activity a row, of one kind or of several, by the fields that its kind declares."""

import re

from branch.table_import.cells import several_in
from branch.table_import.table import RecordTable
from branch.table_import.views import import_pages
from core.refusals import Refused

from .forms import ActivityForm
from .kinds import registry
from .kinds.base import Kind
from .models import Activity
from .permissions import can_add_activity
from .statistics import CAMPAIGN, INDENT, KIND_COLUMN, MEETING, TOGETHER

PEOPLE = ("参加党员", "外单位人员")
_HEAD = re.compile(r"^(?P<label>[^：\n]{1,20})：", re.MULTILINE)


class ActivityTable(RecordTable):
    """The columns of our own lists of activities, and what other people call them."""

    name, unit, list_page = "工作纪实", "次", "activities:activity_list"
    synonyms = (
        ("日期", r"(活动|开展)?(日期|时间)|开始(时间|日期)"),
        ("标题", r"(活动)?(名称|标题|主题|题目)"),
        (KIND_COLUMN, r"(活动|纪实)?(类别|类型|种类)"),
        ("地点", r"(活动|开展)?地(点|址)"),
        ("参加党员", r"(参加|参与)(党员|人员|人)(名单)?|人员名单"),
        ("简要情况", r"(活动)?(简要|基本|主要)?(情况|内容)(简介|概述)?|备注"),
        ("工作领域", r"所属领域|领域"),
    )
    left_out = {"补录天数": "由登记的时间算出"}
    also = (KIND_COLUMN, TOGETHER, MEETING, CAMPAIGN, *PEOPLE)
    compared = frozenset(PEOPLE[:1])
    span = ("日期", "日期", "结束日期")
    said_once = (KIND_COLUMN,)

    def of(self, chosen):
        """The kind that the list was narrowed to."""
        return chosen if chosen in {kind.code for kind in registry.all_kinds()} else ""

    def form(self, entry, texts):
        """The form of the kind that the row names, else of the one that the table is of."""
        kind = self._kind(entry, texts)
        found = re.match(r"(20\d\d|19\d\d)", texts.get("日期", "").strip())
        year = int(found[1]) if found else entry.day_year or entry.year
        own = kind or registry.all_kinds()[0]
        form = ActivityForm(kind=own, user=entry.user, branch=entry.branch, year=year, today=entry.today)
        form.is_kind_said = kind is not None
        return form

    def _kind(self, entry, texts) -> Kind | None:
        named = texts.get(KIND_COLUMN, "").strip()
        if not named and entry.chosen:
            return registry.get(entry.chosen)
        kinds = [kind for kind in registry.all_kinds() if kind.label == named] or [
            kind for kind in registry.all_kinds() if len(named) >= 2 and kind.label.startswith(named)
        ]
        return kinds[0] if len(kinds) == 1 else None

    def may_import(self, user, branch):
        """Who enters the branch's activities."""
        return can_add_activity(user, branch)

    def labels(self, entry):
        """The columns of the chosen kind; without one those of all kinds."""
        if entry.chosen:
            return super().labels(entry)
        common = super().labels(entry)
        return list(dict.fromkeys([*common, *PEOPLE, *self._own_labels()]))

    def _own_labels(self) -> list[str]:
        return [one.label for kind in registry.all_kinds() for one in kind.fields]

    def template(self, entry):
        """With the kind in front where it is not chosen; then the fields of all kinds in one column."""
        if entry.chosen:
            return self.labels(entry)
        common = [label for label in RecordTable.labels(self, entry) if label not in self._own_labels()]
        return [KIND_COLUMN, *common, *(label for label in PEOPLE if label not in common), TOGETHER]

    def said_once_of(self, entry):
        """The kind, where the address does not say it."""
        return () if entry.chosen else self.said_once

    def offered(self, entry, label):
        """The kinds, or the words of a field."""
        if label == KIND_COLUMN:
            return [kind.label for kind in registry.all_kinds()]
        return super().offered(entry, label)

    def meant(self, entry, headings):
        """类别 is the kind where no other column says it."""
        meant = super().meant(entry, headings)
        if KIND_COLUMN not in meant and not entry.chosen:
            meant = [KIND_COLUMN if label == "类别" else label for label in meant]
        return meant

    def in_our_words(self, texts, form):
        """The kind, and its own fields where they stand together in one cell."""
        if not form.is_kind_said:
            known = "、".join(kind.label for kind in registry.all_kinds())
            raise Refused(f"请写明是哪一类：{known}。", field=KIND_COLUMN)
        texts.pop(KIND_COLUMN, None)
        if meeting := texts.pop(MEETING, ""):
            texts[str(form.fields["meeting"].label)] = meeting
        if together := texts.pop(TOGETHER, ""):
            texts = apart(together, self.asked(form).values()) | texts
        return texts

    def compare(self, texts, form):
        """Of a kind without participants, those of the table are the people whom its own fields name."""
        kind, named = form.kind, several_in(texts.get(PEOPLE[0], ""))
        if not kind.has_participants:
            taking_part = {form.people[pk].name for pk in kind.people_taking_part(form.packed)}
            if extra := "、".join(name for name in named if name not in taking_part):
                raise Refused(
                    f"{kind.label}不另记参加党员，{extra}不在这一行的人员里，请删去。", field=PEOPLE[0]
                )

    def is_there(self, entry, form):
        """The same kind of activity on the same day, called the same or telling the same."""
        record = form.instance
        same = Activity.objects.of_branch(entry.branch).of_kind(record.kind)
        same = same.filter(happened_on=record.happened_on)
        title = record.title.strip() or form.kind.propose_title(form.packed)
        return same.filter(title=title).exists()


def apart(together: str, fields) -> dict[str, str]:
    """The cells that stand together as 标签：内容, by their labels. Raises Refused for text before the first label."""
    labels = {str(one.label) for one in fields}
    heads = [found for found in _HEAD.finditer(together) if found["label"] in labels]
    if not heads or heads[0].start():
        raise Refused("看不出每一项是什么，请写成“标签：内容”，一行一项，或分成几列。", field=TOGETHER)
    ends = [*(found.start() for found in heads[1:]), len(together)]
    parts = zip(heads, ends, strict=True)
    return {
        found["label"]: together[found.end() : end].strip().replace(f"\n{INDENT}", "\n")
        for found, end in parts
    }


ACTIVITIES = ActivityTable()
activity_import, activity_template = import_pages(ACTIVITIES)
