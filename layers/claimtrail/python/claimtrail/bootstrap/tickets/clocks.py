"""The alarms of tickets' clocks."""

from dataclasses import replace

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.alarm_book import DynamoAlarmBook
from claimtrail.aws.tickets.clock_schedule import SchedulerClockSchedule, ScheduleTarget
from claimtrail.aws.tickets.facility_counts import DynamoFacilityCounts
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.kernel.clock import Clock, utc_now
from claimtrail.tickets.escalating.due import escalation_changes, escalation_instants
from claimtrail.tickets.escalating.ports import FacilityCounts
from claimtrail.tickets.escalating.rules import escalation_rules
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.alarms import ClockAlarms
from claimtrail.tickets.sla.due import clock_changes, clock_instants
from claimtrail.tickets.sla.ports import AlarmBook, ClockSchedule
from claimtrail.tickets.sla.tables import clock_tables

AT_ONCE = 8
"""Lost calls that are made good side by side: fewer than the connections of a client."""


def clock_alarms(
    *,
    ticket_table: str,
    event_bus: str,
    clock_group: str,
    clock_role_arn: str,
    function_arn: str,
) -> ClockAlarms:
    """Return what records warnings and breaches, and calls for the next ones."""
    target = ScheduleTarget(group=clock_group, role_arn=clock_role_arn, function_arn=function_arn)
    alarms = alarms_of(
        ticket_service(ticket_table=ticket_table, event_bus=event_bus),
        schedule=SchedulerClockSchedule(client("scheduler"), target),
        book=DynamoAlarmBook(client("dynamodb"), ticket_table),
        counts=DynamoFacilityCounts(client("dynamodb"), ticket_table),
    )
    return replace(alarms, at_once=AT_ONCE)


def alarms_of(
    tickets: TicketService,
    *,
    schedule: ClockSchedule,
    book: AlarmBook,
    counts: FacilityCounts,
    clock: Clock = utc_now,
) -> ClockAlarms:
    """Return the alarms of tickets under the shipped clocks and rules of escalation."""
    tables, rules = clock_tables(), escalation_rules()
    return ClockAlarms(
        tickets=tickets,
        schedule=schedule,
        book=book,
        changes=(*clock_changes(tables), *escalation_changes(rules, counts)),
        instants=(*clock_instants(tables), *escalation_instants(rules)),
        clock=clock,
    )
