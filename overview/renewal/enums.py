"""The steps of an election."""

from django.db import models


class RenewalStep(models.TextChoices):
    """In the order in which they come; a branch without a committee has no first meeting of one."""

    REQUEST = "request", "换届请示"
    REPLY = "reply", "上级批复"
    CANDIDATES = "candidates", "候选人和差额"
    CANDIDATES_REPLY = "candidates-reply", "候选人预备人选报批"
    RULES = "rules", "选举办法"
    TELLERS = "tellers", "监票人和计票人"
    BALLOTS = "ballots", "选票"
    ASSEMBLY = "assembly", "党员大会选举"
    COUNT = "count", "计票结果报告单"
    FIRST_MEETING = "first-meeting", "新一届支委会第一次会议"
    REPORT = "report", "选举结果报告"
    APPROVAL = "approval", "选举结果批复"
    TERM = "term", "换届生效"
