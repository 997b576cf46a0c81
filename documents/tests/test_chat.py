"""Messages copied out of a group chat are read as programs write them; other texts are none."""

import pytest

from documents.reading.chat import is_chat, read_chat


@pytest.mark.parametrize(
    ("head", "author", "date", "clock"),
    [
        ("张三 2025-03-07 14:30:05", "张三", "2025-03-07", "14:30:05"),
        ("张三  2025/3/7 14:30", "张三", "2025/3/7", "14:30"),
        ("张三 3月7日 下午2:30", "张三", "3月7日", "下午2:30"),
        ("张三 14:30", "张三", "", "14:30"),
        ("综合组-张三 昨天 20:13", "综合组-张三", "昨天", "20:13"),
        ("2025-03-07 14:30:05 张三", "张三", "2025-03-07", "14:30:05"),
        ("[2025-03-07 14:30] 张三", "张三", "2025-03-07", "14:30"),
        ("2025-03-07 14:30:05 张三(12345678)", "张三", "2025-03-07", "14:30:05"),
        ("张三(12345678) 2025/3/7 14:30:05", "张三", "2025/3/7", "14:30:05"),
        ("张三 03-07 14:30", "张三", "03-07", "14:30"),
        ("张三(2025-03-07 14:30:05)", "张三", "2025-03-07", "14:30:05"),
        ("阿依古丽·买买提 2025年3月7日 9:05", "阿依古丽·买买提", "2025年3月7日", "9:05"),
    ],
)
def test_heads_of_messages(head, author, date, clock):
    chat = read_chat([head, "第一句。", "", "第二句。"])
    (message,) = chat.messages
    assert (message.author, message.date, message.clock) == (author, date, clock)
    assert message.text == "第一句。\n\n第二句。"
    assert is_chat([head, "正文"])


def test_a_line_with_a_day_holds_for_what_follows():
    lines = "—————  2025-3-7  —————\n\n张三  14:30\n\n学习心得\n\n李四  15:02\n收到\n—————  2025-3-8  —————\n王五 8:00\n补一篇".split(
        "\n"
    )
    chat = read_chat(lines)
    assert [(one.author, one.date, one.text) for one in chat.messages] == [
        ("张三", "2025-3-7", "学习心得"),
        ("李四", "2025-3-7", "收到"),
        ("王五", "2025-3-8", "补一篇"),
    ]
    assert chat.days == [0, 8]
    assert is_chat(lines)


def test_text_on_the_line_of_its_head():
    (message,) = read_chat(["[2025-03-07 14:30] 张三：我来谈谈", "接着谈"]).messages
    assert message.text == "我来谈谈\n接着谈"


@pytest.mark.parametrize(
    "text",
    [
        "2025年3月7日",
        "2025年3月支委会会议记录\n时间：2025年3月7日 14:30\n地点：会议室",
        "时间：2025年3月7日 14:30",
        "张三、李四 请假",
        "会议于2025年3月7日 14:30 召开。",
        "学习心得\n今天学习了讲话。",
    ],
)
def test_other_texts_are_no_chat(text):
    assert not is_chat(text.split("\n"))


@pytest.mark.parametrize(
    ("text", "little"), [("收到", True), ("收到，谢谢！", True), ("[图片]", True), ("学" * 30, False)]
)
def test_answers_say_little(text, little):
    assert read_chat(["张三 14:30", text]).messages[0].says_little is little
