-- title: Tickets of outcomes by cause
-- description: Rejections, denials, requests and take-backs that a person acts on, by payer and cause: tickets opened and still open, their dollars, and the nearest deadline of those that are open.
-- words: outcome=claim_state
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
    where detail_type in ('ticket.opened', 'ticket.updated', 'ticket.closed')
        and correlation_id like 'out_%'
),

steps as (
    select
        told.*,
        row_number() over (
            partition by ticket_id
            order by occurred_at desc, version desc, chain_seq desc, audit_id
        ) as step_number
    from told
    where repeat_number = 1
),
latest as (
    select
        payer_id,
        detail_type <> 'ticket.closed' as is_open,
        json_extract_scalar(detail, '$.cause.outcome') as outcome,
        json_extract_scalar(detail, '$.cause.category') as cause,
        json_extract_scalar(detail, '$.cause.code') as code,
        cast(json_extract_scalar(detail, '$.amount_cents') as bigint) as amount_cents,
        json_extract_scalar(detail, '$.deadline') as deadline
    from steps
    where step_number = 1
)
select
    payer_id,
    outcome,
    cause,
    code,
    count(*) as tickets,
    count(*) filter (where is_open) as open_tickets,
    sum(amount_cents) as amount_cents,
    coalesce(sum(amount_cents) filter (where is_open), 0) as open_cents,
    min(deadline) filter (where is_open) as next_deadline
from latest
group by payer_id, outcome, cause, code
order by open_cents desc, payer_id, outcome, code
limit 10000
