"""What must hold among stored votes: the numbers frozen with a vote are those of the roll that was signed."""

from collections.abc import Iterator

from core.keeping.checking import StoreCheck

from .models import Vote
from .services import voters_of


def votes_beside_the_roll() -> Iterator[str]:
    """Votes of signed meetings whose body or numbers of voters are not those of the roll; by number, without a title."""
    votes = Vote.objects.alive().filter(
        item__meeting__confirmed_on__isnull=False, item__meeting__deleted_at=None
    )
    for vote in votes.select_related("item__meeting__branch").order_by("pk"):
        voters = voters_of(vote.item.meeting)
        if vote.is_outdated(voters.body, voters.due, voters.present):
            yield (
                f"{vote.item.meeting.branch}会议 {vote.item.meeting_id} 的表决 {vote.pk}：存的是应到 {vote.voters_due} 人、"
                f"实到 {vote.voters_present} 人，签到是应到 {voters.due} 人、实到 {voters.present} 人"
            )


CHECK = StoreCheck("votes", "表决人数与签到不符", votes_beside_the_roll)
