with recent_audit as (
    select *
    from audit
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

told as (
    select
        audit.*,
        coalesce(
            cast(json_extract_scalar(detail, '$.version') as bigint),
            case when detail_type = 'ticket.opened' then 1 else 2 end
        ) as version,
        row_number() over (partition by audit_id order by chain_seq) as repeat_number
    from recent_audit as audit
    where detail_type like 'ticket.%'
),

steps as (
    select
        told.*,
        cast(replace(substr(occurred_at, 1, 19), 'T', ' ') as timestamp) as happened_at,
        row_number() over (
            partition by ticket_id
            order by occurred_at desc, version desc, chain_seq desc, audit_id
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
