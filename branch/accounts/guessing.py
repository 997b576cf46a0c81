"""How hard a password is to guess, as a power of ten: the cheapest way to put it together from what people choose.

A part is a word somebody would try first, a syllable of pinyin, a year or a date, a run over the keys, a repetition, or else a
single character. No request, no settings, no database.
"""

import gzip
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from math import log10
from pathlib import Path

from django.contrib.auth import password_validation

# Powers of ten of how many one would have to try.
CONTEXT, RUN, REPEAT, YEAR, DATE, DAY, NUMBER, COMMON, SYLLABLE = 1.0, 1.5, 0.7, 1.7, 3.8, 2.5, 1.5, 3.2, 2.6
PHONE = 5.5  # that of somebody one knows
LOWER, DIGIT, UPPER, SIGN, JOINT, HAN = log10(26), 1.0, 1.6, 1.5, 0.7, 3.0
JOINTS = "-_.@! ,#"
ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "!@#$%^&*()",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
)
COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/", "!qaz", "@wsx")
NUMBERS = {
    "1314",
    "520",
    "5201314",
    "1314520",
    "521",
    "888",
    "666",
    "999",
    "168",
    "518",
    "123",
    "123123",
    "112233",
    "110",
    "007",
    "911",
    "100",
}
SWAPPED = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "$": "s", "@": "a", "7": "t"})
# A surname with one or two syllables after it: few of all the pairs and triples are names.
NAME = {1: 4.0, 2: 5.0}
SURNAMES = (
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang feng yu dong "
    "xiao cheng cao yuan deng fu shen zeng peng lv su lu jiang cai jia ding wei xue ye yan pan du dai xia zhong tian ren fan fang "
    "shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin yi chang qiao "
    "lai gong wen ouyang sima zhuge shangguan"
).split()
LONGEST_WORD = 24
LONGEST_LOOKED_AT = 64
SYLLABLES = frozenset(
    """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha chai chan
chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan
dang dao de den deng di dian diao die ding diu dong dou du duan dui dun duo e ei en er fa fan fang fei fen feng fo fou fu ga gai
gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai
huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku
kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu long lou lu luan lun luo
lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian
niang niao nie nin ning niu nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu
qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san
sang sao se sen seng sha shai shan shang shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su
suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu
xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan
zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong
zou zu zuan zui zun zuo
""".split()
)


@cache
def house_words() -> dict[str, float]:
    """The words of our own list: the first lines cost least."""
    lines = (Path(__file__).with_name("common_words.txt")).read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return {word: 1.5 + log10(1 + place / 20) / 2 for place, word in reversed(list(enumerate(words)))}


@cache
def common_passwords() -> frozenset[str]:
    """The 20,000 passwords that Django carries."""
    with gzip.open(
        Path(password_validation.__file__).with_name("common-passwords.txt.gz"), "rt", encoding="utf-8"
    ) as file:
        return frozenset(word for line in file if len(word := line.strip()) >= 4)


def difficulty(password: str, context: Iterable[str] = ()) -> float:
    """The power of ten of the tries that the cheapest way takes; `context` are words around the person, in small letters."""
    text = password[:LONGEST_LOOKED_AT]
    low, swapped = text.lower(), text.lower().translate(SWAPPED)
    around = {word for word in context if len(word) >= 2}
    best = [0.0] + [float("inf")] * len(text)
    for end in range(1, len(text) + 1):
        best[end] = best[end - 1] + _character(text[end - 1])
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            cost = _part(low, start, end, around)
            if swapped[start:end] != low[start:end]:
                cost = min(cost, 0.5 + _word(swapped[start:end], around))
            if text[start:end] != low[start:end]:
                cost += 0.3
            best[end] = min(best[end], best[start] + cost)
    return best[-1]


def _character(one: str) -> float:
    if one in JOINTS:
        return JOINT
    if not one.isascii():
        return HAN
    return DIGIT if one.isdigit() else LOWER if one.islower() else UPPER if one.isupper() else SIGN


def _part(text: str, start: int, end: int, around: set[str]) -> float:
    part = text[start:end]
    costs = [_word(part, around)]
    if len(set(part)) == 1 and len(part) >= 3:
        costs.append(RUN)
    if len(part) >= 2 and text[max(0, 2 * start - end) : start] == part:
        costs.append(REPEAT)
    if len(part) >= 3 and _is_run(part):
        costs.append(RUN)
    if part.isdecimal() and part.isascii():
        costs.append(_number(part))
    return min(costs)


def _word(part: str, around: set[str]) -> float:
    if part in around:
        return CONTEXT
    cost = house_words().get(part, float("inf"))
    cost = min(cost, SYLLABLE if part in SYLLABLES else _name(part))
    return min(cost, COMMON) if part in common_passwords() else cost


def _name(part: str) -> float:
    """What a surname with the syllables of a given name costs; infinite where it is no name."""
    given = (part[len(surname) :] for surname in SURNAMES if part.startswith(surname) and part != surname)
    return min((NAME[count] for one in given for count in _syllables(one)), default=float("inf"))


def _syllables(part: str) -> list[int]:
    one = [1] if part in SYLLABLES else []
    return one + [2 for cut in range(1, len(part)) if part[:cut] in SYLLABLES and part[cut:] in SYLLABLES]


def _is_run(part: str) -> bool:
    lines = ROWS if len(part) < 4 else ROWS + COLUMNS
    return any(part in line or part[::-1] in line for line in lines)


def _number(digits: str) -> float:
    if digits in NUMBERS:
        return NUMBER
    if len(digits) == 4 and re.match(r"19[3-9]|20[0-4]", digits):
        return YEAR
    if len(digits) == 11 and re.match(r"1[3-9]", digits):
        return PHONE
    if len(digits) == 8 and _is_date(digits[:4], digits[4:6], digits[6:]):
        return DATE
    if len(digits) == 6 and (
        _is_date("2000", digits[2:4], digits[4:]) or _is_date(digits[:4], digits[4:], "1")
    ):
        return DATE - 0.2
    return DAY if len(digits) == 4 and _is_date("2000", digits[:2], digits[2:]) else float("inf")


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        return 1920 <= date(int(year), int(month), int(day)).year <= 2059
    except ValueError:
        return False
