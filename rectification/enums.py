"""Choices of problems and rectification, and the one table of moves that an item may make."""

from datetime import timedelta

from django.db import models


class OpinionSource(models.TextChoices):
    """Where an opinion or a problem came from."""

    MASSES = "MASSES", "群众提"
    SELF = "SELF", "自己找"
    SUPERIOR = "SUPERIOR", "上级点"
    MUTUAL = "MUTUAL", "互相谈"


class ProblemOwner(models.TextChoices):
    """Whose problem it is."""

    COMMITTEE = "COMMITTEE", "支委会"
    BRANCH = "BRANCH", "支部"
    MEMBER = "MEMBER", "党员"


class FrameworkAudience(models.TextChoices):
    """Whom a year's 对照 framework is for."""

    COMMITTEE = "COMMITTEE", "支委会"
    MEMBER = "MEMBER", "党员"


class ItemMode(models.TextChoices):
    """How an item is put right: at once, or by making a rule that lasts."""

    IMMEDIATE = "IMMEDIATE", "立行立改"
    SYSTEM = "SYSTEM", "建章立制"


class ItemState(models.TextChoices):
    """Where a rectification item stands."""

    PENDING = "PENDING", "待整改"
    ACTIVE = "ACTIVE", "整改中"
    REVIEW = "REVIEW", "待复核"
    RETURNED = "RETURNED", "退回"
    CLOSED = "CLOSED", "已销号"
    LONG_TERM = "LONG_TERM", "长期坚持"


class ItemAction(models.TextChoices):
    """What may be done with an item."""

    START = "START", "开始整改"
    LOG = "LOG", "登记进展"
    SUBMIT = "SUBMIT", "提交复核"
    CLOSE = "CLOSE", "同意销号"
    RETURN = "RETURN", "退回"
    KEEP = "KEEP", "转长期坚持"
    REOPEN = "REOPEN", "重新整改"


class ItemEffect(models.TextChoices):
    """Whether a closed item's measure worked; asked some time after closing."""

    EFFECTIVE = "EFFECTIVE", "有效"
    PARTIAL = "PARTIAL", "部分有效"
    INEFFECTIVE = "INEFFECTIVE", "无效"


# So long after closing it is asked whether the measure worked.
EFFECT_AFTER = timedelta(days=90)

# The whole of the workflow: what is not here is refused.
MOVES: dict[tuple[str, str], ItemState] = {
    (ItemState.PENDING, ItemAction.START): ItemState.ACTIVE,
    (ItemState.PENDING, ItemAction.LOG): ItemState.ACTIVE,
    (ItemState.ACTIVE, ItemAction.LOG): ItemState.ACTIVE,
    (ItemState.ACTIVE, ItemAction.SUBMIT): ItemState.REVIEW,
    (ItemState.REVIEW, ItemAction.CLOSE): ItemState.CLOSED,
    (ItemState.REVIEW, ItemAction.RETURN): ItemState.RETURNED,
    (ItemState.REVIEW, ItemAction.KEEP): ItemState.LONG_TERM,
    (ItemState.RETURNED, ItemAction.LOG): ItemState.RETURNED,
    (ItemState.RETURNED, ItemAction.SUBMIT): ItemState.REVIEW,
    (ItemState.LONG_TERM, ItemAction.LOG): ItemState.LONG_TERM,
    (ItemState.LONG_TERM, ItemAction.SUBMIT): ItemState.REVIEW,
    (ItemState.LONG_TERM, ItemAction.REOPEN): ItemState.ACTIVE,
    (ItemState.CLOSED, ItemAction.REOPEN): ItemState.ACTIVE,
}

# The person responsible works; another person judges; the branch decides what is taken up again.
WORKING_ACTIONS = frozenset({ItemAction.START, ItemAction.LOG, ItemAction.SUBMIT})
VERIFYING_ACTIONS = frozenset({ItemAction.CLOSE, ItemAction.RETURN, ItemAction.KEEP})

# States in which evidence is still being gathered.
WORKING_STATES = frozenset({ItemState.PENDING, ItemState.ACTIVE, ItemState.RETURNED, ItemState.LONG_TERM})

STATE_TONES: dict[str, tuple[str, str]] = {
    ItemState.PENDING: ("wait", ""),
    ItemState.ACTIVE: ("info", "loader"),
    ItemState.REVIEW: ("warn", "clipboard-check"),
    ItemState.RETURNED: ("late", "undo-2"),
    ItemState.CLOSED: ("good", ""),
    ItemState.LONG_TERM: ("info", "repeat"),
}
