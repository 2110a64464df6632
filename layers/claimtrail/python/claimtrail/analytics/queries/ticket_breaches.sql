-- title: Breaches of clocks by category
-- description: Tickets whose clocks were breached, and those that were warned and kept, by clock and category under each version of the taxonomy. A breach that a hold told late took back stays counted: it was recorded.
with recent_audit as (
    select *
    from audit
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

told as (
    select
        audit.*,
        row_number() over (partition by audit_id order by chain_seq) as repeat_number
    from recent_audit as audit
    where detail_type like 'ticket.%'
),

steps as (
    select
        told.*,
        cast(replace(substr(occurred_at, 1, 19), 'T', ' ') as timestamp) as happened_at,
        row_number() over (
            partition by ticket_id order by occurred_at desc, chain_seq desc
        ) as step_number
    from told
    where repeat_number = 1
),

latest as (
    select
        ticket_id,
        json_extract_scalar(detail, '$.category') as category,
        coalesce(
            cast(json_extract_scalar(detail, '$.taxonomy_version') as bigint), 1
        ) as taxonomy_version,
        coalesce(
            json_extract_scalar(detail, '$.cause.category'),
            json_extract_scalar(detail, '$.metadata.cause')
        ) as cause,
        coalesce(
            json_extract_scalar(detail, '$.cause.code'),
            json_extract_scalar(detail, '$.metadata.code')
        ) as code,
        coalesce(
            json_extract_scalar(detail, '$.cause.outcome'),
            json_extract_scalar(detail, '$.metadata.outcome')
        ) as outcome,
        state_after in ('NEW', 'IN_PROGRESS', 'ON_HOLD', 'REOPENED') as is_open
    from steps
    where step_number = 1
),

measured as (
    select
        ticket_id,
        json_extract_scalar(detail, '$.clock.clock_id') as clock_id,
        count(*) filter (where detail_type = 'ticket.sla_warned') as warnings,
        count(*) filter (where detail_type = 'ticket.sla_breached') as breaches
    from steps
    where detail_type in ('ticket.sla_warned', 'ticket.sla_breached')
    group by 1, 2
),

reported as (
    select
        latest.ticket_id,
        ticket_categories.reported_version,
        ticket_categories.reported_area,
        ticket_categories.reported_category,
        ticket_categories.title,
        row_number() over (
            partition by latest.ticket_id, ticket_categories.reported_version
            order by ticket_categories.place
        ) as way_number
    from latest
    inner join ticket_categories
        on
            latest.category = ticket_categories.category
            and latest.taxonomy_version = ticket_categories.ticket_version
            and (ticket_categories.cause is null or latest.cause = ticket_categories.cause)
            and (ticket_categories.code is null or latest.code = ticket_categories.code)
            and (ticket_categories.outcome is null or latest.outcome = ticket_categories.outcome)
)
select
    reported.reported_version as taxonomy_version,
    reported.reported_area as area,
    reported.reported_category as category,
    reported.title,
    measured.clock_id,
    count(*) as warned_or_breached_tickets,
    count(*) filter (where measured.breaches > 0) as breached_tickets,
    count(*) filter (where measured.breaches = 0) as kept_tickets,
    sum(measured.breaches) as breaches
from reported
inner join measured on reported.ticket_id = measured.ticket_id
where reported.way_number = 1
group by reported.reported_version, reported.reported_area, reported.reported_category, reported.title, measured.clock_id
order by taxonomy_version desc, breached_tickets desc, category, clock_id
limit 10000
