-- title: Hours to $title by category
-- description: Hours from the opening of tickets to $described, average and percentiles (nearest rank), by category under each version of the taxonomy. Hours of the wall clock: nights, holidays and holds count, which the clocks of a ticket leave out.
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
        json_extract_scalar(detail, '$$.category') as category,
        coalesce(
            cast(json_extract_scalar(detail, '$$.taxonomy_version') as bigint), 1
        ) as taxonomy_version,
        coalesce(
            json_extract_scalar(detail, '$$.cause.category'),
            json_extract_scalar(detail, '$$.metadata.cause')
        ) as cause,
        coalesce(
            json_extract_scalar(detail, '$$.cause.code'),
            json_extract_scalar(detail, '$$.metadata.code')
        ) as code,
        coalesce(
            json_extract_scalar(detail, '$$.cause.outcome'),
            json_extract_scalar(detail, '$$.metadata.outcome')
        ) as outcome,
        state_after in ('NEW', 'IN_PROGRESS', 'ON_HOLD', 'REOPENED') as is_open
    from steps
    where step_number = 1
),

measured as (
    select
        ticket_id,
        date_diff(
            'minute',
            min(happened_at) filter (where detail_type = 'ticket.opened'),
            $until
        ) / 60e0 as hours
    from steps
    group by ticket_id
),

reported as (
    select
        latest.is_open,
        measured.hours,
        ticket_categories.reported_version,
        ticket_categories.reported_area,
        ticket_categories.reported_category,
        ticket_categories.title,
        row_number() over (
            partition by latest.ticket_id, ticket_categories.reported_version
            order by ticket_categories.place
        ) as way_number
    from latest
    inner join measured on latest.ticket_id = measured.ticket_id
    inner join ticket_categories
        on
            latest.category = ticket_categories.category
            and latest.taxonomy_version = ticket_categories.ticket_version
            and (ticket_categories.cause is null or latest.cause = ticket_categories.cause)
            and (ticket_categories.code is null or latest.code = ticket_categories.code)
            and (ticket_categories.outcome is null or latest.outcome = ticket_categories.outcome)
),

ranked as (
    select
        reported.*,
        row_number() over (
            partition by reported_version, reported_category order by hours
        ) as place,
        count(hours) over (partition by reported_version, reported_category) as ended
    from reported
    where way_number = 1
        and $counted
)
select
    reported_version as taxonomy_version,
    reported_area as area,
    reported_category as category,
    title,
    count(*) as tickets,
    count(hours) as $done,
    round(avg(hours), 1) as average_hours,
    round(min(case when place >= 0.5e0 * ended then hours end), 1) as p50_hours,
    round(min(case when place >= 0.9e0 * ended then hours end), 1) as p90_hours,
    round(max(hours), 1) as slowest_hours
from ranked
group by reported_version, reported_area, reported_category, title
order by taxonomy_version desc, tickets desc, category
limit 10000
