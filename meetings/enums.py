"""Choices of organisation life, and which kinds go together."""

from django.db import models


class MeetingKind(models.TextChoices):
    """What a meeting counts as; one meeting may be of several kinds."""

    ASSEMBLY = "ASSEMBLY", "支部党员大会"
    COMMITTEE = "COMMITTEE", "支委会"
    GROUP = "GROUP", "党小组会"
    LECTURE = "LECTURE", "党课"
    THEME_DAY = "THEME_DAY", "主题党日"
    LIFE = "LIFE", "组织生活会"
    APPRAISAL = "APPRAISAL", "民主评议"
    STUDY = "STUDY", "集中学习"
    OTHER = "OTHER", "其他"


# These three say who sits together, so a meeting is at most one of them.
BODIES = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE, MeetingKind.GROUP)

# These belong to their 所属年度 (often held early in the next year); every other kind to the year of its date.
OF_THE_YEAR = (MeetingKind.LIFE, MeetingKind.APPRAISAL)

# A meeting is the n-th of its year within the first of these kinds that it has; the others are held once a year, or differ.
NUMBERED = (
    *BODIES,
    MeetingKind.LECTURE,
    MeetingKind.THEME_DAY,
    MeetingKind.STUDY,
)

# As these the meetings of a group count too; the rules ask every other kind of the branch as a whole.
COUNTS_FOR_GROUPS = (MeetingKind.GROUP, MeetingKind.STUDY, MeetingKind.OTHER)

# The rules name 书记 as the one who convenes and chairs these.
CHAIRED_BY_SECRETARY = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE)


class ItemKind(models.TextChoices):
    """What an agenda item is: 第一议题 comes first, 通报 needs no decision."""

    FIRST = "FIRST", "第一议题"
    STUDY = "STUDY", "学习"
    NOTICE = "NOTICE", "通报"
    DELIBERATION = "DELIBERATION", "审议"
    VOTE = "VOTE", "表决"
    REVIEW = "REVIEW", "点评"
    OTHER = "OTHER", "其他"


# Of these a decision is asked, and of what nobody has named; the others inform.
DECIDED_ON = frozenset({"", ItemKind.DELIBERATION, ItemKind.VOTE})

# In these something is studied: they have a material, and who leads reads it out.
STUDIED = (ItemKind.FIRST, ItemKind.STUDY)


class ItemOutcome(models.TextChoices):
    """What became of a matter at the meeting; what is put off comes back as a proposal for the next agenda."""

    PASSED = "PASSED", "通过"
    FAILED = "FAILED", "未通过"
    PUT_OFF = "PUT_OFF", "下次再议"


class MaterialCategory(models.TextChoices):
    """What a study material is about."""

    SPEECH = "SPEECH", "讲话"
    PLENARY = "PLENARY", "全会精神"
    CONSTITUTION = "CONSTITUTION", "党章"
    REGULATION = "REGULATION", "条例"
    CASE = "CASE", "案例"
    HISTORY = "HISTORY", "党史"
    OTHER = "OTHER", "其他"


class StudyForm(models.TextChoices):
    """How the study is done."""

    LED = "LED", "领读"
    SELF = "SELF", "自学"
    DISCUSSION = "DISCUSSION", "研讨"
    ONSITE = "ONSITE", "现场"
    ONLINE = "ONLINE", "网络"


class MeetingState(models.TextChoices):
    """How far a meeting is."""

    PLANNED = "PLANNED", "计划"
    HELD = "HELD", "已召开"
    CONFIRMED = "CONFIRMED", "已确认"


# What counts in rules, figures and reports.
TOOK_PLACE = (MeetingState.HELD, MeetingState.CONFIRMED)

STATE_TONES = {
    MeetingState.PLANNED: "wait",
    MeetingState.HELD: "info",
    MeetingState.CONFIRMED: "good",
}


class Attendance(models.TextChoices):
    """A member's attendance; EXEMPT members do not count as due."""

    PRESENT = "PRESENT", "到会"
    LEAVE = "LEAVE", "请假"
    ABSENT = "ABSENT", "缺席"
    EXEMPT = "EXEMPT", "不计入应到"


# These are recorded with a reason.
NEEDS_REASON = (Attendance.LEAVE, Attendance.EXEMPT)

# Whoever was away makes up for it (补学).
MAY_MAKE_UP = (Attendance.LEAVE, Attendance.ABSENT)

# In the filter of the list: meetings at which someone still has to.
MAKE_UP_KEY = "MAKE_UP"

# These count as due (应到).
COUNTS_AS_DUE = (Attendance.PRESENT, Attendance.LEAVE, Attendance.ABSENT)


class LecturerKind(models.TextChoices):
    """Who gave a Party lecture."""

    LEADER = "LEADER", "领导"
    MODEL = "MODEL", "先进党员"
    SECRETARY = "SECRETARY", "书记"
    OTHER = "OTHER", "其他"


class VotingBody(models.TextChoices):
    """Who votes: the voters of the branch, or those of its committee."""

    ASSEMBLY = "ASSEMBLY", "支部党员大会"
    COMMITTEE = "COMMITTEE", "支委会"


class VoteMatter(models.TextChoices):
    """What is voted on; each has its own line in the table of `quorum`."""

    ORDINARY = "ORDINARY", "一般事项"
    ADMISSION = "ADMISSION", "接收预备党员"
    CONFIRMATION = "CONFIRMATION", "预备党员转正"
    ELECTION = "ELECTION", "选举"


# These are about persons named one by one.
NAMES_CANDIDATES = (VoteMatter.ADMISSION, VoteMatter.CONFIRMATION, VoteMatter.ELECTION)

# Whoever cannot come may give a written opinion before the meeting, and it counts.
TAKES_WRITTEN_OPINIONS = (VoteMatter.ADMISSION, VoteMatter.CONFIRMATION)


class VoteMethod(models.TextChoices):
    """How the votes were cast."""

    HANDS = "HANDS", "举手表决"
    SECRET = "SECRET", "无记名投票"
    BALLOT = "BALLOT", "票决"


# These are cast on paper: issued, returned, valid.
ON_PAPER = (VoteMethod.SECRET, VoteMethod.BALLOT)
