"""Quorum and majority: the boundary table, every size to 60 against a naive reference, and the words."""

from fractions import Fraction

import pytest

from meetings.enums import VoteMatter, VotingBody
from meetings.votes import quorum
from meetings.votes.quorum import Tally

ASSEMBLY, COMMITTEE = VotingBody.ASSEMBLY, VotingBody.COMMITTEE
ORDINARY, ADMISSION = VoteMatter.ORDINARY, VoteMatter.ADMISSION
CONFIRMATION, ELECTION = VoteMatter.CONFIRMATION, VoteMatter.ELECTION
LARGEST = 60

# The table once more, with fractions and comparisons in place of whole-number arithmetic.
REFERENCE = {
    (ASSEMBLY, ORDINARY): (lambda part: part >= Fraction(1, 2), "due"),
    (COMMITTEE, ORDINARY): (lambda part: part >= Fraction(1, 2), "due"),
    (ASSEMBLY, ADMISSION): (lambda part: part > Fraction(1, 2), "due"),
    (ASSEMBLY, CONFIRMATION): (lambda part: part > Fraction(1, 2), "due"),
    (ASSEMBLY, ELECTION): (lambda part: part >= Fraction(4, 5), "present"),
    (COMMITTEE, ELECTION): (lambda part: part >= Fraction(4, 5), "present"),
}
LINES = pytest.mark.parametrize("line", REFERENCE, ids=lambda line: "-".join(line))


def disagreements(line, rule) -> list[tuple]:
    """Sizes at which a rule opens or carries otherwise than the reference says."""
    opens, whole_name = REFERENCE[line]
    wrong = []
    for due in range(LARGEST + 1):
        for present in range(due + 1):
            expected = due > 0 and opens(Fraction(present, due))
            if quorum.opening(rule, due, present).is_met != expected:
                wrong.append(("opening", due, present))
            whole = {"due": due, "present": present}[whole_name]
            for votes in range(due + 1):
                expected = whole > 0 and Fraction(votes, whole) > Fraction(1, 2)
                tally = Tally(in_favour=votes)
                if quorum.majority(rule, line[1], tally, due, present).is_met != expected:
                    wrong.append(("majority", due, present, votes))
    return wrong


def test_the_table_has_a_line_for_each_decision_a_body_may_take():
    assert set(quorum.RULES) == set(REFERENCE)
    assert quorum.rule_for(COMMITTEE, ADMISSION) is None
    assert quorum.rule_for(COMMITTEE, CONFIRMATION) is None


@LINES
def test_agrees_with_a_naive_reference_at_every_size(line):
    assert disagreements(line, quorum.RULES[line]) == []


def test_comparison_sees_a_wrong_rule():
    """Negative control: the line of another matter does not pass for this one."""
    wrong = disagreements((ASSEMBLY, ORDINARY), quorum.RULES[ASSEMBLY, ADMISSION])
    assert ("opening", 10, 5) in wrong
    assert {kind for kind, *_ in wrong} == {"opening"}
    wrong = disagreements((ASSEMBLY, ADMISSION), quorum.RULES[ASSEMBLY, ELECTION])
    assert ("majority", 10, 8, 5) in wrong


@LINES
def test_least_numbers_are_the_first_that_suffice(line):
    rule = quorum.RULES[line]
    for due in range(1, LARGEST + 1):
        least = rule.opens.least(due)
        assert rule.opens.is_met(least, due)
        assert not rule.opens.is_met(least - 1, due)
        assert least <= due


BOUNDARIES = [
    # matter, due, present, in favour, may be held, carried
    (ORDINARY, 10, 5, 5, True, False),
    (ORDINARY, 10, 5, 6, True, True),
    (ORDINARY, 10, 4, 4, False, False),
    (ORDINARY, 11, 5, 5, False, False),
    (ORDINARY, 11, 6, 6, True, True),
    (ADMISSION, 10, 5, 5, False, False),
    (ADMISSION, 10, 6, 5, True, False),
    (ADMISSION, 10, 6, 6, True, True),
    (CONFIRMATION, 10, 5, 5, False, False),
    (CONFIRMATION, 11, 6, 6, True, True),
    (ELECTION, 11, 8, 8, False, True),
    (ELECTION, 11, 9, 4, True, False),
    (ELECTION, 11, 9, 5, True, True),
    (ELECTION, 10, 8, 4, True, False),
    (ELECTION, 10, 10, 5, True, False),
    (ORDINARY, 1, 1, 1, True, True),
    (ELECTION, 1, 1, 1, True, True),
    (ORDINARY, 0, 0, 0, False, False),
]


@pytest.mark.parametrize(("matter", "due", "present", "votes", "opens", "carried"), BOUNDARIES)
def test_boundaries(matter, due, present, votes, opens, carried):
    rule = quorum.rule_for(ASSEMBLY, matter)
    assert quorum.opening(rule, due, present).is_met == opens
    assert quorum.majority(rule, matter, Tally(in_favour=votes), due, present).is_met == carried


def test_says_the_arithmetic_of_an_ordinary_vote():
    rule = quorum.rule_for(ASSEMBLY, ORDINARY)
    (outcome,) = quorum.outcomes(rule, ORDINARY, [Tally(in_favour=5)], due=10, present=5)
    assert f"{quorum.opening(rule, 10, 5).text}；{outcome.text}" == (
        "应到有表决权 10 人，实到 5 人，达到半数以上（至少 5 人），可以开会；"
        "赞成 5 票，未超过应到的一半（至少 6 票），不通过。"
    )


def test_says_why_a_vote_cannot_be_held():
    assert quorum.opening(quorum.rule_for(ASSEMBLY, ADMISSION), 10, 5).text == (
        "应到有表决权 10 人，实到 5 人，未超过半数（至少 6 人），不能表决"
    )
    assert quorum.opening(quorum.rule_for(ASSEMBLY, ELECTION), 11, 8).text == (
        "应到有表决权 11 人，实到 8 人，未达到五分之四（至少 9 人），不能选举"
    )
    assert "没有有表决权的人" in quorum.opening(quorum.rule_for(ASSEMBLY, ORDINARY), 0, 0).text


def test_written_opinions_count_for_admissions_only_and_never_for_the_quorum():
    tally = Tally(in_favour=5, written_in_favour=1)
    for matter, votes in ((ADMISSION, 6), (CONFIRMATION, 6), (ORDINARY, 5), (ELECTION, 5)):
        assert quorum.votes_in_favour(matter, tally) == votes
    rule = quorum.rule_for(ASSEMBLY, ADMISSION)
    assert quorum.majority(rule, ADMISSION, tally, 10, 6).text == (
        "赞成 6 票（含书面意见 1 票），超过应到的一半（至少 6 票），通过"
    )
    assert not quorum.opening(rule, 10, 5).is_met


def test_majority_in_the_committee_is_labelled_as_custom():
    rule = quorum.rule_for(COMMITTEE, ORDINARY)
    assert "（至少 3 票，通过票数按惯例）" in quorum.majority(rule, ORDINARY, Tally(in_favour=3), 5, 5).text
    assert rule.source == "《中国共产党支部工作条例（试行）》第十二条"


SEATS = [
    # votes per candidate of ten present, seats, who is elected, who stands equal at the last seat
    ([9, 8, 7], 3, {0, 1, 2}, set()),
    ([9, 8, 7], 2, {0, 1}, set()),
    ([9, 7, 7], 2, {0}, {1, 2}),
    ([9, 9, 7], 2, {0, 1}, set()),
    ([8, 8, 8], 1, set(), {0, 1, 2}),
    ([9, 5, 4], 2, {0}, set()),
    ([5, 5, 5], 1, set(), set()),
    ([6, 6, 5], 2, {0, 1}, set()),
]


@pytest.mark.parametrize(("votes", "seats", "elected", "tied"), SEATS)
def test_election_fills_the_seats_by_votes(votes, seats, elected, tied):
    rule = quorum.rule_for(ASSEMBLY, ELECTION)
    tallies = [Tally(f"候选人{n}", in_favour=number) for n, number in enumerate(votes)]
    found = quorum.outcomes(rule, ELECTION, tallies, due=10, present=10, seats=seats)
    assert {n for n, outcome in enumerate(found) if outcome.is_carried} == elected
    assert {n for n, outcome in enumerate(found) if outcome.is_tied} == tied
    assert [outcome.text.endswith("，当选。") for outcome in found] == [
        outcome.is_carried for outcome in found
    ]


def test_never_elects_more_than_there_are_seats():
    rule = quorum.rule_for(ASSEMBLY, ELECTION)
    for first in range(11):
        for second in range(11):
            for third in range(11):
                tallies = [Tally(str(n), in_favour=v) for n, v in enumerate((first, second, third))]
                for seats in (1, 2, 3):
                    found = quorum.outcomes(rule, ELECTION, tallies, due=10, present=10, seats=seats)
                    elected = [o.tally.in_favour for o in found if o.is_carried]
                    others = [o.tally.in_favour for o in found if not o.is_carried]
                    assert len(elected) <= seats
                    assert all(votes > 5 for votes in elected)
                    assert not elected or not others or min(elected) > max(others) or max(others) <= 5
