"""Retention of each class of data is deployed as the one table says."""

from typing import get_args

import pytest

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.retention import (
    BUCKETS,
    SIX_YEARS,
    TABLES,
    TTL_ATTRIBUTE,
    DataClass,
    LockMode,
    Store,
)
from infra.settings import Settings
from tests.harness.templates.templates import Resource, Synthesized
from tools.docs.render import DOCS
from tools.docs.retention_page import render

pytestmark = pytest.mark.capability("C1.5")


@pytest.mark.parametrize("rule", RETENTION.classes, ids=lambda rule: rule.name)
def test_a_rule_never_removes_what_is_still_locked_or_still_at_hand(rule: DataClass) -> None:
    longest = rule.expiry_days or 10**6
    assert 0 < rule.hot_days <= longest
    assert all(lock.days <= longest for lock in rule.lock.values())
    assert rule.why
    if rule.lock:
        assert rule.legal_hold
        assert set(rule.lock) == set(get_args(Settings.model_fields["object_lock"].annotation))
    if rule.tier:
        assert rule.hot_days < longest


def test_the_audit_trail_is_write_once_for_six_years_in_production() -> None:
    lock = RETENTION.rule_of(Store.AUDIT).lock["prod"]
    assert (lock.mode, lock.days) == (LockMode.COMPLIANCE, SIX_YEARS)


def test_other_stages_lock_for_a_shorter_time() -> None:
    locks = RETENTION.rule_of(Store.AUDIT).lock
    assert max(locks["local"].days, locks["dev"].days) < 30


def test_the_document_is_rendered_from_the_table() -> None:
    page = (DOCS / "retention.md").read_text(encoding="utf-8")
    assert page == render(), "run: make docs"


@pytest.mark.parametrize("store", BUCKETS)
def test_lifecycle_and_lock_of_a_bucket_are_those_of_the_table(
    stage: Synthesized, store: Store
) -> None:
    rule = RETENTION.rule_of(store)
    properties = _bucket(stage, store).properties
    (lifecycle,) = properties["LifecycleConfiguration"]["Rules"]
    assert lifecycle["Status"] == "Enabled"
    assert lifecycle.get("ExpirationInDays") == rule.expiry_days
    kept = lifecycle["NoncurrentVersionExpiration"]["NoncurrentDays"]
    assert kept == rule.recovery_days
    aborted = lifecycle["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
    assert aborted <= min(rule.recovery_days, 7)
    expected = (
        [{"StorageClass": rule.tier.value, "TransitionInDays": rule.hot_days}] if rule.tier else []
    )
    assert lifecycle.get("Transitions", []) == expected
    assert properties.get("ObjectLockEnabled", False) is rule.legal_hold
    lock = rule.lock.get(stage.settings.object_lock)
    retention = (
        properties.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention")
    )
    assert retention == ({"Mode": lock.mode.value, "Days": lock.days} if lock else None)


def test_what_people_exported_is_gone_for_good_a_week_and_a_day_later() -> None:
    rule = RETENTION.rule_of(Store.EXPORTS)

    assert (rule.expiry_days, rule.recovery_days, rule.legal_hold) == (7, 1, False)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_expires_items_when_the_table_of_retention_says_so(
    stage: Synthesized, table: Store
) -> None:
    name = table.value.removesuffix(" table").title()
    ttl = stage.resource("AWS::DynamoDB::Table", name).properties.get("TimeToLiveSpecification")
    assert ttl == (
        {"AttributeName": TTL_ATTRIBUTE, "Enabled": True} if RETENTION.has_ttl(table) else None
    )


def test_every_queue_and_log_group_keeps_as_long_as_the_table_says(stage: Synthesized) -> None:
    queues = stage.resources("AWS::SQS::Queue")
    assert {queue.properties["MessageRetentionPeriod"] for queue in queues} == {
        RETENTION.rule_of(Store.QUEUES).hot_days * 86400
    }
    groups = stage.resources("AWS::Logs::LogGroup")
    assert {group.properties["RetentionInDays"] for group in groups} == {
        RETENTION.rule_of(Store.LOG_GROUPS).hot_days
    }


def test_a_store_with_several_classes_has_no_single_rule() -> None:
    with pytest.raises(LookupError, match="5 classes"):
        RETENTION.rule_of(Store.CLAIM_TABLE)


def _bucket(stage: Synthesized, store: Store) -> Resource:
    name = "".join(map(str.title, store.value.removesuffix(" bucket").split("-")))
    return stage.resource("AWS::S3::Bucket", name)
