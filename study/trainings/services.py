"""Approving training that a member had elsewhere."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from core import attachments, audit, records
from core.enums import AuditAction
from core.refusals import Refused
from study.enums import TRAINING_MOVES, TrainingState

from .models import Training


@transaction.atomic
def review_training(
    *, training: Training, to: TrainingState, comment: str, on: date, by: AbstractBaseUser
) -> Training:
    """Approve a training, return it to whoever entered it, or take an approval back (to 待审核).

    Raises Refused when the state does not allow the move, when hours would be approved without any
    proof, or when a return or a withdrawal has no reason; StaleRecord when it was changed since it was read.
    """
    state = TrainingState(training.state)
    if to not in TRAINING_MOVES[state]:
        raise Refused(f"这次培训现在是“{state.label}”，请刷新页面后再处理。")
    if to == TrainingState.APPROVED and not attachments.of_record(training).exists():
        raise Refused("还没有证明材料。请先上传结业证、通知或签到表，再认定学时。")
    if to != TrainingState.APPROVED and not comment.strip():
        raise Refused("请写明原因，例如“证明材料看不清，请重新拍照”，本人会看到。")
    before = audit.snapshot(training)
    training.state, training.comment = to, comment.strip()
    decided = to != TrainingState.SUBMITTED
    training.reviewed_by_id = by.pk if decided else None
    training.reviewed_on = on if decided else None
    return records.save(training, by=by, before=before, action=AuditAction.STATE, reason=comment.strip())
