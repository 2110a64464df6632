-- title: Reopened tickets by category
-- description: Of the tickets that were resolved, closed or canceled at least once, how many were opened again and how often, by category under each version of the taxonomy.
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
        count(*) filter (
            where detail_type in ('ticket.resolved', 'ticket.closed', 'ticket.canceled')
        ) as ends,
        count(*) filter (where detail_type = 'ticket.reopened') as reopenings
    from steps
    group by ticket_id
),

reported as (
    select
        measured.reopenings,
        ticket_categories.reported_version,
        ticket_categories.reported_area,
        ticket_categories.reported_category,
        ticket_categories.title,
        row_number() over (
            partition by latest.ticket_id, ticket_categories.reported_version
            order by ticket_categories.place
        ) as way_number
    from latest
    inner join measured on latest.ticket_id = measured.ticket_id and measured.ends > 0
    inner join ticket_categories
        on
            latest.category = ticket_categories.category
            and latest.taxonomy_version = ticket_categories.ticket_version
            and (ticket_categories.cause is null or latest.cause = ticket_categories.cause)
            and (ticket_categories.code is null or latest.code = ticket_categories.code)
            and (ticket_categories.outcome is null or latest.outcome = ticket_categories.outcome)
)
select
    reported_version as taxonomy_version,
    reported_area as area,
    reported_category as category,
    title,
    count(*) as ended_tickets,
    count(*) filter (where reopenings > 0) as reopened_tickets,
    sum(reopenings) as reopenings,
    round(count(*) filter (where reopenings > 0) / cast(count(*) as double), 4) as reopen_rate
from reported
where way_number = 1
group by reported_version, reported_area, reported_category, title
order by taxonomy_version desc, reopened_tickets desc, category
limit 10000
