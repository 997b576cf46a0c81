"""Names looked up in the register of the meeting's day. Nobody is invented: an unknown name is said, with similar ones."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from pypinyin import lazy_pinyin

from branch.enums import ON_ROLL, MembershipStatus
from branch.models import Member, Organisation

from ..source import BLANKS
from .draft import names_of

_TITLES = re.compile(r"(?:同志|书记|副书记|支部书记|党支部书记|委员|组长|党小组长|主任|经理|部长|科长)$")
_INSIDE = re.compile(rf"[{BLANKS}]")
_PARENTHESIS = re.compile(r"[（(][^（）()]*[)）]")
# Nothing longer is looked for among similar names.
LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Match:
    """A member found by name, or none with the reason; `doubt` says why the match is not certain."""

    member: Member | None
    doubt: str = ""


class Register:
    """The members of a branch with their status on a day; without a day, all of them."""

    def __init__(self, branch: Organisation, day: date | None) -> None:
        self.day = day
        rows = Member.objects.of_branch(branch).in_pinyin_order()
        members = list(rows.with_status(day) if day else rows)
        self.here = [one for one in members if not day or one.status_on in ON_ROLL]
        here = {one.pk for one in self.here}
        self.gone = [one for one in members if one.pk not in here]

    def find(self, typed: str) -> Match:
        """The member of a name as typed, with 同志, a title or parentheses around it or not."""
        name = _INSIDE.sub("", typed)
        if found := [one for one in self.here if one.name == name]:
            if len(found) > 1:
                return Match(None, f"名册里有 {len(found)} 名{name}，请在表单里选定是哪一位")
            return Match(found[0])
        if gone := [one for one in self.gone if one.name == name]:
            return Match(None, f"{names_of(gone[:1])}在会议当天不在本支部名册里")
        bare = _TITLES.sub("", _PARENTHESIS.sub("", name))
        inside = [one for one in self.here if one.name == bare] or [
            one for one in self.here if one.name in bare
        ]
        if len(inside) == 1:
            return Match(inside[0], f"从“{typed.strip(BLANKS)}”里认出")
        return Match(None, self._unknown(typed.strip(BLANKS), bare or name))

    def probationary_in(self, text: str) -> list[str]:
        """The names of 预备党员 that a text mentions: the people a vote on 转正 can be about."""
        statuses = ((one.name, getattr(one, "status_on", None)) for one in self.here)
        return [name for name, status in statuses if status == MembershipStatus.PROBATIONARY and name in text]

    def _unknown(self, typed: str, bare: str) -> str:
        similar = self.similar(bare) if len(bare) <= LONGEST_NAME else []
        hint = f"，名册里相近的有{'、'.join(similar)}" if similar else ""
        return f"名册里没有“{typed[:30]}”{hint}"

    def similar(self, name: str) -> list[str]:
        """Up to three names of the register that sound or look like this one."""
        sound = lazy_pinyin(name)
        heard = [one.name for one in self.here if lazy_pinyin(one.name) == sound]
        looked = get_close_matches(name, [one.name for one in self.here], n=3, cutoff=0.5)
        start = [one.name for one in self.here if name[:1] == one.name[:1] and name[1:2] in ("某", "*", "×")]
        return list(dict.fromkeys([*heard, *looked, *start]))[:3]
