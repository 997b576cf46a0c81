"""Word minutes in the layouts that branches use, made on the spot, and what must be read from each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document

from documents.tests.wordfiles import saved

# People of the cast; 第一党小组: 赵试一、钱试二、李试四、周试五. 支委: 赵试一、钱试二、孙试三.


@dataclass(frozen=True)
class Layout:
    """A layout with the values it holds; what is not named here is not in the file."""

    name: str
    data: bytes
    values: dict[str, object]


def lines(*texts: str) -> Document:
    """A document of paragraphs."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return document


def table(document: Document, rows: Iterable[Sequence[str]], *, columns: int = 4) -> None:
    """A bordered table; a row of fewer cells has its last one over the rest, a line feed parts paragraphs."""
    rows = list(rows)
    made = document.add_table(rows=len(rows), cols=columns, style="Table Grid")
    for row, texts in zip(made.rows, rows, strict=True):
        cells = row.cells
        for place, text in enumerate(texts):
            cells[place].text = text
        if len(texts) < columns:
            cells[len(texts) - 1].merge(cells[columns - 1])


def bordered_form() -> bytes:
    """A form of two pairs a row with inner blanks, long texts below."""
    document = lines("甲项目党支部支部委员会会议记录")
    table(
        document,
        [
            ("时　间", "2025年3月7日下午2:30—4:00", "地　点", "二楼会议室"),
            ("主持人", "赵试一", "记录人", "孙试三"),
            ("应到人数", "3人", "实到人数", "2人"),
            ("请假人员及事由", "钱试二（出差）"),
            ("列席人员", "韩处长（公司党群部）、冯专员"),
            ("会议议题", "一、传达学习上级文件精神\n二、研究二季度党建工作计划"),
            (
                "会\n议\n内\n容",
                "一、传达学习上级文件精神\n孙试三：领学了文件原文。\n赵试一：要结合项目实际抓好落实。\n"
                "二、研究二季度党建工作计划\n孙试三汇报了计划草案。\n会议决定：4月10日前印发二季度计划。\n"
                "责任人：孙试三　期限：4月10日",
            ),
        ],
    )
    return saved(document)


def plain_paragraphs() -> bytes:
    """Paragraphs only, a label and a full-width colon each."""
    return saved(
        lines(
            "2025年6月党员大会会议记录",
            "会议时间：二〇二五年六月十二日上午九时至十时三十分",
            "会议地点：一号楼三层多功能厅",
            "会议主持：赵试一同志",
            "会议记录人：李试四",
            "应到：10人，实到：8人",
            "请假：周试五（公司培训）、郑试1（病假）",
            "议题一：讨论接收吴试七为中共预备党员",
            "汇报人：钱试二",
            "钱试二：介绍了培养考察情况。",
            "表决：采用无记名投票，发出票7张，收回7张，有效票7张，赞成7票，反对0票，弃权0票。",
            "会议决定：同意上报上级党委审批。",
            "议题二：通报上半年党费收缴情况",
            "孙试三：通报了收缴明细。",
        )
    )


def crowded_lines() -> bytes:
    """Several labels on one line, half-width colons, a date with dots."""
    return saved(
        lines(
            "第一党小组会议记录",
            "时间:2025.5.9 15:00-16:30  地点:现场会议室  主持人:李试四  记录人:周试五",
            "应到4人，实到3人，请假1人（钱试二，出差）",
            "参会人员: 赵试一 李试四 周试五",
            "会议内容:",
            "1.学习条例第三章",
            "李试四:领学原文。",
            "2.讨论本月党员示范岗安排",
            "周试五:建议设在配电室。",
            "会议决定:示范岗设在配电室，由周试五负责。",
        )
    )


def speakers() -> bytes:
    """Running text with speakers, no agenda; a date without a year, and nobody listed."""
    return saved(
        lines(
            "支委会记录",
            "时间：3月7日",
            "地点：会议室",
            "主持人：赵试一",
            "会议内容：",
            "发言人：赵试一",
            "今天研究阵地建设。",
            "发言人：钱试二",
            "建议更新公示栏。",
        )
    )


def column_heads() -> bytes:
    """Column heads over values, and the agenda as a table with one row an item."""
    document = lines("甲项目党支部党员大会记录")
    table(
        document, [("时间", "地点", "主持人", "记录人"), ("2025-09-18 09:00", "大会议室", "赵试一", "钱试二")]
    )
    document.add_paragraph("实到：10人")
    table(
        document,
        [
            ("序号", "议题", "汇报人", "决定"),
            ("1", "学习中央精神", "赵试一", "各小组一周内组织讨论。"),
            ("2", "研究支部联建", "孙试三", "与乙机关党支部签联建协议。"),
        ],
    )
    return saved(document)


def merged_cells() -> bytes:
    """Labels merged down the side, a lecture beside, absentees without parentheses."""
    document = lines("主题党日暨党课活动记录")
    table(
        document,
        [
            ("活动时间", "2025年7月1日 9点半", "活动地点", "荣誉室"),
            ("主持", "支部书记赵试一", "记录", "孙试三"),
            ("主讲人", "赵试一", "党课题目", "弘扬伟大建党精神"),
            ("主题", "重温入党誓词，争当先锋"),
            ("缺席人员", "郑试2（病假）"),
        ],
    )
    made = document.add_table(rows=2, cols=2)
    made.rows[0].cells[0].text = "学习内容"
    made.rows[0].cells[1].text = "《党章》总纲"
    made.rows[1].cells[1].text = "《条例》第二章"
    made.rows[0].cells[0].merge(made.rows[1].cells[0])
    return saved(document)


def summary() -> bytes:
    """A summary without labels but the last two: everything else stands in sentences."""
    return saved(
        lines(
            "甲项目党支部支委会会议纪要",
            "2025年4月3日上午9时，党支部在项目部会议室召开支委会。会议由赵试一同志主持，钱试二、孙试三参加。",
            "一、会议传达了上级通知精神。会议强调，要压实责任。",
            "二、会议研究了节日值班安排。会议决定，由孙试三负责值班表。",
            "出席：赵试一、钱试二、孙试三",
            "记录：孙试三",
        )
    )


def members_meeting() -> bytes:
    """Blanks between digits, an agenda in one line, a vote and decisions in the words of the record."""
    return saved(
        lines(
            "××党支部党员大会会议记录",
            "时　间：2025 年 6 月 5 日 14 时 30 分",
            "地　点：项目部大会议室",
            "主 持 人：赵试一（支部书记）",
            "应到会党员 10 人，实到会党员 8 人，因事请假 2 人：周试五、郑试1。",
            "列席人员：公司党委组织部韩某",
            "会议议程：一是学习党章；二是讨论吴试六同志预备党员转正",
            "会议内容：",
            "一、学习党章",
            "赵试一同志带领全体党员学习了党章总纲。",
            "二、讨论吴试六同志预备党员转正",
            "大会采用无记名投票方式表决：发出选票7张，收回7张，有效7张；同意6票，不同意0票，弃权1票。",
            "大会决定：同意吴试六同志按期转为中共正式党员。",
            "会议议定事项：",
            "1.由钱试二负责整理材料，6月20日前报党委。",
        )
    )


LAYOUTS = (
    Layout(
        "bordered form",
        bordered_form(),
        {
            "kinds": ["COMMITTEE"],
            "title": "2025年3月支委会",
            "year": 2025,
            "starts_at": "2025-03-07 14:30",
            "ends_at": "2025-03-07 16:00",
            "place": "二楼会议室",
            "chair": "赵试一",
            "recorder": "孙试三",
            "guests": "韩处长（公司党群部）\n冯专员",
            "roll": {"赵试一": "PRESENT", "孙试三": "PRESENT", "钱试二": "LEAVE 出差"},
            "agenda": ["传达学习上级文件精神", "研究二季度党建工作计划"],
            "discussion": [
                "孙试三：领学了文件原文。\n赵试一：要结合项目实际抓好落实。",
                "孙试三汇报了计划草案。",
            ],
            "decision": ["", "4月10日前印发二季度计划。"],
            "responsible": ["", "孙试三"],
            "due_on": ["", "2025-04-10"],
            "figures": {"应到": 3, "实到": 2},
        },
    ),
    Layout(
        "plain paragraphs",
        plain_paragraphs(),
        {
            "kinds": ["ASSEMBLY"],
            "title": "2025年6月党员大会",
            "year": 2025,
            "starts_at": "2025-06-12 09:00",
            "ends_at": "2025-06-12 10:30",
            "place": "一号楼三层多功能厅",
            "chair": "赵试一",
            "recorder": "李试四",
            "away": {"周试五": "LEAVE 公司培训", "郑试1": "LEAVE 病假"},
            "agenda": ["讨论接收吴试七为中共预备党员", "通报上半年党费收缴情况"],
            "reporter": ["钱试二", ""],
            "decision": ["同意上报上级党委审批。", ""],
            "votes": [(0, "ADMISSION", "SECRET", 7, 0, 0)],
            "figures": {"应到": 10, "实到": 8},
        },
    ),
    Layout(
        "crowded lines",
        crowded_lines(),
        {
            "kinds": ["GROUP"],
            "group": "第一党小组",
            "title": "2025年5月第一党小组会",
            "starts_at": "2025-05-09 15:00",
            "ends_at": "2025-05-09 16:30",
            "place": "现场会议室",
            "chair": "李试四",
            "recorder": "周试五",
            "roll": {"赵试一": "PRESENT", "李试四": "PRESENT", "周试五": "PRESENT", "钱试二": "LEAVE 出差"},
            "agenda": ["学习条例第三章", "讨论本月党员示范岗安排"],
            "discussion": ["李试四:领学原文。", "周试五:建议设在配电室。"],
            "decision": ["", "示范岗设在配电室，由周试五负责。"],
            "figures": {"应到": 4, "实到": 3, "请假": 1},
        },
    ),
    Layout(
        "speakers",
        speakers(),
        {
            "kinds": ["COMMITTEE"],
            "starts_at": "2025-03-07 09:00",
            "place": "会议室",
            "chair": "赵试一",
            "agenda": [],
            "minutes": "发言人：赵试一\n今天研究阵地建设。\n发言人：钱试二\n建议更新公示栏。",
        },
    ),
    Layout(
        "column heads",
        column_heads(),
        {
            "kinds": ["ASSEMBLY"],
            "starts_at": "2025-09-18 09:00",
            "place": "大会议室",
            "chair": "赵试一",
            "recorder": "钱试二",
            "agenda": ["学习中央精神", "研究支部联建"],
            "reporter": ["赵试一", "孙试三"],
            "decision": ["各小组一周内组织讨论。", "与乙机关党支部签联建协议。"],
            "figures": {"实到": 10},
        },
    ),
    Layout(
        "merged cells",
        merged_cells(),
        {
            "kinds": ["LECTURE", "THEME_DAY"],
            "starts_at": "2025-07-01 09:30",
            "place": "荣誉室",
            "chair": "赵试一",
            "recorder": "孙试三",
            "theme": "重温入党誓词，争当先锋",
            "lecture_title": "弘扬伟大建党精神",
            "lecturer_name": "赵试一",
            "study_material": "《党章》总纲\n《条例》第二章",
            "away": {"郑试2": "LEAVE 病假"},
        },
    ),
    Layout(
        "summary",
        summary(),
        {
            "kinds": ["COMMITTEE"],
            "title": "2025年4月支委会",
            "starts_at": "2025-04-03 09:00",
            "place": "项目部会议室",
            "chair": "赵试一",
            "recorder": "孙试三",
            "away": {},
            "agenda": ["会议传达了上级通知精神", "会议研究了节日值班安排"],
            "discussion": ["会议强调，要压实责任。", ""],
            "decision": ["", "由孙试三负责值班表。"],
        },
    ),
    Layout(
        "members' meeting",
        members_meeting(),
        {
            "kinds": ["ASSEMBLY"],
            "starts_at": "2025-06-05 14:30",
            "place": "项目部大会议室",
            "chair": "赵试一",
            "away": {"周试五": "LEAVE 因事", "郑试1": "LEAVE 因事"},
            "guests": "公司党委组织部韩某",
            "agenda": ["学习党章", "讨论吴试六同志预备党员转正"],
            "decision": [
                "",
                "同意吴试六同志按期转为中共正式党员。\n1.由钱试二负责整理材料，6月20日前报党委。",
            ],
            "votes": [(1, "CONFIRMATION", "SECRET", 6, 0, 1)],
            "figures": {"应到": 10, "实到": 8, "请假": 2},
        },
    ),
)
