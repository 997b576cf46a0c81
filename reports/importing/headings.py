"""What the heading of a section means, and the short title that a record takes from an item's words."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .schema import SectionKind

MAX_TITLE = 300
MAX_NAME = 40
_SENTENCE_END = re.compile(r"[。！？；\n]+[”’」』）】]*")
_CLAUSE_END = re.compile(r"[，,。！？；：:\n]+[”’」』）】]*")
_MARKS = "。！？；，,：: \n"
_ASPECT = re.compile(r"^(对照[^。；：:！？\n]{0,200}?方面)[，,。；：:、\n]")
_PROBLEM = re.compile(r"^(?:关于|针对)?([^。！？\n]{2,200}?)的问题")
_HEDGES = re.compile("未|尚|正在|还需|继续|仍|部分|基本|逐步|计划")
_DONE = re.compile("已销号|整改到位|整改完成|整改完毕|完成整改|已(?:经)?(?:全部|按期|如期)?完成")


@dataclass(frozen=True, slots=True)
class Headline:
    """A title without its final mark, and what follows it in the item."""

    title: str
    rest: str


def headline(text: str, *, limit: int = MAX_TITLE) -> Headline:
    """The first sentence; its first clause where it is longer than `limit`.

    Where even that is too long the title is the beginning of the text and nothing is taken off the rest.
    """
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        end = next((match.end() for match in pattern.finditer(text)), len(text))
        title = text[:end].strip(_MARKS)
        if title and len(title) <= limit:
            return Headline(title, text[end:].strip())
    return Headline(text.strip(_MARKS)[: limit - 1] + "…", text.strip())


@dataclass(frozen=True, slots=True)
class Finding:
    """An item of section two: the 对照 clause (empty without one), and the problem."""

    aspect: str
    title: str
    rest: str


def finding(text: str) -> Finding:
    """Set the leading “对照……方面” apart; an item that begins otherwise has none."""
    aspect, body = _aspect(text)
    if not body.strip(_MARKS):
        return Finding(aspect, aspect or text.strip(_MARKS)[:MAX_TITLE], "")
    line = headline(body)
    return Finding(aspect, line.title, line.rest)


def _aspect(text: str) -> tuple[str, str]:
    if not text.startswith("对照"):
        return "", text
    if match := _ASPECT.match(text):
        return match.group(1), text[match.end() :]
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        found = pattern.search(text)
        if found and text[found.end() :].strip() and len(text[: found.start()]) <= MAX_TITLE:
            return text[: found.start()], text[found.end() :]
    return "", text


def past_problem(text: str) -> Headline:
    """What an item of section one is about: the words before “的问题”, else its first clause."""
    if match := _PROBLEM.match(text):
        title, rest = _unquoted(match.group(1)), text[match.end() :]
    else:
        end = next((found.end() for found in _CLAUSE_END.finditer(text)), len(text))
        title, rest = text[:end], text[end:]
    title = title.strip(_MARKS)
    if len(title) > MAX_TITLE:
        return headline(text)
    return Headline(title, rest.lstrip(_MARKS).strip())


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return inner if text[:1] == "“" and text[-1:] == "”" and "“" not in inner else text


def says_done(text: str) -> bool:
    """Whether the text claims that the problem is settled, without any hedging word."""
    return bool(_DONE.search(text)) and not _HEDGES.search(text)


def says_lasting(text: str) -> bool:
    """Whether the text says that the matter is kept up for good (长期坚持)."""
    return "长期坚持" in text


MAX_HEADING = 45  # characters; longer lines are text


@dataclass(frozen=True, slots=True)
class Meaning:
    """The kinds that a heading names, in its order; `is_plain` if it says nothing besides."""

    kinds: tuple[SectionKind, ...]
    is_plain: bool

    @property
    def kind(self) -> SectionKind:
        """The first kind named."""
        return self.kinds[0]


_HINT = re.compile(
    "整改|查摆|检视|对照|问题|不足|差距|短板|弱项|薄弱|原因|根源|成因|症结|剖析|措施|方向|打算|思路|计划"
    "|安排|下步|下一|今后|明年|工作|一年来|做法|成效|成绩|亮点|回顾|总结|履职|设想|规划|举措|意见|展望|自查"
    "|任务|困难|挑战|对策|建议|党性|目标|难点|堵点|瓶颈|体会|经验|落实情况|完成情况|查找|反思"
)
_YEAR = re.compile(r"(?:20)?\d\d年度?|二[〇○零O0]?[〇○零一二三四五六七八九]{2,3}年度?")
_PAREN = re.compile(r"[（(][^（）()]{0,30}[）)]")
_BLANK = re.compile(r"[\s\u3000\u200b“”\"'《》【】\[\]—\-：:。．.；;，,、!！*#]+")

_PREVIOUS = "(?:上一?年度?|上个?年度|去年|上次|上一次|上一轮|前一年度?|往年)"
_RESULT = "(?:情况|落实|完成|进展|结果|成效|成果|效果|回头看|销号|到位|回顾|总结|报告|汇报|通报)"
_FUTURE = "(?:下一?步|今后|下一?年度?|明年|来年|下一?阶段|未来|后续|接下来|下半年|新的?一年)"
_REMEDY = "(?:措施|方向|打算|思路|计划|设想|规划|展望|举措|对策|建议|目标|安排|方案|承诺)"
_DEFECT = "(?:问题|不足|差距|短板|弱项|薄弱|困难|挑战|难点|堵点|瓶颈|制约)"
_SEARCH = "(?:查摆|检视|查找|征求意见|对照检查|对照党章|四个对照|自查|检查出|梳理)"

# In this order; the first that matches decides.
_RULES: tuple[tuple[SectionKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (SectionKind.LAST_YEAR, f"{_PREVIOUS}.{{0,25}}(?:整改|问题|查摆|落实|反馈)"),
        (SectionKind.LAST_YEAR, f"整改.{{0,6}}{_REMEDY}?.{{0,4}}(?:落实|完成|执行|推进)情况"),
        (SectionKind.WORK, "(?:计划|任务|安排|目标).{0,6}(?:完成|落实|执行)"),
        (SectionKind.FINDINGS, "(?:征求|收集|听取|收到)(?:到|来)?的?.{0,6}(?:意见|建议)"),
        (SectionKind.CAUSES, "党性.{0,4}(?:分析|剖析)|反思剖析|剖析反思"),
        (SectionKind.MEASURES, f"{_FUTURE}"),
        (SectionKind.MEASURES, f"{_REMEDY}(?:及其|情况)?$"),
        (SectionKind.CAUSES, "原因|根源|成因|症结|剖析"),
        (SectionKind.LAST_YEAR, f"整改.{{0,8}}{_RESULT}|{_RESULT}.{{0,4}}整改$"),
        (SectionKind.MEASURES, f"整改|{_REMEDY}$|改进(?:意见|工作)|努力"),
        (SectionKind.FINDINGS, f"{_SEARCH}|通报.{{0,20}}{_DEFECT}|{_DEFECT}.{{0,8}}通报"),
        (SectionKind.PROBLEMS, _DEFECT),
        (SectionKind.WORK, "一年来|成效|成绩|亮点|做法|履职|述职|经验"),
        (
            SectionKind.WORK,
            "工作.{0,8}(?:情况|回顾|总结|开展|完成|进展|汇报|报告|概况|综述|简要|特色|重点)"
            "|(?:主要|重点|全年|年度|本年|今年|当年|过去|开展|所做|完成)的?(?:党建|支部|各项)?的?工作",
        ),
        (SectionKind.WORK, "(?:20)?\\d\\d年度?.{0,12}工作|工作$"),
        (SectionKind.WORK, "(?:重点|主要|中心|目标|年度|各项)?(?:任务|目标)$|经验体会|落实情况"),
    )
)
# Words that a section heading is made of; what they leave over makes it a heading of something else.
_VOCABULARY = re.compile(
    "上一?年度?|上个年度|去年|上次|年度|全年|本年|今年|当年|明年|来年|新的?一年|一年来|一年|过去"
    "|组织生活会?|民主生活会?|专题|党支部|党总支|党委|支委会?|支部|委员会?|领导班子|班子|成员|党员|党组织"
    "|查摆|检视|查找|对照检查|四个对照|对照|自查|征求|梳理|发现|反馈|点评|巡视|巡察|上级|通报|报告|汇报|述职"
    "|整改|落实|整治|完成|执行|推进|进展|结果|成效|成果|效果|成绩|取得|亮点|特色|做法|经验|体会|履职|回头看"
    "|存在|突出|主要|问题|不足|差距|短板|弱项|薄弱环节|困难|方面|具体|表现"
    "|产生|形成|导致|造成|深层次|思想|主观|原因|根源|成因|症结|剖析|分析"
    "|今后|下一?步|下一?阶段|下半年|后续|未来|努力|方向|改进|措施|打算|思路|计划|设想|规划|展望|举措|对策|建议"
    "|意见|目标|安排|方案|承诺|重点|任务|抓好|面临|挑战|难点|堵点|瓶颈|制约|当前|目前|现阶段|收集|听取|群众|党性|反思|到"
    "|党的?建设?|建设|工作|各项|开展|回顾|总结|概况|综述|基本|简要|情况|所做|出来?|关于|本"
    "|以来|以及|[的和与及暨其了在对及将等之]|20\\d\\d年?|\\d\\d年"
)
_OWNER = re.compile(r"^.{0,24}?(?:党支部|党总支|党委|支委会|支部)(?!书记|建设)")
_AND = re.compile("以及|和|与|及|、|暨|，|,")


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Meaning | None:
    """The kinds named by a heading without its number; None if none is, or it is too long."""
    if len(heading) > MAX_HEADING or not _HINT.search(heading):
        return None
    bare = _PAREN.sub("", heading)
    whole = _BLANK.sub("", bare)
    kinds = _kinds(bare, whole)
    return Meaning(kinds, _is_plain(whole)) if kinds else None


def year_of(heading: str) -> int:
    """The year (four digits) that a heading names in Arabic digits, or 0."""
    found = re.search(r"(?<!\d)(20\d\d)(?=年)", heading)
    return int(found.group(1)) if found else 0


def _kinds(bare: str, whole: str) -> tuple[SectionKind, ...]:
    single = _kind(whole)
    if single is None:
        return ()
    parts = (_BLANK.sub("", part) for part in _AND.split(bare))
    named = [kind for part in parts if _HINT.search(part) and (kind := _kind(part))]
    # Several kinds only where the parts of the heading name different ones by themselves.
    distinct = tuple(dict.fromkeys(named))
    return distinct if len(distinct) > 1 else (single,)


def _kind(text: str) -> SectionKind | None:
    return next((kind for kind, pattern in _RULES if pattern.search(text)), None)


def _is_plain(whole: str) -> bool:
    rest = _VOCABULARY.sub("", _YEAR.sub("", _OWNER.sub("", whole)))
    return len(rest) <= 2 and len(rest) * 4 <= len(whole)
