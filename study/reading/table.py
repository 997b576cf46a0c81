"""心得 from a table, or from the messages of a group chat pasted in: a 心得 a row, with its author and day."""

from branch.access import can_write_branch
from branch.table_import.cells import offered_by
from branch.table_import.table import RecordTable
from branch.table_import.views import import_pages
from core.refusals import Refused
from documents.reading.chat import SHORTEST, read_chat
from documents.reading.headed import HeadedFile, HeadedRow
from documents.reading.source_lines import SourceLine
from study.enums import ReflectionChannel

from .forms import RecordedReflectionForm
from .models import Reflection

AUTHOR, DAY, CHANNEL, BODY = "作者", "写作日期", "提交渠道", "正文"


class ReflectionTable(RecordTable):
    """The columns of our own list of 心得, and what other people call them."""

    name, unit, list_page = "心得", "篇", "study:reflection_list"
    form_class = RecordedReflectionForm
    synonyms = (
        (AUTHOR, r"(党员|作者|撰写人)?(姓名|人员|同志)|撰写人|发言人"),
        (DAY, r"(撰写|写作|提交|发言|完成)?(日期|时间)"),
        (CHANNEL, r"(提交|报送)?(渠道|方式)"),
        (BODY, r"(心得|体会|发言)*(内容|正文|全文|体会)"),
    )
    left_out = {"党小组": "由名册知道，不用导入", "字数": "由正文算出"}
    said_once = (CHANNEL,)
    pasted = "或粘贴微信群里的发言"

    def may_import(self, user, branch):
        """Who enters other people's 心得."""
        return can_write_branch(user, branch)

    def read_pasted(self, text):
        """A row for each message, with every line told. Raises Refused where the text is of no messages."""
        lines = text.splitlines()
        chat = read_chat(lines)
        if not chat.messages:
            raise Refused(
                "没有认出发言：每条发言前面要有谁、什么时候写的一行，例如“张三 2025-03-07 14:30”。"
                "请在群里多选消息，复制或转发到邮件后再粘贴。"
            )
        became = dict.fromkeys(chat.days, "日期") | {
            row: "没有导入：第一条发言以前的文字" for row, _ in chat.before
        }
        found = HeadedFile()
        for place, message in enumerate(chat.messages, start=1):
            became |= {row: f"第 {place} 条的{BODY}" for row, _ in message.lines}
            became[message.head] = f"第 {place} 条的{AUTHOR}、{DAY}"
            cells = {AUTHOR: message.author, DAY: message.date, BODY: message.text}
            found.rows.append(HeadedRow(str(place), cells | {CHANNEL: ReflectionChannel.WECHAT_GROUP.label}))
        found.lines = [
            SourceLine(str(row + 1), line, became[row]) for row, line in enumerate(lines) if line.strip()
        ]
        return found

    def is_wanted(self, texts):
        """Not of answers such as 收到, and of pictures that were not copied."""
        return len(texts.get(BODY, "")) >= SHORTEST

    def in_our_words(self, texts, form):
        """A name in a group may have a department before it or after it."""
        typed = texts.get(AUTHOR, "")
        names = [name for name in offered_by(form.fields["member"]) if name in typed]
        longest = [name for name in names if not any(name != other and name in other for other in names)]
        return texts | {AUTHOR: longest[0]} if len(longest) == 1 else texts

    def is_there(self, entry, form):
        """The same person's same words."""
        record = form.instance
        same = Reflection.objects.of_branch(entry.branch).filter(member=record.member)
        return same.filter(body=record.body).exists()


REFLECTIONS = ReflectionTable()
reflection_import, reflection_template = import_pages(REFLECTIONS)
