"""What a sentence claims: its numbers, dates, quoted titles, people, organisations, places and grades.

A text is read as it is printed, but for the facts: a stretch that a fact fills in is one mark and claims nothing, for
the fact is its own proof. No record is asked here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

# Stands in a text for a fact: no word contains it.
FACT_MARK = "\ufffc"


class ClaimKind(StrEnum):
    """What a claim is about; the value is the word on pages."""

    NUMBER = "数字"
    DATE = "日期"
    TITLE = "引用"
    PERSON = "人员"
    ORGANISATION = "单位、地点"
    GRADE = "等次"
    WORDS = "文字"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim where it stands in the text; `value` is what is compared, alike for 十二次 and 12次."""

    kind: ClaimKind
    text: str
    start: int
    end: int
    value: str


DIGITS = {character: n for n, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "[零〇一二两三四五六七八九十百千]+"
_ARABIC = r"\d{1,9}(?:\.\d{1,4})?"
UNITS = (
    "人次|学时|小时|分钟|个月|季度|万元|亿元|公里|平方米|百分点|人|名|位|次|件|项|个|场|篇|期|批|户|家|条|份|天|日|周|元|米|吨|台|套|处|支|岁"
    "|届|轮|点|页|册|本|类|种|组|队|课|辆|棵|斤|幅|块|部|门|年|月|代|级|号|遍|组|对|方面"
)
# What sounds like a count and is a name or a way of speaking.
_SPEECH = re.compile(
    "一年来|一年|三会一课|一岗双责|两学一做|两多一少|[二两]个(?:维护|确立|一以贯之)|[四五]个(?:意识|自信|对照)|四风|[一二三四五六七八九十两]+是"
    "|一方面|另一方面|一线|一把手|一系列|一批|一些|一定|一体|一致|一次次|一步|一起|一项项|一对一|一般|一贯|一流|同一|统一|唯一|进一步|第一时间"
    "|第一议题|八项规定|六项纪律|三重一大|三亮三比|十四五|双节|五四|六一|八一|十一|五一|三八|七一|元旦|一如既往|举一反三|万无一失|一帮一"
    "|百日|百年|千方百计|一个|一名|一次性|一票否决|二十[大届]|十[八九]大|十九届(?:[一二三四五六七]中)?|二十届(?:[一二三四五六七]中)?|[一二三四五六七]中全会"
)
_DATE = re.compile(
    r"(?:(?P<year>\d{4}|[〇零一二三四五六七八九]{4})年(?:度)?)?"
    r"(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?!度)(?:份)?(?:(?P<day>\d{1,2}|[一二三]?十?[一二三四五六七八九十])[日号])?)?"
)
_QUARTER = re.compile(r"(?:第)?(?P<n>[一二三四1-4])季度|(?P<half>[上下])半年")
_PERCENT = re.compile(rf"(?:百分之(?P<c>{_CHINESE}|{_ARABIC})|(?P<a>{_ARABIC})\s?[%％])")
_NUMBER = re.compile(rf"(?P<n>{_ARABIC})\s?(?P<unit>{UNITS})?|(?P<c>{_CHINESE})余?(?P<cunit>{UNITS})")
_TITLE = re.compile(r"《(?P<book>[^《》]{1,80})》|“(?P<words>[^“”]{1,80})”")
# What joins a name to the words before it, so that it cannot be part of the name.
_JOINS = "的了在将和与及对由从向经到于是按照把被为各请让包括等赴至往参观走访邀会同联合"
_BODY = re.compile(
    rf"(?:(?![{_JOINS}])[\u4e00-\u9fff]){{1,14}}?(?:公司|社区|街道|学校|[小中大]学(?!习)|医院|集团|指挥部|项目部|管理局|村委会|居委会|派出所|消防站"
    "|纪念馆|博物馆|展览馆|烈士陵园|陵园|故居|旧址|遗址|教育基地|基地|工地|车站|广场|会议室|活动室|食堂|工区|标段|敬老院|福利院|党委|党总支|党支部)"
    "(?:党委|党总支|党支部)?"
)
# Bodies that everybody has: no name of one.
GENERIC = re.compile(
    "^(?:.*?(?:本|该|各|全|我|上级|所在|有关|相关|参建|共建|兄弟))?(?:党支部|支部|党委|公司党委|公司|上级党委|上级党组织|指挥部|项目部|工地|会议室|食堂|活动室|社区|基地"
    "|红色基地|教育基地|党总支|集团|村|馆|广场|标段|工区)$"
)
_GRADES = re.compile(
    "国家级|国家科技进步奖|省部?级|市级|局级|公司级|集团级|特等奖|[一二三]等奖|金奖|银奖|铜奖|进步奖|优秀奖|鲁班奖|詹天佑奖|优胜|优秀党员|优秀共产党员|先进(?:个人|集体|党支部|党员)"
    "|标兵|模范|示范|(?<!良)优秀|良好|合格|不合格|基本称职|称职|[高中低]风险|[一二三四五]星级?|甲级|乙级|第[一二三1-3]名|冠军|亚军|季军|通报表扬|表彰"
)
_SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅"
    "皮卞齐康伍余元卜顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计成戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房"
    "解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄封芮储靳段焦巴牧谷车侯宓蓬全班仰秋仲宁仇甘厉武符刘景詹束龙叶幸司黎溥印白怀蒲邰鄂索赖卓屠池乔闻党翟谭贡劳姬申扶"
    "堵冉桑桂牛寿通边燕冀尚农柴瞿阎慕连习艾鱼容向古易廖庾居衡步耿满匡文寇东殳沃利越隆师巩聂敖融冷辛阚简饶曾沙养鞠须丰关查游权岳晏"
)
_NAMED = re.compile(
    "(?:由|请|与|和|、|，|。|同志|：)?(?P<name>[\u4e00-\u9fff]{2,3})(?=同志|书记|委员|组长|主任|经理|负责|牵头|主持|主讲|讲党课|担任|领读|领学)"
)


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The text as it is compared: one width, no blanks, marks of one kind."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"\s", "", plain)
    return plain.translate(str.maketrans("·•‧・〈〉「」『』", "．．．．《》“”“”"))


def number_of(text: str) -> Decimal | None:
    """The value of 12, 1.5, 十二, 一百零五 or 二〇二五; None for anything else."""
    if re.fullmatch(_ARABIC, text):
        return Decimal(text)
    if not re.fullmatch(_CHINESE, text):
        return None
    if not set(text) & set(_TENS):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return Decimal(total + digit)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _dates(text: str) -> Iterator[Claim]:
    for match in _DATE.finditer(text):
        if not match["month"] and not match["year"]:
            continue
        year, month, day = (
            number_of(match[part]) if match[part] else None for part in ("year", "month", "day")
        )
        if month and not 1 <= month <= 12:
            continue
        value = "-".join("" if part is None else _plain(part) for part in (year, month, day))
        yield Claim(ClaimKind.DATE, match.group(), match.start(), match.end(), value)
    for match in _QUARTER.finditer(text):
        value = f"Q{number_of(match['n'])}" if match["n"] else f"H{match['half']}"
        yield Claim(ClaimKind.DATE, match.group(), match.start(), match.end(), value)


def _numbers(text: str) -> Iterator[Claim]:
    for match in _PERCENT.finditer(text):
        value = number_of(match["c"] or match["a"])
        if value is not None:
            yield Claim(ClaimKind.NUMBER, match.group(), match.start(), match.end(), f"{_plain(value)}%")
    for match in _NUMBER.finditer(text):
        value, unit = number_of(match["n"] or match["c"]), match["unit"] or match["cunit"] or ""
        if value is not None:
            yield Claim(ClaimKind.NUMBER, match.group(), match.start(), match.end(), f"{_plain(value)}{unit}")


def _found(kind: ClaimKind, pattern: re.Pattern[str], text: str) -> Iterator[Claim]:
    for match in pattern.finditer(text):
        groups = [group for group in match.groups() if group]
        inner = groups[0] if groups else match.group()
        yield Claim(kind, match.group(), match.start(), match.end(), normal(inner))


def _people(text: str, names: Collection[str]) -> Iterator[Claim]:
    for name in names:
        for match in re.finditer(re.escape(name), text):
            yield Claim(ClaimKind.PERSON, name, match.start(), match.end(), name)
    for match in _NAMED.finditer(text):
        name = match["name"]
        if name[0] in _SURNAMES and not GENERIC.search(name):
            yield Claim(ClaimKind.PERSON, name, match.start("name"), match.end("name"), name)


def claims_of(text: str, names: Collection[str] = ()) -> list[Claim]:
    """The claims of a printed text in order; where two overlap, the kind named first here stands, then the longer.

    `names` are people known by name; others are told from the words around them. Facts are FACT_MARKs.
    """
    speech = [match.span() for match in _SPEECH.finditer(text)]
    found = [
        *_found(ClaimKind.TITLE, _TITLE, text),
        *_dates(text),
        *[claim for claim in _numbers(text) if not _inside(claim, speech)],
        *_people(text, names),
        *_found(ClaimKind.GRADE, _GRADES, text),
        *[c for c in _found(ClaimKind.ORGANISATION, _BODY, text) if not GENERIC.search(c.text)],
    ]
    taken: list[Claim] = []
    for claim in found:
        if not any(claim.start < other.end and other.start < claim.end for other in taken):
            taken.append(claim)
    return sorted(taken, key=lambda claim: claim.start)


def _inside(claim: Claim, spans: list[tuple[int, int]]) -> bool:
    return any(start <= claim.start and claim.end <= end + 1 for start, end in spans)
