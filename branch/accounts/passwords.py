"""What a password must be like: how long for whom, by the unit's profile, and nothing that is tried first."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from pypinyin import Style, lazy_pinyin

from branch.enums import WRITER_ROLES, Role
from branch.members.models import Member
from branch.organisations.models import Organisation

from .guessing import difficulty
from .password_profiles import PROFILES, Profile

# Ten million tries and more: far beyond what the throttle lets anybody try, and days of work on a stolen database.
HARD_ENOUGH = 8.0
# Roles that read or write what is restricted, and those who give passwords to others.
TRUSTED_ROLES = WRITER_ROLES | {Role.ADMINISTRATOR}
CLASSES = {"小写字母": r"[a-z]", "大写字母": r"[A-Z]", "数字": r"[0-9]", "符号": r"[^A-Za-z0-9]"}
# What names of organisations end in; the rest is tried as well.
ENDINGS = re.compile(
    r"(党支部|党总支|党委|委员会|支部|有限责任公司|有限公司|股份|集团|公司|项目部|中国共产党|中共|第)"
)


def profile() -> Profile:
    """The profile of this unit."""
    return PROFILES[settings.PASSWORD_PROFILE]


def is_trusted(account) -> bool:
    """Whether one of the account's present roles asks for more."""
    if not account.pk:
        return bool(getattr(account, "will_be_trusted", False))
    return account.roles.held_on(timezone.localdate()).filter(role__in=TRUSTED_ROLES).exists()


def length_for(account) -> int:
    """How many characters the password of an account has at least."""
    return profile().length_for(trusted=is_trusted(account), second_factor=bool(account.second_factor_since))


def rules_text(account=None) -> str:
    """The rules in one sentence, for the forms that ask for a password."""
    rule = profile()
    words = [f"至少 {length_for(account) if account else rule.length} 位"]
    if rule.classes:
        words.append(f"大写字母、小写字母、数字、符号至少 {rule.classes} 种")
    words.append("不要用姓名、单位、生日、常用词的拼音或键盘上相邻的键")
    tail = f"；每 {rule.days} 天须换一次" if rule.days else ""
    return f"{'，'.join(words)}{tail}。把三四样不相干的东西连起来，又长又好记。"


class PasswordRules:
    """The one validator of `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, user=None) -> None:
        """Raises ValidationError with everything that is wrong with it."""
        from .models import User

        account = user or User()
        faults = [ValidationError(text) for text in faults_of(password, account)]
        if faults:
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        """What the forms of Django show."""
        return rules_text()


def faults_of(password: str, account) -> list[str]:
    """What is wrong with a new password for an account, in Chinese."""
    rule, least = profile(), length_for(account)
    faults = []
    if len(password) < least:
        faults.append(f"密码至少 {least} 位，现在是 {len(password)} 位。{_why_longer(account)}")
    missing = [name for name, pattern in CLASSES.items() if not re.search(pattern, password)]
    if rule.classes and len(CLASSES) - len(missing) < rule.classes:
        faults.append(
            f"密码须含大写字母、小写字母、数字、符号中的至少 {rule.classes} 种，现在没有{'、'.join(missing)}。"
        )
    if password.isdecimal():
        faults.append("密码不能全是数字，请加上字母。")
    elif not faults and difficulty(password, words_around(account)) < HARD_ENOUGH:
        faults.append(
            "这个密码太容易猜：它是由常用的词、姓名、单位、年份、日期或键盘上相邻的键拼成的。"
            "请换成三四样不相干的东西，例如想到的几件物品，用拼音连起来。"
        )
    if account.pk and account.has_usable_password() and account.check_password(password):
        faults.append("新密码和现在的密码一样，请换一个。")
    return faults


def _why_longer(account) -> str:
    rule = profile()
    if (
        account.second_factor_since
        or not is_trusted(account)
        or rule.with_second_factor >= rule.trusted_length
    ):
        return ""
    return f"您的角色能看到或管理受限内容；开启第二验证以后 {rule.with_second_factor} 位就够。"


def fault_at_sign_in(password: str, account, now: datetime) -> str:
    """Why a right password has to be changed now: "SHORT" for the roles held meanwhile, "OLD"; empty where it may stay.

    Demo accounts keep the password that everybody is told.
    """
    if account.is_demo:
        return ""
    if len(password) < length_for(account):
        return "SHORT"
    days = profile().days
    since = account.password_changed_at or account.created_at
    return "OLD" if days and since < now - timedelta(days=days) else ""


def words_around(account) -> set[str]:
    """What somebody who knows the person would try first, in small letters and pinyin."""
    texts = {"支部纪实", account.display_name, *getattr(account, "password_context", ())}
    plain = {
        account.username,
        *re.split(r"[^a-z0-9]+", account.username),
        account.email.partition("@")[0].lower(),
    }
    organisations = Organisation.objects.alive()
    texts |= {text for row in organisations.values_list("name", "short_name") for text in row}
    plain |= set(organisations.values_list("code", flat=True))
    if account.member:
        plain |= {account.member.phone}
    branches = set(account.roles.values_list("organisation_id", flat=True)) if account.pk else set()
    branches |= {account.member.branch_id} if account.member else set()
    texts |= set(Member.objects.alive().filter(branch__in=branches).values_list("name", flat=True))
    return {word for word in plain | _as_typed(texts) if len(word) >= 2}


def _as_typed(texts: Iterable[str]) -> set[str]:
    """Chinese as it is typed on a keyboard: itself, pinyin in one word and its initials, of the parts as well."""
    found: set[str] = set()
    for text in filter(None, texts):
        for part in {text, *ENDINGS.split(text)} - {""}:
            syllables = lazy_pinyin(part.lower())
            initials = "".join(lazy_pinyin(part.lower(), style=Style.FIRST_LETTER))
            found |= {part.lower(), "".join(syllables), initials if len(initials) > 2 else ""}
            if len(part) in (2, 3) and len(syllables) == len(part):
                family, given = syllables[0], syllables[1:]
                found |= {
                    "".join(given),
                    "".join([*given, family]),
                    family + "".join(one[0] for one in given),
                }
    return found
