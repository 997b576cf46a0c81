"""组织关系转接: who came from where and who went where, the 介绍信, and whether its 回执 came back."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from branch.enums import MembershipStatus
from core.badges import Badge
from core.refusals import Refused


class Direction(models.TextChoices):
    """Seen from the branch that keeps the record."""

    IN = "IN", "转入"
    OUT = "OUT", "转出"


class TransferQuerySet(BranchRecordQuerySet):
    """Transfers by year, and by who may know of them."""

    date_field = "letter_on"
    named_by = ("member",)

    def visible_to(self, user):
        """Readers of the branch; of one on its way to another branch the secretary there."""
        grants = grants_of(user)
        return self.alive().filter(
            grants.readable("branch") | (_on_its_way() & Q(other_branch_id__in=grants.secretary_ids))
        )

    def on_the_way(self):
        """Those that wait for a branch of this system to take the member in."""
        return self.alive().filter(_on_its_way())

    def without_receipt(self):
        """Those that took effect and whose 回执 did not come, or was not sent, yet."""
        return self.filter(receipt_on__isnull=True).exclude(_on_its_way())

    def for_list(self):
        """What a row shows."""
        return self.select_related("branch", "member", "other_branch")


def _on_its_way() -> Q:
    return Q(
        direction=Direction.OUT, other_branch__isnull=False, received_on__isnull=True, returned_because=""
    )


class Transfer(BranchRecord):
    """One transfer of a member's 组织关系, in or out; between two branches of this system each keeps its own."""

    direction = models.CharField("方向", max_length=3, choices=Direction, editable=False)
    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="transfers"
    )
    place = models.CharField("对方党组织", max_length=200, blank=True, help_text="从哪里转来，或转到哪里去。")
    other_branch = models.ForeignKey(
        "branch.Organisation",
        verbose_name="本系统内的党支部",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    letter_number = models.CharField("介绍信编号", max_length=60, blank=True)
    letter_on = models.DateField("介绍信日期")
    valid_until = models.DateField(
        "介绍信有效期至", null=True, blank=True, help_text="照介绍信上写的填；过期还没有回执的会提醒。"
    )
    received_on = models.DateField("接收日期", null=True, blank=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    returned_because = models.CharField("退回原因", max_length=200, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)
    sent = models.OneToOneField(
        "self",
        verbose_name="对应的转出",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="taken_in",
    )

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "组织关系转接"
        verbose_name_plural = "组织关系转接"
        ordering = ["-letter_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_transfer_valid",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("letter_on")),
                violation_error_message="介绍信有效期不能早于介绍信日期。",
            ),
            models.CheckConstraint(
                name="branch_transfer_received",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("letter_on")),
                violation_error_message="接收日期不能早于介绍信日期。",
            ),
            models.CheckConstraint(
                name="branch_transfer_receipt",
                condition=Q(receipt_on__isnull=True) | Q(receipt_on__gte=F("letter_on")),
                violation_error_message="回执日期不能早于介绍信日期。",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(
                    direction=Direction.OUT,
                    other_branch__isnull=False,
                    received_on__isnull=True,
                    returned_because="",
                    deleted_at__isnull=True,
                ),
                name="branch_transfer_once",
                violation_error_message="这名党员已有一次转接等对方接收。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}组织关系{self.get_direction_display()}"

    @property
    def is_out(self) -> bool:
        """Whether the member leaves."""
        return self.direction == Direction.OUT

    @property
    def other_party(self) -> str:
        """Where from or where to."""
        return str(self.other_branch) if self.other_branch_id else self.place

    @property
    def is_on_its_way(self) -> bool:
        """Whether another branch of this system is still to take the member in."""
        is_inside = self.is_out and self.other_branch_id is not None
        return is_inside and self.received_on is None and not self.returned_because

    def is_overdue(self, on: date) -> bool:
        """Whether the letter is no longer valid and nothing came back."""
        return self.receipt_on is None and self.valid_until is not None and self.valid_until < on

    def state_badge_on(self, on: date) -> Badge:
        """How far it is."""
        if self.returned_because:
            return Badge("对方退回", "warn")
        if self.receipt_on:
            return Badge("已办结", "good")
        if self.is_overdue(on):
            return Badge("介绍信过期", "late")
        if self.is_on_its_way:
            return Badge("等对方接收", "wait")
        return Badge("等回执" if self.is_out else "待寄回执", "wait")

    def check_deletable(self) -> None:
        """What took effect stands in the register too. Raises Refused."""
        if hasattr(self, "taken_in") or self.sent_id:
            raise Refused("对方支部已经接收，这条转接记录不能删除。")
        has_left = self.member.statuses.filter(
            ends_on__isnull=True, status=MembershipStatus.TRANSFERRED_OUT
        ).exists()
        if self.is_out and has_left and not self.is_on_its_way:
            raise Refused(f"{self.member}现在的状态是转出；登记错了，先在党员页面改正状态。")
