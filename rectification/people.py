"""Who is to put something right, as people write it: one name, several, or a body such as 支委会."""

import re

_SEPARATORS = re.compile(r"[、,，;；/\\|\n]+|\s{2,}")
_SPACE = re.compile(r"\s+")
_AND = re.compile(r"(?<=[\u4e00-\u9fff])(?:和|与|及|以及)(?=[\u4e00-\u9fff]{2})")
_DOTS = re.compile(r"[•．・‧∙]")
_NOTE = re.compile(r"[（(【\[][^（(【\[]*[)）】\]]")
_ET_CETERA = re.compile(r"(?:等(?:人|同志|\d+人)?|同志)$")
# What a body's name ends with, and posts by which somebody is named.
_BODY = re.compile(
    r"(?:支委会?|支部委员会?|党?支部|总支|党委|党小组|小组|全体(?:党员|同志|支委|委员|人员|职工)|各(?:支委|委员|党小组|小组|党员|部门|班组|单位)"
    r"|委员会?|部|部门|科|室|处|办|办公室|中心|班|班组|队|公司|工会|团支部|班子(?:成员)?|成员|专班|工作组|领导小组|党员|支委成员)$"
)
_POST = re.compile(
    r"^(?:党?支部)?(?:副?书记|组织委员|宣传委员|纪检委员|青年委员|群工委员|生产委员|统战委员|保密委员|党小组组?长|组长|负责人)$"
)


def people_in(cell: object) -> tuple[str, ...]:
    """The names and bodies of a cell, each once, in order; notes in brackets behind a name are left aside."""
    text = _DOTS.sub("·", str(cell or ""))
    found = []
    for part in _SEPARATORS.split(_NOTE.sub("", text)):
        for one in _AND.split(part.strip()):
            found += _by_spaces(one.strip(" 。.：:"))
    return tuple(dict.fromkeys(filter(None, (_ET_CETERA.sub("", one) for one in found))))


def _by_spaces(text: str) -> list[str]:
    """何婉 罗志远 is two people, 何 婉 one."""
    parts = _SPACE.split(text)
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        return parts
    return ["".join(parts)]


def is_body(text: str) -> bool:
    """Whether the words name a body or a post, not a person."""
    return bool(_BODY.search(text) or _POST.match(text))
