"""What is told of activities one by one: wordings of each kind from its own fields, and which activities are worth it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from activities.enums import MoodLevel, RiskLevel
from activities.models import Activity
from reports.report.tree import DraftSentence
from reports.year_records import ref, refs

from .wording import bare, quoted, sentence

# So many are named of a longer list.
NAMED = 3
# So many problems of a self-check are told with what was done about each.
CORRECTED = 3
# A plenum is always told; speeches and campaigns come before routine.
PLENUM = re.compile("全会")
THEME = re.compile("全会|重要讲话|重要论述|重要指示|主题教育|学习教育|党代会|代表大会")
# What a kind's fields say of the result of an activity.
RESULTS = ("result", "outcome", "deeds", "conclusion", "correction")

R = TypeVar("R")


def named(pairs: Iterable[tuple[str, R]], most: int = NAMED) -> tuple[list[tuple[str, R]], str]:
    """Different words, each with its record: all of them, or some spread over the year with 等 behind.

    A plenum is always among them, and 等 never stands for a single one.
    """
    different: dict[str, R] = {}
    for word, record in pairs:
        if clear := bare(word):
            different.setdefault(clear, record)
    words = list(different)
    if len(words) <= most + 1:
        return list(different.items()), ""
    kept = {word for word in words if PLENUM.search(word)}
    by_weight = sorted(words, key=lambda word: not THEME.search(word))
    kept |= set(by_weight[: sum(1 for word in words if THEME.search(word))][:most])
    rest = [word for word in words if word not in kept]
    wanted = max(0, most - len(kept))
    kept |= {rest[n * len(rest) // wanted] for n in range(wanted)}
    if len(words) - len(kept) == 1:
        kept = set(words)
    tail = "等" if len(kept) < len(words) else ""
    return [(word, different[word]) for word in words if word in kept], tail


def titles(words: Iterable[tuple[str, object]]) -> str:
    """《甲》《乙》"""
    return "".join(f"《{word.strip('《》')}》" for word, _ in words)


def quotes(words: Iterable[tuple[str, object]]) -> str:
    """“甲”“乙”"""
    return "".join(f"“{word.strip('“”')}”" for word, _ in words)


def shown(activity: Activity, name: str) -> str:
    """A field of the activity's kind in words, to stand inside a sentence."""
    declared = next((one for one in activity.kind_declaration.fields if one.name == name), None)
    return bare(declared.display(activity.data.get(name))) if declared and not declared.restricted else ""


def _fields(rows: Sequence[Activity], name: str) -> list[tuple[str, Activity]]:
    return [(shown(row, name), row) for row in rows if shown(row, name)]


def _sources(words: Iterable[tuple[str, Activity]]):
    return refs({row.pk: row for _, row in words}.values())


def _bigrams(text: str) -> set[str]:
    plain = "".join(
        one for one in text.translate(str.maketrans("零一二三四五六七八九", "0123456789")) if one.isalnum()
    )
    plain = plain.replace("十", "")
    return {plain[n : n + 2] for n in range(len(plain) - 1)}


def says_already(told: str, text: str) -> bool:
    """Whether most of a text stands in what was told."""
    wanted = _bigrams(text)
    return bool(wanted) and len(wanted & _bigrams(told)) >= len(wanted) / 2


def is_due(activity: Activity) -> bool:
    """Whether it is told whatever else there is: marked by a person, a high risk, a plenum."""
    return (
        activity.is_for_report
        or activity.data.get("level") == RiskLevel.HIGH
        or bool(PLENUM.search(f"{activity.summary}{activity.data.get('document', '')}"))
    )


def has_result(activity: Activity) -> bool:
    """Whether its fields say what came of it."""
    return any(activity.data.get(name) for name in RESULTS)


def chosen(rows: Sequence[Activity], most: int) -> list[Activity]:
    """The activities worth telling, in order of date: all that are due, then results and themes before bare events."""

    def weight(activity: Activity) -> tuple:
        words = f"{activity.summary}{activity.title}"
        return (
            -bool(THEME.search(words)),
            -has_result(activity),
            -len(activity.participant_ids),
            activity.happened_on,
            activity.pk,
        )

    kept = [activity for activity in rows if is_due(activity)]
    rest = sorted((a for a in rows if a not in kept), key=weight)
    while rest and len(kept) < most:
        quarters = {(a.happened_on.month - 1) // 3 for a in kept}
        fresh = [a for a in rest if (a.happened_on.month - 1) // 3 not in quarters]
        kept.append((fresh or rest)[0])
        rest.remove(kept[-1])
    return sorted(kept, key=lambda a: (a.happened_on, a.pk))


def example(activity: Activity) -> list[DraftSentence]:
    """What the activity's summary says, then its result where that is not said yet. Nothing for neither."""
    wording = WORDINGS.get(activity.kind)
    told = wording.example(activity) if wording else []
    if not told:
        told = quoted(activity.summary, ref(activity))[: None if activity.is_for_report else 2]
    for name in ("result", "outcome"):
        said = "".join(draft.text for draft in told)
        if (result := shown(activity, name)) and not says_already(said, result):
            told += quoted(result, ref(activity))
    return told


def digest(code: str, rows: Sequence[Activity], year: int) -> list[DraftSentence]:
    """What the activities of a kind were about, from its own fields; worded otherwise from year to year."""
    wording = WORDINGS.get(code)
    return wording.digest(rows, year) if wording else []


def _no_example(_: Activity) -> list[DraftSentence]:
    return []


def _no_digest(_rows: Sequence[Activity], _year: int) -> list[DraftSentence]:
    return []


@dataclass(frozen=True)
class Wording:
    """How a kind tells of an activity, and of all of them together."""

    example: Callable[[Activity], list[DraftSentence]] = _no_example
    digest: Callable[[Sequence[Activity], int], list[DraftSentence]] = _no_digest


def _list_of(
    name: str, *patterns: str, write=quotes
) -> Callable[[Sequence[Activity], int], list[DraftSentence]]:
    """A digest that names what stands in a field: `{}` in a pattern, one pattern a year in turn."""

    def tell(rows: Sequence[Activity], year: int) -> list[DraftSentence]:
        words, tail = named(_fields(rows, name))
        if not words:
            return []
        pattern = patterns[year % len(patterns)]
        return [sentence(pattern.format(write(words) + tail), *_sources(words))]

    return tell


def _relay(activity: Activity) -> list[DraftSentence]:
    parts = [part for name in ("measures", "result") if (part := shown(activity, name))]
    document = shown(activity, "document").strip("《》")
    if not document or (activity.summary.strip() and not parts):
        return []
    return [sentence(f"{'，'.join([f'传达《{document}》', *parts])}。", ref(activity))]


def _joint(activity: Activity) -> list[DraftSentence]:
    partner, segments = shown(activity, "partner"), shown(activity, "segments")
    if activity.summary.strip() or not partner or not segments:
        return []
    return [sentence(f"与{partner}共同开展{segments}。", ref(activity))]


def _red_base(activity: Activity) -> list[DraftSentence]:
    base, segments = shown(activity, "base"), shown(activity, "segments")
    if activity.summary.strip() or not base or not segments:
        return []
    return [sentence(f"组织党员到{base}开展{segments}。", ref(activity))]


def _service(activity: Activity) -> list[DraftSentence]:
    demand, result = shown(activity, "demand"), shown(activity, "result")
    if activity.summary.strip() or not demand:
        return []
    return [
        sentence(f"针对“{demand}”的诉求，{result}。" if result else f"承办“{demand}”的诉求。", ref(activity))
    ]


def _project(activity: Activity) -> list[DraftSentence]:
    topic = shown(activity, "topic")
    if activity.summary.strip() or not topic:
        return []
    return [sentence(f"围绕“{topic}”立项攻关。", ref(activity))]


def _vanguard(activity: Activity) -> list[DraftSentence]:
    name, task, outcome = (shown(activity, one) for one in ("name", "task", "outcome"))
    if activity.summary.strip() or not name or not task:
        return []
    told = f"{name}负责{task.removeprefix('负责')}{f'，{outcome}' if outcome else ''}。"
    return [sentence(told, ref(activity))]


def _risk(activity: Activity) -> list[DraftSentence]:
    point, measures = shown(activity, "point"), shown(activity, "measures")
    if not point or not measures:
        return []
    level = "这一高等级风险点" if activity.data.get("level") == RiskLevel.HIGH else "风险点"
    told = [sentence(f"针对“{point}”{level}，{measures}。", ref(activity))]
    conclusion = shown(activity, "conclusion")
    return told if says_already(told[0].text, conclusion) else told + quoted(conclusion, ref(activity))


def _self_checks(rows: Sequence[Activity], year: int) -> list[DraftSentence]:
    """The problems that were found and how they were corrected; a longer list names the problems alone."""
    found = [row for row in rows if shown(row, "problem")]
    if len(found) > CORRECTED:
        return _list_of("problem", "查出的问题有{}。")(found, year)
    parts = [
        f"“{shown(row, 'problem')}”的问题{f'，{told}' if (told := shown(row, 'correction')) else '已列入整改'}"
        for row in found
    ]
    return [sentence(f"对{'；对'.join(parts)}。", *refs(found))] if parts else []


def _talks(rows: Sequence[Activity], _year: int) -> list[DraftSentence]:
    words, tail = named(_fields(rows, "duties"))
    if not words:
        return []
    told = "、".join(word for word, _ in words) + tail
    # “每个人分管工作” says by itself what it is.
    what = "" if re.search("(?:工作|职责|分工|业务)$", told) else "分管职责"
    return [sentence(f"结合{told}{what}提出廉洁要求。", *_sources(words))]


def _mood(activity: Activity) -> list[DraftSentence]:
    group, remedy = shown(activity, "group"), shown(activity, "remedy")
    if activity.data.get("level") == MoodLevel.STEADY or not group or not remedy:
        return []
    return [sentence(f"针对{group}中需要关注的情况，{remedy}。", ref(activity))]


def _subjects(rows: Sequence[Activity], year: int) -> list[DraftSentence]:
    words, tail = named(_fields(rows, "subject"))
    told = "、".join(word for word, _ in words)
    patterns = ("检查重点是{}。", "检查内容涉及{}。")
    return [sentence(patterns[year % 2].format(told + tail), *_sources(words))] if words else []


def _winners(rows: Sequence[Activity], _year: int) -> list[DraftSentence]:
    people: dict[str, list[Activity]] = {}
    for row in rows:
        for name in shown(row, "winners").split("、"):
            if name:
                people.setdefault(name, []).append(row)
    if not people:
        return []
    sources = {row.pk: row for row in chain(*people.values())}
    return [sentence(f"评选{'、'.join(people)}为季度好党员。", *refs(sources.values()))]


def _star(activity: Activity) -> list[DraftSentence]:
    return [] if activity.summary.strip() else quoted(shown(activity, "deeds"), ref(activity))


def _rules(rows: Sequence[Activity], _year: int) -> list[DraftSentence]:
    told = []
    for action in ("制定", "修订"):
        words, _ = named(_fields([r for r in rows if shown(r, "action") == action], "name"), most=len(rows))
        told += [(f"{action}的有{titles(words)}", words)] if words else []
    if not told:
        return []
    return [sentence(f"{'，'.join(text for text, _ in told)}。", *_sources(chain(*(w for _, w in told))))]


WORDINGS = {
    "relay": Wording(example=_relay),
    "joint": Wording(example=_joint),
    "red_base": Wording(example=_red_base),
    "service": Wording(example=_service),
    "project": Wording(example=_project, digest=_list_of("topic", "围绕{}开展攻关。", "攻关课题有{}。")),
    "vanguard": Wording(example=_vanguard),
    "inspection": Wording(digest=_subjects),
    "case_study": Wording(digest=_list_of("case", "剖析{}，举一反三、吸取教训。", "以{}为鉴，举一反三。")),
    "integrity_talk": Wording(digest=_talks),
    "risk": Wording(example=_risk),
    "self_check": Wording(digest=_self_checks),
    "mood": Wording(example=_mood),
    "ideology_review": Wording(digest=_list_of("topic", "研究的题目有{}。", "重点研究{}。")),
    "publicity": Wording(digest=_list_of("headline", "刊发{}。", "发布{}。")),
    "quarter_star": Wording(example=_star, digest=_winners),
    "rules_made": Wording(digest=_rules),
}
# Their examples would single out a person or repeat the figures.
WITHOUT_EXAMPLES = frozenset({"integrity_talk", "double_duty", "pledge", "self_check", "rules_made"})
