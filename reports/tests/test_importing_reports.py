"""Whole reports in many styles: sections, introductions, items and points."""

import pytest

from reports.tests.reading import from_pieces, letters, outline, read, typed

# name: (the report, its outline as `reading.outline` writes it)
REPORTS: dict[str, tuple[str, list[str]]] = {
    "chinese headings, 一是 paragraphs": (
        "一、上年度整改落实情况\n一是学习少的问题。已改。\n二是会议少的问题。已改。\n",
        ["last_year:  | 学习少的问题。已改。 | 会议少的问题。已改。"],
    ),
    "introduction before the items": (
        "二、检视问题情况\n广泛征求了意见。\n1、学习不深。\n2、会议不严。",
        ["findings: 广泛征求了意见。 | 学习不深。 | 会议不严。"],
    ),
    "inline 一是": (
        "五、原因分析\n原因有两点。一是抓得松。二是管得软。",
        ["causes: 原因有两点。 | 抓得松。 | 管得软。"],
    ),
    "inline 一是 with semicolons": (
        "五、原因分析\n主要表现为一是抓得松；二是管得软；三是学得浅。",
        ["causes: 主要表现为 | 抓得松； | 管得软； | 学得浅。"],
    ),
    "inline first, paragraphs after": (
        "五、原因分析\n原因有三点。一是抓得松。\n二是管得软。\n三是学得浅。",
        ["causes: 原因有三点。 | 抓得松。 | 管得软。 | 学得浅。"],
    ),
    "ordinals": (
        "原因分析\n第一，抓得松。第二，管得软。第三，学得浅。",
        ["causes:  | 抓得松。 | 管得软。 | 学得浅。"],
    ),
    "ordinals as paragraphs": (
        "五、问题根源\n第一、抓得松。\n第二、管得软。",
        ["causes:  | 抓得松。 | 管得软。"],
    ),
    "first, then, last": (
        "五、原因分析\n首先，抓得松。\n其次，管得软。\n最后，学得浅。",
        ["causes:  | 抓得松。 | 管得软。 | 学得浅。"],
    ),
    "brackets": (
        "六、下步打算\n（一）抓学习。\n（二）抓管理。",
        ["measures:  | 抓学习。 | 抓管理。"],
    ),
    "half-width brackets and points in digits": (
        "四、存在问题和不足\n(一)学习不深。\n1.时间少。\n2.方法旧。\n(二)管理不严。",
        ["problems:  | 学习不深。['时间少。', '方法旧。'] | 管理不严。"],
    ),
    "three levels: the third stays in its point": (
        "四、差距\n（一）学习不深。\n1.时间少。\n（1）会多。（2）事杂。\n2.方法旧。",
        ["problems:  | 学习不深。['时间少。\\n（1）会多。（2）事杂。', '方法旧。']"],
    ),
    "points inline in an item": (
        "四、主要问题\n1、学习不深。一是时间少。二是方法旧。\n2、管理不严。",
        ["problems:  | 学习不深。['时间少。', '方法旧。'] | 管理不严。"],
    ),
    "points directly after the number": (
        "四、主要问题\n1、一是时间少。二是方法旧。\n2、管理不严。",
        ["problems:  | ['时间少。', '方法旧。'] | 管理不严。"],
    ),
    "points in circles": (
        "四、主要问题\n1.学习不深：①时间少；②方法旧。\n2.管理不严。",
        ["problems:  | 学习不深：['时间少；', '方法旧。'] | 管理不严。"],
    ),
    "points in brackets as paragraphs": (
        "四、主要问题\n1．学习不深。\n（1）时间少。\n（2）方法旧。\n2．管理不严。",
        ["problems:  | 学习不深。['时间少。', '方法旧。'] | 管理不严。"],
    ),
    "要 as a marker keeps its verb": (
        "六、努力方向\n1、抓学习。一要补课，二要交流。\n2、抓管理。",
        ["measures:  | 抓学习。['要补课，', '要交流。'] | 抓管理。"],
    ),
    "一是 items with inline 一是 points": (
        "四、主要问题\n一是学习不深。一是时间少。二是方法旧。\n二是管理不严。",
        ["problems:  | 学习不深。['时间少。', '方法旧。'] | 管理不严。"],
    ),
    "inline list in the introduction, items as paragraphs": (
        "三、工作回顾\n今年抓了两件事：一是学习，二是管理。\n1、学习扎实。\n2、管理严格。",
        ["work: 今年抓了两件事：一是学习，二是管理。 | 学习扎实。 | 管理严格。"],
    ),
    "continuation of an item": (
        "三、工作开展情况\n1、学习扎实。\n全年学了十次。\n2、管理严格。",
        ["work:  | 学习扎实。\n全年学了十次。 | 管理严格。"],
    ),
    "continuation of a point": (
        "三、工作开展情况\n1、学习扎实。\n（1）集中学。\n全年十次。\n（2）自己学。\n2、管理严格。",
        ["work:  | 学习扎实。['集中学。\\n全年十次。', '自己学。'] | 管理严格。"],
    ),
    "a lone 一是 at the beginning of a paragraph": (
        "五、原因分析\n一是抓得松。",
        ["causes:  | 抓得松。"],
    ),
    "a lone 一是 inside": (
        "五、原因分析\n原因很清楚，一是抓得松。",
        ["causes: 原因很清楚，一是抓得松。"],
    ),
    "parts, with chinese numbers below": (
        "第一部分 上年度整改情况\n一、学习少。\n二、会议少。\n第二部分 2021年主要工作\n一、学习扎实。\n二、会议规范。",
        ["last_year:  | 学习少。 | 会议少。", "work:  | 学习扎实。 | 会议规范。"],
    ),
    "an excerpt whose top level is （一）": (
        "（一）存在的主要问题\n1.学习不深。\n2.管理不严。\n（二）产生问题的原因\n1.抓得松。",
        ["problems:  | 学习不深。 | 管理不严。", "causes:  | 抓得松。"],
    ),
    "an excerpt whose top level is 1.": (
        "1.存在问题\n（1）学习不深。\n（2）管理不严。\n2.整改措施\n（1）多学。\n（2）严管。",
        ["problems:  | 学习不深。 | 管理不严。", "measures:  | 多学。 | 严管。"],
    ),
    "same style for headings and items": (
        "1、存在问题\n1、学习不深。\n2、管理不严。\n2、原因分析\n1、抓得松。\n2、管得软。\n3、整改措施\n1、多学。",
        [
            "problems:  | 学习不深。 | 管理不严。",
            "causes:  | 抓得松。 | 管得软。",
            "measures:  | 多学。",
        ],
    ),
    "chinese items under chinese headings": (
        "一、查摆问题情况\n一、学习不深。\n二、管理不严。\n三、作风不实。\n二、原因分析\n一、抓得松。\n三、努力方向\n一、多学。",
        [
            "findings:  | 学习不深。 | 管理不严。 | 作风不实。",
            "causes:  | 抓得松。",
            "measures:  | 多学。",
        ],
    ),
    "headings without numbers": (
        "工作总体平稳，现报告如下。\n存在的主要问题\n1、学习不深。\n原因分析：\n1、抓得松。\n下一步工作打算\n1、多学。",
        ["problems:  | 学习不深。", "causes:  | 抓得松。", "measures:  | 多学。"],
    ),
    "one heading lost its number": (
        "一、2021年主要工作\n1、学习扎实。\n存在的主要问题\n1、学习不深。\n三、原因分析\n1、抓得松。",
        ["work:  | 学习扎实。", "problems:  | 学习不深。", "causes:  | 抓得松。"],
    ),
    "one heading in another style": (
        "一、2021年主要工作\n（一）学习扎实。\n2、存在的主要问题\n（一）学习不深。\n三、原因分析\n（一）抓得松。",
        ["work:  | 学习扎实。", "problems:  | 学习不深。", "causes:  | 抓得松。"],
    ),
    "any order": (
        "一、努力方向\n1、多学。\n二、存在问题\n1、学习不深。\n三、上年度整改情况\n1、已改。",
        ["measures:  | 多学。", "problems:  | 学习不深。", "last_year:  | 已改。"],
    ),
    "text on the heading's line": (
        "一、存在的主要问题：一是学习不深；二是管理不严。\n二、原因分析。抓得松，管得软。",
        ["problems:  | 学习不深； | 管理不严。", "causes: 抓得松，管得软。"],
    ),
    "an unknown top-level heading": (
        "一、存在问题\n1、学习不深。\n二、需要上级协调的事项\n1、场地。\n三、努力方向\n1、多学。",
        ["problems:  | 学习不深。", "other:  | 场地。", "measures:  | 多学。"],
    ),
    "a joint heading whose parts have headings": (
        "一、2021年工作总结\n1、好。\n二、存在问题及原因分析\n（一）存在的主要问题\n1、学习不深。\n（二）原因分析\n1、抓得松。",
        ["work:  | 好。", "problems:  | 学习不深。", "causes:  | 抓得松。"],
    ),
    "a joint heading without parts": (
        "一、存在的主要问题及原因分析\n1、学习不深，因为抓得松。\n二、努力方向\n1、多学。",
        ["problems:  | 学习不深，因为抓得松。", "measures:  | 多学。"],
    ),
    "整改措施 lines under every problem are no headings": (
        "一、上年度整改情况\n1、学习少。\n整改措施：多学。\n2、会议少。\n整改措施：多开。\n二、主要问题\n1、浅。",
        ["last_year:  | 学习少。\n整改措施：多学。 | 会议少。\n整改措施：多开。", "problems:  | 浅。"],
    ),
    "labels with a noun": (
        "一、上年度整改情况\n问题一：学习少。\n已改。\n问题二：会议少。\n已改。",
        ["last_year:  | 学习少。\n已改。 | 会议少。\n已改。"],
    ),
    "no numbers at all": (
        "一、2021年主要工作\n学习扎实。\n会议规范。",
        ["work: 学习扎实。\n会议规范。"],
    ),
    "dates, money and numerals inside are no labels": (
        "三、主要工作\n1、投入1.5万元，2021.1.5完工。\n2、“十一”前后检查，二季度再查，一是一、二是二。\n3、第一书记到任，第一季度开会。",
        [
            "work:  | 投入1.5万元，2021.1.5完工。 | “十一”前后检查，二季度再查，一是一、二是二。"
            " | 第一书记到任，第一季度开会。"
        ],
    ),
    "full-width blanks, tabs and blank lines": (
        "\n\n　　一、主要问题　　\n\n\t1、\t学习不深。 \n　　2、　管理不严。\n\n",
        ["problems:  | 学习不深。 | 管理不严。"],
    ),
    "multilevel decimals": (
        "1 主要工作\n1.1 学习扎实。\n1.2 管理严格。\n2 存在问题\n2.1 学习不深。\n2.2 管理不严。",
        ["work:  | 学习扎实。 | 管理严格。", "problems:  | 学习不深。 | 管理不严。"],
    ),
    "year before the items": (
        "三、主要工作\n1.2021年召开大会四次。\n2.2021年上党课四次。",
        ["work:  | 2021年召开大会四次。 | 2021年上党课四次。"],
    ),
    "page numbers between paragraphs": (
        "四、主要问题\n1、学习不深。\n— 2 —\n2、管理不严。\n第3页 共5页\n3、作风不实。",
        ["problems:  | 学习不深。 | 管理不严。 | 作风不实。"],
    ),
    "a table of contents": (
        "目　录\n一、主要问题…………1\n二、原因分析…………2\n一、主要问题\n1、浅。\n二、原因分析\n1、松。",
        ["problems:  | 浅。", "causes:  | 松。"],
    ),
    "a table drawn with tabs": (
        "四、主要问题\n1、学习不深。\n序号\t问题\t责任人\n1\t学习\t张某\n2\t会议\t李某\n2、管理不严。",
        ["problems:  | 学习不深。 | 管理不严。"],
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_reads_the_outline(name):
    text, expected = REPORTS[name]
    assert outline(read(text)) == expected


@pytest.mark.parametrize("name", REPORTS)
def test_loses_no_word(name):
    report = read(REPORTS[name][0])
    assert typed(report) == from_pieces(report) == letters(REPORTS[name][0])


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("一、主要问题\n1、浅。\n3、松。", "“主要问题”部分的编号从 1 跳到 3（“3、”处）"),
        ("一、主要问题\n1、浅。\n2、松。\n2、软。", "“主要问题”部分的编号2 重复（“2、”处）"),
        ("一、主要问题\n1、浅。\n2、松。\n1、软。", "“主要问题”部分的编号从 2 跳到 1（“1、”处）"),
        ("一、主要问题\n2、浅。\n3、松。", "“主要问题”部分的编号从 2 开始（“2、”处）"),
        ("一、原因分析\n有几点。一是松。二是软。二是浅。", "编号2 重复（“二是”处）"),
        ("一、主要问题\n1、浅。\n（1）少。\n（3）旧。", "编号从 1 跳到 3（“（3）”处）"),
        ("一、主要问题\n学得浅。", "“主要问题”部分没有编号的条目，全部作为引言导入"),
        ("一、主要问题\n二、原因分析\n1、松。", "“主要问题”部分只有标题，没有内容"),
        ("一、主要问题\n1、浅。\n二、有关说明\n1、略。", "“有关说明”部分的标题不在六个部分之中"),
        ("一、问题及原因\n1、浅。", "合写了“主要问题”、“原因分析”，全部按“主要问题”导入"),
        ("一、主要问题\n1、浅。\n二、存在的不足\n1、松。", "“主要问题”、“存在的不足”都认作“主要问题”"),
        ("一、主要问题\n1、浅。\n甲\t乙\t丙\n丁\t戊\t己", "“主要问题”部分有表格（2 行）"),
    ],
)
def test_warns(text, warning):
    assert any(warning in one for one in read(text).warnings), read(text).warnings


def test_has_nothing_to_warn_of_in_a_clean_report():
    assert read("一、主要问题\n1、浅。一是少。二是旧。\n二、原因分析\n1、松。").warnings == ()


def test_gives_the_published_form():
    assert read("支部工作报告\n一、主要问题\n有二。\n1、浅。一是少。二是旧。").as_json() == {
        "title": "支部工作报告",
        "sections": [
            {
                "kind": "problems",
                "heading": "主要问题",
                "intro": "有二。",
                "items": [{"text": "浅。", "points": ["少。", "旧。"]}],
            }
        ],
        "warnings": [],
        "lines": [
            {"number": "1", "text": "支部工作报告", "became": "标题"},
            {"number": "2", "text": "一、主要问题", "became": "主要问题：部分的标题"},
            {"number": "3", "text": "有二。", "became": "主要问题：引言"},
            {"number": "4", "text": "1、浅。一是少。二是旧。", "became": "主要问题：第 1 条"},
        ],
    }
