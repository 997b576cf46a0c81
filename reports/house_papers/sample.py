"""A page to try a template on: every kind of paragraph that a report has, in words that say nothing."""

from datetime import date

from documents.content import Attachment, Document, Heading, Paragraph, Signature, Table
from documents.house_style import HouseStyle

_WORDS = (
    "这一段用来看正文的样子：每行多少字，行距多大，首行缩进几个字，标点会不会落在行首。"
    "数字2026年1月5日、“引号”和（括号）也写上几处，看看排得匀不匀。"
)


def sample_document(style: HouseStyle, issuer: str) -> Document:
    """A few pages in a template, and an annex with a table."""
    blocks: list[Heading | Paragraph] = []
    for number, part in enumerate(("一、", "二、", "三、")):
        blocks.append(Heading(f"{part}一级标题的样子", 1))
        blocks.append(Heading("（一）二级标题的样子", 2))
        blocks += [
            Paragraph.of(_WORDS * (2 + number)),
            Heading("1.三级标题的样子", 3),
            Paragraph.of(_WORDS * 2),
        ]
    table = Table(("序号", "项目", "说明"), (("1", "表格", "表格用宋体五号，不随模板变。"),), (1, 3, 6))
    return Document(
        title=f"{issuer}样式预览",
        recipient="主送机关",
        blocks=tuple(blocks),
        issuer=issuer,
        created_on=date(2026, 1, 5),
        signature=Signature(issuer, date(2026, 1, 5)),
        attachments=(Attachment("附件", "附件的样子", (table,)),),
        style=style,
    )
