-- title: Hand-offs of tickets: how long they were where
-- description: Stays of tickets with each queue, person and vendor: how many, of how many tickets, hours of those that are over, and stays that go on with the day since when the oldest does. While a vendor has a ticket, its owner inside answers for it: both count.
with recent_audit as (
    select *
    from audit
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

steps as (
    select
        audit.*,
        cast(replace(substr(occurred_at, 1, 19), 'T', ' ') as timestamp) as happened_at,
        coalesce(
            cast(json_extract_scalar(detail, '$.version') as bigint),
            case when detail_type = 'ticket.opened' then 1 else 2 end
        ) as version,
        json_extract_scalar(detail, '$.assigned_to') as owner,
        json_extract_scalar(detail, '$.hand_off.vendor_id') as vendor_id,
        state_after in ('RESOLVED', 'CLOSED', 'CANCELED') as is_over,
        row_number() over (partition by audit_id order by chain_seq) as repeat_number
    from recent_audit as audit
    where detail_type like 'ticket.%'
),

kept as (
    select
        steps.*,
        case when is_over then 'nobody' else owner end as held_by
    from steps
    where repeat_number = 1
),

changes as (
    select
        kept.*,
        lag(held_by) over (
            partition by ticket_id order by occurred_at, version, chain_seq, audit_id
        ) as held_before
    from kept
),

owned as (
    select
        ticket_id,
        held_by as holder,
        occurred_at,
        happened_at,
        lead(happened_at) over (
            partition by ticket_id order by occurred_at, version, chain_seq, audit_id
        ) as left_at
    from changes
    where held_before is null or held_by <> held_before
),

handed as (
    select
        ticket_id,
        concat('vendor:', vendor_id) as holder,
        detail_type,
        occurred_at,
        happened_at,
        lead(happened_at) over (
            partition by ticket_id, vendor_id
            order by occurred_at, version, chain_seq, audit_id
        ) as left_at
    from kept
    where vendor_id is not null
),

stays as (
    select ticket_id, holder, occurred_at, happened_at, left_at
    from owned
    where holder <> 'nobody'
    union all
    select ticket_id, holder, occurred_at, happened_at, left_at
    from handed
    where detail_type = 'ticket.handed_over'
),

spans as (
    select
        stays.*,
        date_diff('minute', happened_at, left_at) / 60e0 as hours
    from stays
)
select
    holder,
    count(*) as stays,
    count(distinct ticket_id) as tickets,
    count(hours) as ended_stays,
    round(avg(hours), 1) as average_hours,
    round(max(hours), 1) as longest_hours,
    count(*) filter (where left_at is null) as open_stays,
    min(case when left_at is null then substr(occurred_at, 1, 10) end) as oldest_since
from spans
group by holder
order by stays desc, holder
limit 10000
