"""What stands around the sections: title, date, salutation; thanks, signature, annexes; furniture."""

import re
from collections.abc import Sequence

from documents.numbering import NumberStyle, leading_number
from documents.reading.files import SourceParagraph
from reports.importing.headings import meaning_of
from reports.importing.schema import Role

_STOP = re.compile(r"[。！？；;]")
_TITLE_END = re.compile(
    r"(?:报告|汇报|总结|材料|讲话|讲话稿|发言|发言稿|发言提纲|提纲|述职|检查|文稿|稿)"
    r"(?:[（(][^（）()]{1,20}[）)])?$"
)
_BARE_TITLE_END = re.compile("(?:情况|通报|意见|纪要|清单|说明|剖析|对照)$")
_DIGIT = "[元0-9０-９〇○零一二三四五六七八九十Xx×*＿_ ]"
_DATE = re.compile(
    rf"^[（(]?\s*(?:20|二|２０|XX|××)?{_DIGIT}{{1,5}}\s*[年.．/\-]\s*{_DIGIT}{{1,3}}\s*[月.．/\-]"
    rf"\s*(?:{_DIGIT}{{1,3}}\s*[日号]?)?\s*[）)]?$"
)
_DATE_AT_END = re.compile(r"(?:20\d\d|二[〇○零]..)\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日$")
_SALUTATION = re.compile(
    r"^(?:尊敬的|敬爱的)?.{0,24}(?:同志们?|党员|领导|党委|总支|支部|委员会|公司|各位.{0,10}|大家好?)[：:！!，,]$"
)
_PAGE = re.compile(
    r"^(?:[-—–―－_·\s]{0,6}[0-9０-９]{1,4}[-—–―－_·\s]{0,6}"
    r"|第\s{0,3}[0-9一二三四五六七八九十]{1,3}\s{0,3}页(?:[，,/\s]{0,3}共\s{0,3}\S{1,3}\s{0,3}页)?"
    r"|[0-9]{1,3}\s?/\s?[0-9]{1,3}|[Pp]age\s?[0-9]{1,3}(?:\sof\s[0-9]{1,3})?)$"
)
_CONTENTS = re.compile(r"^目[\s\u3000]{0,4}[录次]$|[.…·．‥]{3,}\s{0,9}[0-9]{1,3}$|\t[0-9]{1,3}$")
_BYLINE = re.compile(
    r"^[（(]?(?:[\u4e00-\u9fff]{0,12}(?:书记|委员|主持人)[\s\u3000：:]{0,4}[\u4e00-\u9fffXx×*]{0,4}"
    r"|(?:报告|汇报|发言|述职|撰稿|起草|执笔)人[\s\u3000：:].{0,20})[）)]?$"
)
_THANKS = re.compile(
    r"^(?:以上(?:报告|汇报|是|，|就是|不妥)|特此(?:报告|汇报)|谢谢|感谢|报告完毕|汇报完毕|我的(?:报告|汇报)|不妥之处"
    r"|如有不妥|请.{0,20}(?:审议|批评|指正|监督)|同志们[，,！!：:]|各位党员[，,]|各位同志[，,])"
)
_SIGNED = re.compile(
    r"(?:党支部|支部|委员会|党委|党总支|支委会|指挥部|项目部|公司|党小组)(?:（(?:印|盖)?章）)?$"
)
_SIGNER = re.compile(r"^(?:党支部书记|书记|报告人|汇报人|发言人|述职人|执笔|联系人|签字|签名)[\s　：:]")
_ANNEX = re.compile(r"^附(?:件|表|录)?\s{0,3}[0-9一二三四五六七八九十]{0,3}\s{0,3}(?:[：:]|$)|^附件")
MAX_TITLE, MAX_SIGNATURE = 40, 30


def is_furniture(source: SourceParagraph) -> bool:
    """Page numbers and lines of a table of contents."""
    if source.style == "toc" or source.is_row:
        return source.style == "toc"
    return len(source.text) <= 80 and bool(_PAGE.match(source.text) or _CONTENTS.search(source.text))


def title_rows(paragraphs: Sequence[SourceParagraph]) -> tuple[int, ...]:
    """The rows of the title among the first lines, or none."""
    rows: list[int] = []
    for row, source in enumerate(paragraphs[:8]):
        if is_furniture(source):
            continue
        styled = source.style == "title"
        if not _may_be_title(source, styled):
            break
        rows.append(row)
        if _TITLE_END.search(source.text) and not _title_goes_on(paragraphs, row):
            return tuple(rows)
    looks = [row for row in rows if paragraphs[row].style == "title"] or _centred(paragraphs, rows)
    return tuple(looks)


def is_bare_title(source: SourceParagraph) -> bool:
    """A first line that no title word ends, yet can be nothing else (“……党支部工作情况”)."""
    about = re.search("党|支部|组织生活|年度", source.text)
    return bool(about and _BARE_TITLE_END.search(source.text) and _may_be_title(source, False))


def _may_be_title(source: SourceParagraph, styled: bool) -> bool:
    text = source.text
    if source.is_row or len(text) > (80 if styled else MAX_TITLE) or source.style == "subtitle":
        return False
    if _STOP.search(text) or _DATE.match(text) or _SALUTATION.match(text):
        return False
    number = leading_number(text)
    numbered = bool(source.label) or (number is not None and number.style is not NumberStyle.IS)
    return styled or not (numbered or text[-1] in "：:，," or text[0] in "（(—-")


def _title_goes_on(paragraphs: Sequence[SourceParagraph], row: int) -> bool:
    """A second title line after one that could already end it: both styled as the title."""
    following = paragraphs[row + 1 : row + 2]
    return bool(following) and paragraphs[row].style == following[0].style == "title"


def _centred(paragraphs: Sequence[SourceParagraph], rows: list[int]) -> list[int]:
    """Centred first lines count as a title, unless the headings of sections are centred too."""
    later = paragraphs[rows[-1] + 1 :] if rows else ()
    centred_headings = any(one.is_centred and _names_section(one) for one in later)
    found = []
    for row in rows:
        if not paragraphs[row].is_centred or (centred_headings and _names_section(paragraphs[row])):
            break
        found.append(row)
    return found


def _names_section(source: SourceParagraph) -> bool:
    meaning = meaning_of(source.text)
    return bool(meaning and meaning.is_plain)


def opening_role(source: SourceParagraph, after_title: bool) -> Role:
    """The role of a paragraph before the first section; `after_title`: no running text yet."""
    text = source.text
    if source.is_row:
        return Role.TABLE
    if is_furniture(source):
        return Role.PAGE_FURNITURE
    if _DATE.match(text):
        return Role.DATE
    if _SALUTATION.match(text):
        return Role.SALUTATION
    short = len(text) <= MAX_TITLE and not _STOP.search(text)
    if source.style == "subtitle" or (after_title and short and _is_subtitle(source)):
        return Role.SUBTITLE
    return Role.BODY


def _is_subtitle(source: SourceParagraph) -> bool:
    text = source.text
    bracketed = text[0] in "（(" and text[-1] in "）)"
    dashed = text.startswith(("—", "--", "－"))
    return bracketed or dashed or source.is_centred or bool(_BYLINE.match(text))


def closing_roles(paragraphs: Sequence[SourceParagraph]) -> list[Role]:
    """The roles of the last paragraphs of a report's last section, first to last; may be empty."""
    annex = next((at for at, one in enumerate(paragraphs) if _ANNEX.match(one.text)), None)
    body = list(paragraphs if annex is None else paragraphs[:annex])
    roles = [Role.ATTACHMENT] * (len(paragraphs) - len(body))
    if roles:
        roles = [_annex_role(one) for one in paragraphs[len(body) :]]
    dated = Role.DATE in roles
    while body:
        role = _closing_role(body[-1], dated=dated)
        if role is None:
            break
        dated = dated or role is Role.DATE
        roles.insert(0, role)
        body.pop()
    return [] if all(role in (Role.PAGE_FURNITURE, Role.TABLE) for role in roles) else roles


def _annex_role(source: SourceParagraph) -> Role:
    if source.is_row:
        return Role.TABLE
    return Role.DATE if _DATE.match(source.text) else Role.ATTACHMENT


def _closing_role(source: SourceParagraph, *, dated: bool) -> Role | None:
    text = source.text
    if source.is_row or is_furniture(source):
        return Role.TABLE if source.is_row else Role.PAGE_FURNITURE
    if _DATE.match(text) or (len(text) <= MAX_SIGNATURE and _DATE_AT_END.search(text)):
        return Role.DATE
    if source.label or leading_number(text):
        return None
    short = len(text) <= MAX_SIGNATURE and not re.search("[！？：]$|[。；，]", text)
    if short and (dated or _SIGNED.search(text) or _SIGNER.match(text)):
        return Role.SIGNATURE
    if len(text) <= 200 and _THANKS.match(text):
        return Role.BODY
    return None
