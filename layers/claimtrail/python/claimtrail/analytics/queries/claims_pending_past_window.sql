-- title: Claims pending past the payer's window
-- description: Claims without a decision although the payer's adjudication window is over, with what the escalation did last.
with ranked as (
    select
        claim_versions.*,
        row_number() over (partition by claim_id order by version desc) as age
    from claim_versions
),

steps as (
    select
        claim_id,
        detail_type,
        occurred_at,
        row_number() over (partition by claim_id order by occurred_at desc, audit_id) as age
    from audit
    where detail_type like 'escalation.%' or detail_type like 'ticket.%'
)
select
    ranked.claim_id,
    ranked.payer_id,
    ranked.state,
    ranked.accepted_on,
    ranked.escalate_on,
    date_diff('day', date(ranked.escalate_on), current_date) + 1 as days_past,
    ranked.charge_cents,
    steps.detail_type as last_step,
    steps.occurred_at as last_step_at
from ranked
left join steps on ranked.claim_id = steps.claim_id and steps.age = 1
where ranked.age = 1
    and date(ranked.escalate_on) <= current_date
order by days_past desc, ranked.charge_cents desc, ranked.claim_id
