"""Reads somebody's 党员名册 (.xlsx, .csv) into rows: by the headings of its columns, with every cell accounted for.

A value is taken where it is certain. What is not understood stays in its cell as it was typed, and is asked until a person
has written something else there, or nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from branch.enums import NAMED_POSTS, Gender, MembershipStatus, PostTitle, TechnicalTitle
from core.refusals import Refused
from documents.reading.cells import one_line
from documents.reading.days import day_of
from documents.reading.headed import HeadedKind, HeadedRow, plain_headings, read_headed
from documents.reading.source_lines import SourceLine

MEMBERS_MOST = 300
WHICH = "“%(value)s”是哪一项？请选择。"
# What a heading may be called; the first that fits is taken. “number” and “computed” are no columns of ours: the one
# counts the rows, the other follows from a date.
_HEADINGS: tuple[tuple[str, str], ...] = (
    ("number", r"序|号|序号|编号|No\.?"),
    ("computed", r"年龄|周岁|党龄|入党年限"),
    ("name", r"(党员|本人)?姓名|名字"),
    ("gender", r"性别"),
    ("ethnic_group", r"民族"),
    ("education", r"(最高|全日制)?(学历|文化程度)(学位)?|学历(及|/|和)?学位"),
    ("birth_date", r"(出生|生)(年月日?|日期|时间|日)?"),
    ("confirmed_on", r"(预备期?)?转(为)?正(式)?(党员)?(日期|时间|年月日?)?"),
    (
        "joined_on",
        r"(加)?入(中国共产)?党(组织)?(日期|时间|年月日?)?|(接收|吸收|发展|确定)?为?预备党员(日期|时间)",
    ),
    (
        "since",
        r"状态自何?日?起?|(组织关系|关系)?转入(本支部|支部|本单位)?(日期|时间)|(进入|到)(本|现|当前)?(党)?支部(日期|时间)",
    ),
    ("home_name", r"(党员)?组织关系(所在)?(的)?(党)?(支部|单位|党组织|地)?(（系统外）)?|原(所在)?(党)?支部"),
    ("status", r"(人员|党员|党籍)?(类别|状态|身份|类型)|是否(正式|预备)党员|党员(类别|性质)"),
    ("group", r"(所在|所属|所编)?(党)?小组(名称)?"),
    (
        "technical_title",
        r"(专业)?(技术)?(职称|职务任职资格)(等级|级别|名称)?|专业技术(职务|资格|等级)",
    ),
    (
        "posts",
        r"(党内|党务|党组织|(党)?支部|支委(会)?)内?(现任|担任|所任)?(的)?(职务|任职|分工)(名称)?|所任党内职务",
    ),
    (
        "posts_since",
        r"(党内|党务|(党)?支部)?(职务)?任(现)?(职务?)(起始?)?(日期|时间|年月日?)|任职自(何?日)?|任期自",
    ),
    (
        "job",
        r"(现任|行政|工作|党内外)*(职务|岗位|工作岗位|任职)(名称)?|职务/?岗位|(部门|单位)(及|和|/)?(职务|岗位)",
    ),
    ("phone", r"(本人)?(手机|移动电话|联系(电话|方式)|电话)(号码?|号)?"),
    ("expected_retirement_on", r"(预计|拟)?退休(日期|时间|年月)"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _HEADINGS)
_ASIDE = {"number": "行的序号", "computed": "由日期算出，不用导入"}
DATES = frozenset(
    {"birth_date", "joined_on", "confirmed_on", "since", "posts_since", "expected_retirement_on"}
)
_DOTS = re.compile(r"[•．・‧∙●]")
_STATUS = (
    (MembershipStatus.UNDER_PROBATION, r"留党察看"),
    (MembershipStatus.TO_MEND, r"限期改正"),
    (MembershipStatus.PROBATIONARY, r"预备(党员|期)?"),
    (MembershipStatus.FULL, r"正式(党员)?|中共正式党员|在册(正式)?党员"),
)
# The trades whose titles go by the same steps; any other title is asked.
_TRADES = "(工程|经济|会计|政工|统计|审计|农艺)"
_TITLES = (
    (TechnicalTitle.SENIOR, r"正高.*|教授(级.*)?|研究员|主任医师"),
    (TechnicalTitle.DEPUTY_SENIOR, rf"副高.*|副教授|副研究员|副主任医师|高级{_TRADES}师"),
    (TechnicalTitle.MIDDLE, rf"中级.*|{_TRADES}师|讲师|助理研究员|主治医师"),
    (TechnicalTitle.JUNIOR, rf"初级.*|助理{_TRADES}师|.*技术员"),
    (TechnicalTitle.NONE, r"无|没有|未评|—|-|/"),
)
_CHOICES = {
    "gender": ((Gender.MALE, "男性?"), (Gender.FEMALE, "女性?")),
    "status": _STATUS,
    "technical_title": _TITLES,
}
# What a post of the branch may be called; who is none of these is a member like others.
_POSTS = (
    (PostTitle.SECRETARY, r"(党)?(支部)?书记"),
    (PostTitle.DEPUTY_SECRETARY, r"(党)?(支部)?副书记"),
    (PostTitle.ORGANISATION, r"组织委员"),
    (PostTitle.PUBLICITY, r"宣传委员"),
    (PostTitle.DISCIPLINE, r"纪(检|律检查|律)委员"),
    (PostTitle.YOUTH, r"青年委员"),
    (PostTitle.MASS_WORK, r"群(众工作|众|工)委员"),
    (PostTitle.SECRECY, r"保密委员"),
    (PostTitle.UNITED_FRONT, r"统(战|一战线)委员"),
    (PostTitle.SECURITY, r"(保卫|治保)委员"),
    (PostTitle.GROUP_LEADER, r"(第?[一二三四五六七八九十\d]+)?(党)?小?组(组)?长"),
    (None, r"无|没有|—+|-+|/|(普通)?(正式|预备)?党员"),
)


_LABELS = {
    str(value): str(label)
    for enum in (Gender, MembershipStatus, TechnicalTitle)
    for value, label in enum.choices
}


@dataclass(frozen=True)
class RosterRow:
    """A row by its place in the file: what each field's cell says, and what is asked about it, by field.

    A value is as a form takes it; where something is asked, it is what was typed.
    """

    number: str
    values: Mapping[str, str]
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RosterFile:
    """A roster as it was read: its rows, headings that mean nothing we keep, and every cell with what became of it."""

    rows: list[RosterRow]
    unknown: list[str]
    lines: list[SourceLine]
    notices: list[str]


def read_roster(data: bytes, name: str, *, first_of_month: bool = False) -> RosterFile:
    """Everything in a file. `first_of_month`: a date without a day is the first of its month; otherwise it is asked.

    Raises Refused for a file that is no sound, small table, or has no names.
    """
    found = read_headed(data, name, _kind(first_of_month))
    rows = [_row(row, first_of_month) for row in found.rows]
    return RosterFile(rows, found.unknown, found.lines, found.notices)


def _kind(first_of_month: bool) -> HeadedKind:
    def became(name: str, text: str) -> str:
        if name in _ASIDE:
            return _ASIDE[name]
        try:
            value = _value(name, text, first_of_month=first_of_month)
        except Refused as question:
            return f"问：{question}"
        return _LABELS.get(value, value)

    return HeadedKind(
        table="名册",
        meant=lambda cells: [field_meant(cell) for cell in cells],
        is_header=lambda names: "name" in names and len(set(names) - {"number"}) >= 2,
        is_row=lambda cells: "name" in cells,
        became=became,
        no_header="没有找到表头：要有“姓名”这一列，和“性别”“入党时间”等列中的一列。可以下载模板，把内容粘贴进去。",
        no_row="这一行没有姓名",
        no_rows="表里没有党员，请从表头下一行开始填写。",
        row_unit="名党员",
        rows_most=MEMBERS_MOST,
    )


def _row(row: HeadedRow, first_of_month: bool) -> RosterRow:
    values: dict[str, str] = {}
    asked: dict[str, str] = {}
    for name in row.cells.keys() - _ASIDE.keys():
        text = row.cells[name]
        try:
            values[name] = _value(name, text, first_of_month=first_of_month)
        except Refused as question:
            values[name], asked[name] = one_line(text), str(question)
    return RosterRow(row.number, values, asked)


def field_meant(heading: object) -> str:
    """The field that a heading means; empty where it means none."""
    for text in plain_headings(heading):
        for name, pattern in _PATTERNS:
            if text and pattern.fullmatch(text):
                return name
    return ""


def _value(name: str, text: str, *, first_of_month: bool) -> str:
    """A cell as its form field takes it. Raises Refused with what is asked where it is not certain."""
    if name in DATES:
        return day_of(text, first_of_month=first_of_month).isoformat()
    words = one_line(text)
    if name == "name":
        return _name(words)
    if name in _CHOICES:
        return _choice(words, _CHOICES[name])
    if name == "posts":
        return "、".join(str(title.label) for title in posts_of(words))
    return words


def _name(words: str) -> str:
    """A name with one kind of dot, and without blanks where each character was set apart."""
    words = _DOTS.sub("·", words)
    return (
        re.sub(r"\s+", "", words)
        if re.fullmatch(r"[\u3400-\u9fff\U00020000-\U0003ffff·\s]+", words)
        else words
    )


def posts_of(text: str) -> list[PostTitle]:
    """The posts that a cell names, such as “书记兼组织委员”. Raises Refused where one is none that is kept here."""
    found: list[PostTitle] = []
    for part in filter(None, re.split(r"[\s、，,；;/＋+和兼]+", one_line(text))):
        known = next((title for title, words in _POSTS if re.fullmatch(words, part)), "")
        if known == "":
            offered = "、".join(str(title.label) for title in NAMED_POSTS)
            raise Refused(f"“{part[:20]}”是哪一项职务？请写成{offered}中的，几项用顿号隔开；不登记就删去。")
        if known and known not in found:
            found.append(PostTitle(known))
    return found


def _choice(words: str, known: tuple[tuple[str, str], ...]) -> str:
    for code, pattern in known:
        if re.fullmatch(pattern, words.replace(" ", "")):
            return str(code)
    raise Refused(WHICH % {"value": words[:20]})


def rows_as_json(rows: list[RosterRow]) -> Iterator[dict[str, object]]:
    """The published form of the rows."""
    for row in rows:
        yield {"number": row.number, **row.values, "questions": list(row.asked.values())}
