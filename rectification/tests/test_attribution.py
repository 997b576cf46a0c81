"""Somebody with every commit of the database, or with its backups, learns nothing of the order of opinions."""

import random
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from core import sealed_box
from core.testing import signed_in
from core.testing_commits import orders, recorded_commits, tau
from rectification.opinions import services
from rectification.opinions.models import AsideReply, Opinion, OpinionRound

from . import factory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_cover]

WRITERS = 30
# Of thirty in random order a tau beyond this comes up once in a million times.
BY_CHANCE = 0.65


@pytest.fixture
def consultation(cast, tmp_path):
    """People write through the link one after the other, each other words; then the secretary takes the opinions out."""

    def hold(number: int = WRITERS):
        services.forget()
        round_ = factory.make_round(cast, opens=-5, closes=0)
        address = reverse("rectification:opinion_give", args=[round_.token])
        papers = [str(uuid.uuid4()) for _ in range(number)]
        with recorded_commits(tmp_path) as commits:
            for paper in papers:
                text = paper + "长" * random.randrange(300)
                page = Client().get(address).context["form"]["page"].value()
                sent = {"page": page, "about": "BRANCH", "text": text}
                assert Client().post(address, sent).status_code == 302
            OpinionRound.objects.update(closes_on=localdate() - timedelta(days=1))
            signed_in(cast.secretary).post(reverse("rectification:round_collect", args=[round_.pk]))
        services.forget()
        return commits, papers

    return hold


def test_commits_and_backups_tell_no_order_of_opinions(consultation):
    commits, papers = consultation()
    assert Opinion.objects.count() == WRITERS
    # Whatever two states are compared: all opinions show in one commit, after the last was written.
    [shown] = {commits.first_saying(paper) for paper in papers}
    assert shown > WRITERS
    assert not commits.states[shown - 1].tables["rectification_opinion"]
    assert sum(row["papers"] for row in commits.states[shown - 1].tables["core_sealedbox"]) == WRITERS
    lengths = {len(row["content"]) for state in commits.states for row in state.tables["core_sealedbox"]}
    assert lengths == {16 + papers * services.PAPER_BYTES for papers in range(1, WRITERS + 1)}
    read = orders(commits, papers)
    wanted = {"place in the file", "place in the WAL", "rectification_opinion.id", "core_auditentry.number"}
    assert wanted <= set(read)
    assert {name: tau(order) for name, order in read.items() if abs(tau(order)) > BY_CHANCE} == {}


def test_attacker_finds_the_order_of_opinions_that_are_only_keyed_at_random(consultation, monkeypatch):
    """Negative control: opinions as they waited before, each a row of its own with a random key."""

    def careless(owner, paper, **_kwargs):
        AsideReply.objects.create(round=owner, about=paper["about"], text=paper["text"])

    monkeypatch.setattr(services.sealed_box, "put", careless)
    commits, papers = consultation(8)
    assert tau(orders(commits, papers)["first commit"]) == 1.0


def test_what_waited_before_the_update_is_sealed_and_comes_back(cast):
    round_ = factory.make_round(cast, opens=-5, closes=-1)
    call_command("migrate", "rectification", "0002", verbosity=0)
    old = (
        MigrationExecutor(connection)
        .loader.project_state(("rectification", "0002_rounds_notices_and_follow_up"))
        .apps
    )
    for text in ("甲意见", "乙意见"):
        old.get_model("rectification", "RoundReply").objects.create(
            round_id=round_.pk, about="BRANCH", text=text, received_on=round_.opens_on
        )
    call_command("migrate", "rectification", verbosity=0)
    assert sealed_box.count(round_) == 2
    AsideReply.objects.create(round=round_, about="COMMITTEE", text="丙意见")
    call_command("migrate", "rectification", "0002", verbosity=0)
    back = old.get_model("rectification", "RoundReply").objects.values_list("text", "about", "received_on")
    assert sorted(back) == sorted(
        [(text, "BRANCH", round_.closes_on) for text in ("甲意见", "乙意见")]
        + [("丙意见", "COMMITTEE", round_.closes_on)]
    )
    call_command("migrate", "rectification", verbosity=0)
    services.collect_opinions(round=round_, by=cast.secretary, on=localdate())
    assert set(Opinion.objects.values_list("text", flat=True)) == {"甲意见", "乙意见", "丙意见"}
