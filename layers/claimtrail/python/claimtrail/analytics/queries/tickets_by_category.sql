-- title: Tickets by category under each version of the taxonomy
-- description: Tickets opened and still open by category, once for each version of the taxonomy: a category that was revised counts its whole history under its old name and under its new one.
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

reported as (
    select
        latest.is_open,
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
    reported_version as taxonomy_version,
    reported_area as area,
    reported_category as category,
    title,
    count(*) as tickets,
    count(*) filter (where is_open) as open_tickets
from reported
where way_number = 1
group by reported_version, reported_area, reported_category, title
order by taxonomy_version desc, tickets desc, category
limit 10000
