"""Documents of plainly made-up people and places for the tests of rendering."""

from datetime import date

from documents.content import (
    Attachment,
    Block,
    Document,
    Form,
    FormCell,
    FormRow,
    Heading,
    Paragraph,
    Role,
    Run,
    Signature,
    Table,
    numeral,
)

ISSUER = "青石滩水文站党支部"
RARE_NAMES = "张喆、李堃、王玥、刘䶮"

WORDS = (
    "青石滩水文站地处两条支流交汇的地方，站房背靠缓坡，门前是一道旧堤，汛期里水声昼夜不停。",
    "一年来，站里的同志轮流值守，按时施测水位、流量和含沙量，资料整编做到当日校核、当月复审、年底汇总。",
    "遇到“急涨急落”的水情，值班人员坚持加密观测，先报后核，从未迟报、漏报，也没有出现一次错报！",
    "大家常说，数据是水文人的饭碗，少一个小数点，下游的调度就可能差之千里；因此宁可多跑一趟，不可少看一眼。",
    "夏天日头毒，冬天河风硬，新来的年轻人起初不习惯，老站长便带着他们一段一段地走河，讲洪痕、讲断面、讲旧事。",
    "站里还整理了《测站沿革》和（历年洪水调查）两本册子，请退休的老同志逐条订正，补上了缺失多年的两次大水记录。",
)


def long_document() -> Document:
    """A report of many pages with every kind of block."""
    blocks: list[Block] = []
    for section in range(1, 7):
        blocks.append(Heading(f"{numeral(section, 1)}第{section * 3}段河道的观测情况", 1))
        blocks.append(Heading(f"{numeral(section, 2)}水情与值守", 2))
        for item in range(1, 4):
            words = "".join(WORDS[(section + item + offset) % len(WORDS)] for offset in range(4))
            blocks.append(Paragraph((Run(f"{numeral(item, 3)}坚持按时施测。", Role.KAI), Run(words))))
        blocks.append(Heading(f"{numeral(1, 4)}资料整编", 4))
        blocks.append(Paragraph.of("".join(WORDS)))
    blocks.append(Paragraph.of(f"{RARE_NAMES}四名同志参加了2025年3月7日的校测，出勤率95.5%。" + WORDS[1]))
    blocks.append(
        Table(
            ("序号", "断面", "说明"), (("1", "基本断面", WORDS[0]), ("2", "比降断面", "“已复测”")), (1, 2, 5)
        )
    )
    return Document(
        title=f"{ISSUER}2025年度组织生活会支部工作报告",
        recipient="全体党员",
        blocks=tuple(blocks),
        issuer=ISSUER,
        created_on=date(2026, 1, 5),
        signature=Signature(ISSUER, date(2026, 1, 5)),
        attachments=(
            _ledger(),
            Attachment("附件2", "值守安排", (Paragraph.of("".join(WORDS[:3])), signed_list(), duty_sheet())),
        ),
    )


def headings_of(document: Document) -> set[str]:
    """What stands in a heading of its own."""
    return {block.text for block in document.blocks if isinstance(block, Heading)}


def short_document() -> Document:
    """One page with one block of each kind, for comparing word by word."""
    return Document(
        title="青石滩水文站党支部工作报告",
        recipient="站党委",
        blocks=(
            Heading("一、水情", 1),
            Paragraph.of("今年来水偏丰。"),
            Heading("（一）值守", 2),
            Paragraph.of("全年无迟报。", lead="1.坚持施测。", lead_role=Role.KAI),
            Heading("2.整编", 3),
            Heading("（1）复审", 4),
            Paragraph((Run("特此报告。"),), indent=False),
            Table(("序号", "断面"), (("1", "基本断面"),)),
        ),
        issuer=ISSUER,
        created_on=date(2026, 1, 5),
        signature=Signature(ISSUER, date(2026, 1, 5)),
        attachments=(Attachment("附件", "断面表", (Paragraph.of("见下表。"),)),),
    )


SIGNED_ROW_MM = 13.0


def signed_list(rows: int = 4) -> Table:
    """A list with room to sign in."""
    names = tuple((str(number), f"值守{numeral(number, 4)}", "") for number in range(1, rows + 1))
    return Table(("次序", "值守人", "签名"), names, (1, 2, 3), row_height=SIGNED_ROW_MM)


def duty_sheet() -> Form:
    """A form with labels, a cell over several columns, a tall row and a text of more than a page."""

    def label(text: str) -> FormCell:
        return FormCell(text, is_label=True)

    story = "\n".join(f"　　{words}" for words in WORDS * 6)
    return Form(
        (
            FormRow((label("站点"), FormCell("青石滩"), label("日期"), FormCell("2026年1月5日")), 9),
            FormRow((label("值守人"), FormCell(RARE_NAMES, columns=3)), 9),
            FormRow((label("交接事项"), FormCell("水尺一把\n\n钥匙两串", columns=3)), 40),
            FormRow((label("值守记录"), FormCell(story, columns=3))),
            FormRow((FormCell("值守人签字：　　　　　　　年　月　日", columns=4),), 15),
        ),
        (1, 3, 1, 3),
    )


def _ledger() -> Attachment:
    header = ("序号", "断面", "存在问题", "措施", "责任人", "时限")
    rows = tuple(
        (str(row), "基本断面", WORDS[row % 6], WORDS[(row + 1) % 6], "刘䶮", "2026年6月")
        for row in range(1, 25)
    )
    return Attachment("附件1", "断面整治台账", (Table(header, rows, (1, 2, 6, 6, 2, 2), landscape=True),))
