"""The rules of routing that are in force on a stage."""

from functools import cache

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.routing import DynamoRuleStore
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.routing.in_force import StoredRules


def rule_store(ticket_table: str) -> DynamoRuleStore:
    """Return the store of proposals of rules."""
    return DynamoRuleStore(client("dynamodb"), ticket_table)


@cache
def rules_at(ticket_table: str) -> StoredRules:
    """Return the rules by instant: a worker reads them once a minute at most."""
    return StoredRules(lambda: rule_store(ticket_table), utc_now)
