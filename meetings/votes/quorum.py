"""Quorum and majority: whether a vote may be held, and whether it carries, as plain arithmetic in words.

Everything here is pure: numbers in, numbers and sentences out. The table is `RULES`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from branch.rules.rules import REGULATION
from meetings.enums import TAKES_WRITTEN_OPINIONS, VoteMatter, VotingBody

ADMISSION_RULES = "《中国共产党发展党员工作细则》第二十条"
ELECTION_REGULATION = "《中国共产党基层组织选举工作条例》"


@dataclass(frozen=True)
class Threshold:
    """A part of a whole number that must be reached, or exceeded when `is_strict`."""

    numerator: int
    denominator: int
    is_strict: bool
    words: str

    def least(self, whole: int) -> int:
        """The smallest number of people or votes that fulfils it; at least 1."""
        exact = self.numerator * whole
        if self.is_strict:
            return exact // self.denominator + 1
        return max(1, -(-exact // self.denominator))

    def is_met(self, part: int, whole: int) -> bool:
        """Whether so many of the whole are enough; of nobody, nothing is."""
        return whole > 0 and part >= self.least(whole)


HALF = Threshold(1, 2, False, "达到半数以上")
MORE_THAN_HALF = Threshold(1, 2, True, "超过半数")
FOUR_FIFTHS = Threshold(4, 5, False, "达到五分之四")


@dataclass(frozen=True)
class VoteRule:
    """One line of the table: what opens the vote, what carries it, and by which document.

    `of_present`: the majority is of the voters present, else of those due, so that an absent voter counts against.
    """

    opens: Threshold
    of_present: bool
    source: str
    act: str = "开会"
    carried: str = "通过"
    custom: str = ""

    def majority_of(self, due: int, present: int) -> int:
        """The whole of which more than half must be in favour."""
        return present if self.of_present else due


_ADMISSION = VoteRule(MORE_THAN_HALF, of_present=False, source=ADMISSION_RULES, act="表决")
_ELECTION = VoteRule(FOUR_FIFTHS, of_present=True, source=ELECTION_REGULATION, act="选举", carried="当选")

RULES: dict[tuple[str, str], VoteRule] = {
    (VotingBody.ASSEMBLY, VoteMatter.ORDINARY): VoteRule(
        HALF, of_present=False, source=f"{REGULATION}第十一条"
    ),
    (VotingBody.COMMITTEE, VoteMatter.ORDINARY): VoteRule(
        HALF, of_present=False, source=f"{REGULATION}第十二条", custom="通过票数按惯例"
    ),
    (VotingBody.ASSEMBLY, VoteMatter.ADMISSION): _ADMISSION,
    (VotingBody.ASSEMBLY, VoteMatter.CONFIRMATION): _ADMISSION,
    (VotingBody.ASSEMBLY, VoteMatter.ELECTION): _ELECTION,
    (VotingBody.COMMITTEE, VoteMatter.ELECTION): _ELECTION,
}


@dataclass(frozen=True)
class Finding:
    """An answer with the sentence that shows how it was reached."""

    is_met: bool
    text: str


@dataclass(frozen=True)
class Tally:
    """The votes for one candidate or matter: cast at the meeting, and given in writing before it."""

    candidate: str = ""
    in_favour: int = 0
    against: int = 0
    abstained: int = 0
    written_in_favour: int = 0
    written_against: int = 0
    written_abstained: int = 0

    @property
    def cast(self) -> int:
        """Votes cast at the meeting."""
        return self.in_favour + self.against + self.abstained

    @property
    def written(self) -> int:
        """Opinions given in writing."""
        return self.written_in_favour + self.written_against + self.written_abstained


def rule_for(body: str, matter: str) -> VoteRule | None:
    """The line of the table; None when the body does not decide such a matter (支委会 admits nobody)."""
    return RULES.get((body, matter))


def opening(rule: VoteRule, due: int, present: int) -> Finding:
    """Whether so many voters present may hold the vote."""
    if due <= 0:
        return Finding(False, "应到人员中没有有表决权的人，不能表决")
    least, is_met = rule.opens.least(due), rule.opens.is_met(present, due)
    words = rule.opens.words if is_met else f"未{rule.opens.words}"
    return Finding(
        is_met,
        f"应到有表决权 {due} 人，实到 {present} 人，{words}（至少 {least} 人），"
        f"{'可以' if is_met else '不能'}{rule.act}",
    )


def votes_in_favour(matter: str, tally: Tally) -> int:
    """Votes that count for the majority: written opinions count where a person is admitted or confirmed."""
    written = tally.written_in_favour if matter in TAKES_WRITTEN_OPINIONS else 0
    return tally.in_favour + written


def majority(rule: VoteRule, matter: str, tally: Tally, due: int, present: int) -> Finding:
    """Whether the votes in favour carry the matter, or elect the candidate as far as the majority goes."""
    whole = rule.majority_of(due, present)
    votes, least = votes_in_favour(matter, tally), MORE_THAN_HALF.least(whole)
    is_met = MORE_THAN_HALF.is_met(votes, whole)
    basis = "实到" if rule.of_present else "应到"
    written = f"（含书面意见 {tally.written_in_favour} 票）" if votes > tally.in_favour else ""
    custom = f"，{rule.custom}" if rule.custom else ""
    return Finding(
        is_met,
        f"赞成 {votes} 票{written}，{'' if is_met else '未'}超过{basis}的一半（至少 {least} 票{custom}），"
        f"{'' if is_met else '不'}{rule.carried}",
    )


@dataclass(frozen=True)
class Outcome:
    """What became of one candidate or matter. `is_tied` when the votes cannot tell who of several is elected."""

    tally: Tally
    is_carried: bool
    text: str
    is_tied: bool = False


def outcomes(
    rule: VoteRule, matter: str, tallies: Sequence[Tally], *, due: int, present: int, seats: int | None = None
) -> list[Outcome]:
    """The result for each candidate, in the given order.

    Of candidates with a majority the first `seats` (at least 1) by votes are elected; whoever stands equal at the last seat is not
    decided, and the vote among these is repeated.
    """
    found = [(tally, majority(rule, matter, tally, due, present)) for tally in tallies]
    ranked = sorted((tally.in_favour for tally, finding in found if finding.is_met), reverse=True)
    if seats is None or len(ranked) <= seats:
        return [Outcome(tally, finding.is_met, f"{finding.text}。") for tally, finding in found]
    return [_ranked(tally, finding, seats, ranked[seats - 1], ranked[seats]) for tally, finding in found]


def _ranked(tally: Tally, finding: Finding, seats: int, last_in: int, first_out: int) -> Outcome:
    if not finding.is_met:
        return Outcome(tally, False, f"{finding.text}。")
    if tally.in_favour > first_out:
        return Outcome(tally, True, f"{finding.text}。")
    reached = finding.text.removesuffix("当选")
    if tally.in_favour == last_in:
        text = f"{reached}但与他人票数相等，应选 {seats} 人不能确定，须就票数相等的人重新投票。"
        return Outcome(tally, False, text, is_tied=True)
    return Outcome(tally, False, f"{reached}但过半数的人多于应选 {seats} 人，按得票多少未当选。")
