-- title: Claims whose next word is late
-- description: Claims that wait for a word that was due: no 999, no 277CA, no decision, no remittance, no documents; with the day on which it was due, the days past that day, and what the escalation did last.
-- words: state=claim_state
with recent_audit as (
    select *
    from audit
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

steps as (
    select
        claim_id,
        detail_type,
        occurred_at,
        row_number() over (partition by claim_id order by occurred_at desc, audit_id) as age
    from recent_audit as audit
    where detail_type like 'escalation.%' or detail_type like 'ticket.%'
)
select
    claims.claim_id,
    claims.payer_id,
    claims.state,
    claims.expected_word,
    claims.submitted_on,
    claims.accepted_on,
    claims.escalate_on,
    substr(cast(date_add('day', -1, date(claims.escalate_on)) as varchar), 1, 10) as due_on,
    date_diff('day', date(claims.escalate_on), current_date) + 1 as days_past,
    claims.charge_cents,
    claims.balance_cents,
    steps.detail_type as last_step,
    steps.occurred_at as last_step_at
from claims
left join steps on claims.claim_id = steps.claim_id and steps.age = 1
where not claims.hidden and date(claims.escalate_on) <= current_date
order by days_past desc, claims.charge_cents desc, claims.claim_id
limit 10000
