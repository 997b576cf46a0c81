"""Terms, counts, dates and names: what a line says, against what is known."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from documents.claims import ClaimKind, claims_of

from .text import Known, Line, Remark, Topic

# Wrong → right. Names of meetings, documents and standing phrases as they are officially written; a unit adds its own.
TERMS = {
    "二个维护": "两个维护",
    "俩个维护": "两个维护",
    "二个确立": "两个确立",
    "4个意识": "四个意识",
    "4个自信": "四个自信",
    "三会一科": "三会一课",
    "三课一会": "三会一课",
    "二学一做": "两学一做",
    "俩学一做": "两学一做",
    "一岗双则": "一岗双责",
    "主体党日": "主题党日",
    "组织生活汇": "组织生活会",
    "民主评义": "民主评议",
    "预备党员转证": "预备党员转正",
    "党内关心帮挟": "党内关心帮扶",
    "习近平新时代特色社会主义思想": "习近平新时代中国特色社会主义思想",
    "习近平新时代中国特色社会主义理论": "习近平新时代中国特色社会主义思想",
    "习近平中国特色社会主义思想": "习近平新时代中国特色社会主义思想",
    "中国共产党支部工作条例": "中国共产党支部工作条例（试行）",
    "不忘初心牢记使命": "不忘初心、牢记使命",
    "中央八项规定的精神": "中央八项规定精神",
    "八项规定实施细责": "八项规定实施细则",
    "党风廉正": "党风廉政",
    "廉正谈话": "廉政谈话",
    "反腐昌廉": "反腐倡廉",
    "意识型态": "意识形态",
    "先峰模范": "先锋模范",
    "战斗保垒": "战斗堡垒",
    "举一返三": "举一反三",
    "警钟常鸣": "警钟长鸣",
    "贯彻落实到实处": "落到实处",
    "融汇贯通": "融会贯通",
    "再接再励": "再接再厉",
    "走访慰劳问": "走访慰问",
    "心得体汇": "心得体会",
    "党员发展化": "发展党员",
    "上级党委的要示": "上级党委的要求",
}
_VAGUE = re.compile("先后多次|多次|数次|若干次?|多项|数项|多件|许多|大量|一批又一批|多名|数名|多场|不少")
_POST = re.compile(
    "(?P<post>副书记|书记|组织委员|宣传委员|纪检委员|群工委员|保密委员|统战委员|保卫委员|党小组长)(?P<name>[\u4e00-\u9fff]{2,3})(?=同志|带头|主持|讲|作|牵头|负责|参加|传达|带队)"
)
_NO_NAME = re.compile("[的和与及对为要是讲等带上作主牵负参传达支部委员会同志履职党员们管理]")


def terms(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """Fixed terms that are written otherwise."""
    for number, line in enumerate(lines):
        for wrong, right in {**TERMS, **known.terms}.items():
            for match in re.finditer(re.escape(wrong), line.text):
                if not _stands_in(right, wrong, line.text, match.start()):
                    yield Remark(Topic.TERM, wrong, number, f"规范写法是“{right}”", right)


def _stands_in(right: str, wrong: str, text: str, at: int) -> bool:
    """Whether words are part of the standard ones already: 第二工程处 in 某公司第二工程处."""
    return any(
        at >= inner.start() and text.startswith(right, at - inner.start())
        for inner in re.finditer(re.escape(wrong), right)
    )


def vague(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """Vague counts; where the year's records have the figure, it is named."""
    for number, line in enumerate(lines):
        for match in _VAGUE.finditer(line.text):
            sentence = _sentence_at(line.text, match.start())
            figure = next(
                (f"{noun}{value}{unit}" for noun, (unit, value) in known.figures.items() if noun in sentence),
                "",
            )
            if figure or match.group() in {
                "多次",
                "先后多次",
                "数次",
                "若干",
                "若干次",
                "多项",
                "数项",
                "多件",
            }:
                reason = f"记录里有数：{figure}" if figure else "数量说得不具体，有记录的请写数字"
                yield Remark(Topic.VAGUE, match.group(), number, reason)


def _sentence_at(text: str, position: int) -> str:
    start = max(text.rfind(mark, 0, position) for mark in "。！？；")
    end = min((place for mark in "。！？；" if (place := text.find(mark, position)) >= 0), default=len(text))
    return text[start + 1 : end]


def figures(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """A count of the text that is another in the records of the year."""
    for number, line in enumerate(lines):
        for noun, (unit, value) in known.figures.items():
            for match in re.finditer(
                rf"(?:^|[，。、；：]|召开|开展|组织|举行|举办)(?P<all>{re.escape(noun)}(\d+){unit})",
                line.text,
            ):
                told = (said for part, said in known.parts.items() if part in line.text)
                if match[2] != value and not any(match["all"] in said for said in told):
                    suggestion = f"{noun}{value}{unit}"
                    yield Remark(Topic.FIGURE, match["all"], number, f"记录为 {value} {unit}", suggestion)


def dates(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """Days that there are not, and years far from the report's."""
    for number, line in enumerate(lines):
        for match in re.finditer(r"(\d{1,2})月(?:(\d{1,2})[日号])?", line.text):
            month, day = int(match[1]), int(match[2] or 1)
            if not _exists(month, day):
                yield Remark(Topic.DATE, match.group(), number, "没有这一天，请核对")
        if not known.year:
            continue
        for claim in claims_of(line.text):
            year = claim.value.split("-")[0] if claim.kind == ClaimKind.DATE else ""
            is_day = claim.value.count("-") == 2 and not claim.value.endswith("--")
            if year.isdigit() and is_day and not known.year - 1 <= int(year) <= known.year + 2:
                yield Remark(Topic.DATE, claim.text, number, f"不在 {known.year} 年度前后，请核对年份")


def _exists(month: int, day: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True


def people(lines: Sequence[Line], known: Known) -> Iterator[Remark]:
    """People named with a post who are not in the register, or whose post is another."""
    if not known.names:
        return
    for number, line in enumerate(lines):
        for match in _POST.finditer(line.text):
            post, name = match["post"], match["name"]
            name = next((one for one in known.names if match["name"].startswith(one)), name)
            if name not in known.names:
                if not _NO_NAME.search(name):
                    yield Remark(Topic.PERSON, match.group(), number, f"名册里没有“{name}”，请核对姓名")
            elif post in known.posts and name not in known.posts[post]:
                holders = "、".join(known.posts[post])
                yield Remark(Topic.PERSON, f"{post}{name}", number, f"{post}是{holders}，请核对职务")
