"""Why a sign-in of the company does not let in."""

from core.refusals import Refused


class SignInRefused(Refused):
    """Nobody was signed in; the text is for the person, `title` heads the page, `status` is what it is answered with."""

    title = "没有登录成功"
    status = 403


class Cancelled(SignInRefused):
    """The person turned back on the way."""

    title = "没有登录"
    status = 200


class NotTrusted(SignInRefused):
    """What came back is not what the company's service says to us and now: forged, too old, for somebody else."""

    status = 400


class Unreachable(SignInRefused):
    """The company's service does not answer, or not as it should."""

    title = "暂时不能用公司账号登录"
    status = 503


class NotAdmitted(SignInRefused):
    """The company knows the person; this site does not, or no longer. `account` is whose identifier it is."""

    def __init__(self, message: str, *, title: str = "", account=None, why: str = ""):
        super().__init__(message)
        self.title = title or self.title
        self.account, self.why = account, why
