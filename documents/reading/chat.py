"""Messages copied out of a group chat: who wrote when, and what; as the programs in use copy, mail or save them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_CLOCK = r"(?:上午|下午|晚上|早上|中午|凌晨)?\s?[0-2]?\d[:：][0-5]\d(?:[:：][0-5]\d)?\s?(?:AM|PM|am|pm)?"
_DATE = (
    r"(?:(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?|\d{1,2}\s?[-/月]\s?\d{1,2}(?:\s?日)?"
    r"|昨天|今天|前天|星期[一二三四五六日天]|周[一二三四五六日天])"
)
_WHEN = rf"(?:(?P<date>{_DATE})[ \t\u3000]*,?(?P<clock>{_CLOCK})?|(?P<clock2>{_CLOCK}))"
_NAME = r"(?P<author>[^\s\d:：,，。；;!！?？()（）\[\]【】][^:：,，。；;!！?？\[\]【】\t]{0,23}?)"
# A number or address that some programs put behind a name.
_ID = r"(?:[(（<][^()（）<>]{1,60}[)）>])?"
_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_NAME}{_ID}[ \t\u3000]+{_WHEN}$",
        rf"^{_WHEN}[ \t\u3000]+{_NAME}{_ID}$",
        rf"^\[{_WHEN}\][ \t\u3000]*{_NAME}{_ID}(?:[:：](?P<text>.*))?$",
        rf"^{_NAME}[ \t\u3000]*[(（]{_WHEN}[)）][:：]?$",
    )
)
_DAY_LINE = re.compile(rf"^[\s—―–─=*-]*(?P<date>{_DATE})[\s—―–─=*-]*$")
# What programs put in place of what cannot be copied, and answers that say nothing.
_NOTHING = re.compile(
    r"\[[^\[\]]{1,12}\]|(?:收到|好的?|明白|知道了|已阅|OK|ok|1|谢谢|辛苦了|👍)+[。！!~～]*|.{0,20}(?:撤回了一条消息|加入了?群聊|拍了拍.{0,12})"
)
SHORTEST = 20


@dataclass
class Message:
    """One message: who wrote it, on which day and when as far as that is written, its lines, and where they stand."""

    author: str
    date: str
    clock: str
    head: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, without empty lines at both ends."""
        return "\n".join(line for _, line in self.lines).strip()

    @property
    def says_little(self) -> bool:
        """Whether it is an answer such as 收到, a picture, or otherwise too short to be a text of its own."""
        return len(self.text) < SHORTEST or bool(_NOTHING.fullmatch(self.text))


@dataclass
class Chat:
    """The messages in order, lines that only say a day, and those before the first message."""

    messages: list[Message] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    before: list[tuple[int, str]] = field(default_factory=list)


def read_chat(lines: Sequence[str]) -> Chat:
    """The messages in the lines of a text; without any head of a message there are none, and all lines are `before`."""
    chat, day = Chat(), ""
    for row, line in enumerate(lines):
        words = line.strip()
        head = next(filter(None, (pattern.match(words) for pattern in _HEADS)), None)
        if head:
            said = head.groupdict()
            day = said["date"] or day
            clock = said["clock"] or said["clock2"] or ""
            message = Message(said["author"].strip(), said["date"] or day, clock, row)
            if said.get("text"):
                message.lines.append((row, said["text"].strip()))
            chat.messages.append(message)
        elif (found := _DAY_LINE.match(words)) and (words != found["date"] or not chat.messages):
            chat.days.append(row)
            day = found["date"]
        elif chat.messages:
            chat.messages[-1].lines.append((row, words))
        else:
            chat.before.append((row, words))
    return chat


def is_chat(lines: Sequence[str]) -> bool:
    """Whether a text is one of messages: its first line that says anything is the head of one, or a day above them."""
    first = next((line.strip() for line in lines if line.strip()), "")
    return any(pattern.match(first) for pattern in _HEADS) or (
        bool(_DAY_LINE.match(first)) and bool(read_chat(lines).messages)
    )
