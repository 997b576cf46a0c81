"""Choices of organisations, members, posts and roles."""

from django.db import models


class ExcellentBase(models.TextChoices):
    """Of which members a third may be graded 优秀 as a rule."""

    GRADED = "GRADED", "评定等次的党员"
    ALL = "ALL", "党员总数"


class OrganisationKind(models.TextChoices):
    """Level of a Party organisation."""

    COMMITTEE = "COMMITTEE", "党委"
    GENERAL_BRANCH = "GENERAL_BRANCH", "党总支"
    BRANCH = "BRANCH", "党支部"


class BranchKind(models.TextChoices):
    """What kind of branch it is: the last two are sent out for a task, with leaders who are appointed."""

    ORDINARY = "ORDINARY", "党支部"
    JOINT = "JOINT", "联合党支部"
    TEMPORARY = "TEMPORARY", "临时党支部"
    PROJECT = "PROJECT", "项目党支部"


# Their leaders are appointed; 换届, admission, dues and transfer stay with the sending branches.
SENT_OUT = (BranchKind.TEMPORARY, BranchKind.PROJECT)


class Gender(models.TextChoices):
    """As on the member register."""

    MALE = "MALE", "男"
    FEMALE = "FEMALE", "女"


class MembershipStatus(models.TextChoices):
    """Status of a member over a span of time."""

    PROBATIONARY = "PROBATIONARY", "预备党员"
    FULL = "FULL", "正式党员"
    UNDER_PROBATION = "UNDER_PROBATION", "留党察看"
    TO_MEND = "TO_MEND", "限期改正"
    TRANSFERRED_OUT = "TRANSFERRED_OUT", "转出"
    # Whose 组织关系 stayed elsewhere, and who takes part here no longer.
    RETURNED = "RETURNED", "返回原支部"
    DISQUALIFIED = "DISQUALIFIED", "取消预备资格"
    SUSPENDED = "SUSPENDED", "停止党籍"
    REMOVED = "REMOVED", "除名"
    URGED_OUT = "URGED_OUT", "劝退"
    EXPELLED = "EXPELLED", "开除"
    # Of earlier entries, which did not tell these apart.
    LEFT = "LEFT", "出党"
    DECEASED = "DECEASED", "去世"


# On the roll of the branch: due at meetings.
ON_ROLL = (
    MembershipStatus.PROBATIONARY,
    MembershipStatus.FULL,
    MembershipStatus.UNDER_PROBATION,
    MembershipStatus.TO_MEND,
)
# 正式党员 with all their rights: they vote, and the branch counts them as such.
VOTERS = (MembershipStatus.FULL, MembershipStatus.TO_MEND)
# No longer of the branch: an account of such a member is closed by itself.
OFF_ROLL = tuple(status for status in MembershipStatus if status not in ON_ROLL)

# What becomes of a member by the decision of the branch that holds the 组织关系: a branch sent out enters only the others.
OF_HOME_BRANCH = (
    MembershipStatus.PROBATIONARY,
    MembershipStatus.FULL,
    MembershipStatus.DISQUALIFIED,
)

STATUS_TONES = {
    MembershipStatus.PROBATIONARY: "info",
    MembershipStatus.FULL: "good",
    MembershipStatus.UNDER_PROBATION: "warn",
    MembershipStatus.TO_MEND: "warn",
    **dict.fromkeys(OFF_ROLL, "muted"),
}


class PostTitle(models.TextChoices):
    """Posts of a branch. Whoever holds one of COMMITTEE_POSTS belongs to the committee."""

    SECRETARY = "SECRETARY", "书记"
    DEPUTY_SECRETARY = "DEPUTY_SECRETARY", "副书记"
    ORGANISATION = "ORGANISATION", "组织委员"
    PUBLICITY = "PUBLICITY", "宣传委员"
    DISCIPLINE = "DISCIPLINE", "纪检委员"
    YOUTH = "YOUTH", "青年委员"
    MASS_WORK = "MASS_WORK", "群工委员"
    SECRECY = "SECRECY", "保密委员"
    UNITED_FRONT = "UNITED_FRONT", "统战委员"
    SECURITY = "SECURITY", "保卫委员"
    OTHER_MEMBER = "OTHER_MEMBER", "其他委员"
    GROUP_LEADER = "GROUP_LEADER", "党小组长"
    OTHER = "OTHER", "其他职务"


COMMITTEE_POSTS = tuple(
    title for title in PostTitle if title not in (PostTitle.GROUP_LEADER, PostTitle.OTHER)
)
# Of these the title is typed, such as 安全委员 or 联络员.
FREE_TITLES = (PostTitle.OTHER_MEMBER, PostTitle.OTHER)
NAMED_POSTS = tuple(title for title in PostTitle if title not in FREE_TITLES)
# What a branch without a committee has.
SECRETARIES = frozenset({PostTitle.SECRETARY, PostTitle.DEPUTY_SECRETARY})
# Posts that more than one person may hold at a time.
SEVERAL_HOLDERS = frozenset({PostTitle.DEPUTY_SECRETARY, *FREE_TITLES})


class Role(models.TextChoices):
    """What an account may do in an organisation."""

    SECRETARY = "SECRETARY", "书记"
    DEPUTY_SECRETARY = "DEPUTY_SECRETARY", "副书记"
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER", "支委"
    GROUP_LEADER = "GROUP_LEADER", "党小组长"
    MEMBER = "MEMBER", "党员"
    SUPERIOR_OFFICER = "SUPERIOR_OFFICER", "上级党务工作者"
    ADMINISTRATOR = "ADMINISTRATOR", "系统管理员"


class TermOrigin(models.TextChoices):
    """How the leaders of a term (届) came to their posts."""

    ELECTION = "ELECTION", "选举"
    APPOINTMENT = "APPOINTMENT", "任命"


class ChangeReason(models.TextChoices):
    """Why an account has to change its password."""

    INITIAL = "INITIAL", "初始密码"
    ONE_TIME = "ONE_TIME", "一次性密码"
    SHORT = "SHORT", "位数不够"
    OLD = "OLD", "用得太久"


SECRETARY_ROLES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
WRITER_ROLES = SECRETARY_ROLES | {Role.COMMITTEE_MEMBER}
# Held in a branch; the others over the organisations below.
IN_BRANCH = WRITER_ROLES | {Role.GROUP_LEADER, Role.MEMBER}


class HealthClass(models.TextChoices):
    """Coarse and restricted: enough for care and for a count of three or more, nothing else."""

    GOOD = "GOOD", "健康"
    CHRONIC = "CHRONIC", "慢性病"
    SERIOUS = "SERIOUS", "重大疾病"


class HardshipClass(models.TextChoices):
    """Coarse and restricted."""

    NONE = "NONE", "无"
    TEMPORARY = "TEMPORARY", "临时困难"
    LASTING = "LASTING", "长期困难"


class TechnicalTitle(models.TextChoices):
    """Band of the professional title (专业技术职称)."""

    NONE = "NONE", "无"
    JUNIOR = "JUNIOR", "初级"
    MIDDLE = "MIDDLE", "中级"
    DEPUTY_SENIOR = "DEPUTY_SENIOR", "副高级"
    SENIOR = "SENIOR", "正高级"


class CompanyKind(models.TextChoices):
    """By what the company knows its people; the values are those of `branch.company_sign_in.configured`."""

    OIDC = "OIDC", "统一身份认证"
    WECOM = "WECOM", "企业微信"
    DINGTALK = "DINGTALK", "钉钉"
    LDAP = "LDAP", "公司域账号"
