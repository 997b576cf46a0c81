"""Sort keys of Chinese names: the pinyin of each character, surnames in their own reading."""

from pypinyin import Style, lazy_pinyin

# Characters that are read differently as a surname; two-character surnames stand first in the look-up.
SURNAMES = {
    "万俟": "mo4 qi2",
    "尉迟": "yu4 chi2",
    "单于": "chan2 yu2",
    "澹台": "tan2 tai2",
    "长孙": "zhang3 sun1",
    "令狐": "ling2 hu2",
    "单": "shan4",
    "曾": "zeng1",
    "仇": "qiu2",
    "解": "xie4",
    "查": "zha1",
    "区": "ou1",
    "盖": "ge3",
    "任": "ren2",
    "华": "hua4",
    "朴": "piao2",
    "缪": "miao4",
    "员": "yun4",
    "翟": "zhai2",
    "柏": "bai3",
    "秘": "bi4",
    "折": "she2",
    "种": "chong2",
    "召": "shao4",
    "覃": "qin2",
    "乐": "yue4",
    "燕": "yan1",
    "黑": "he4",
    "句": "gou1",
    "祭": "zhai4",
    "葛": "ge3",
    "那": "na1",
    "过": "guo1",
    "纪": "ji3",
    "能": "nai4",
    "哈": "ha3",
    "乜": "nie4",
    "隗": "wei3",
    "应": "ying1",
    "於": "yu1",
    "要": "yao1",
    "占": "zhan1",
    "卜": "bu3",
    "车": "che1",
    "肖": "xiao1",
    "繁": "po2",
    "重": "chong2",
    "宿": "su4",
    "阚": "kan4",
    "郗": "chi1",
    "相": "xiang4",
}
# Characters of names that the dictionary lacks.
RARE = {"䶮": "yan3"}


def name_key(name: str) -> str:
    """The key that names are sorted by: `li3 bai2`, so that 李 stands before 林 and a short name before a longer."""
    for length in (2, 1):
        if reading := SURNAMES.get(name[:length]):
            return " ".join([reading, *_readings(name[length:])])
    return " ".join(_readings(name))


def _readings(text: str) -> list[str]:
    # Character by character: as a word 重阳 would change the reading of the same character in another name.
    return [RARE.get(character) or _reading(character) for character in text if not character.isspace()]


def _reading(character: str) -> str:
    return lazy_pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0].lower()
