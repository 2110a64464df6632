-- title: Procedures of unpaid lines
-- description: Service lines of the claims that nothing was paid for, as the current submission has them, by payer, procedure and state of the claim. Denied lines of claims that were paid in part are in `denied_dollars_by_procedure`.
-- words: state=claim_state
with recent_submitted_lines as (
    select *
    from submitted_lines
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
)

select
    claims.payer_id,
    submitted_lines.procedure_code,
    submitted_lines.revenue_code,
    claims.state,
    count(*) as lines,
    count(distinct claims.claim_id) as claims,
    sum(submitted_lines.charge_cents) as charge_cents
from claims
inner join recent_submitted_lines as submitted_lines on claims.submission_id = submitted_lines.event_id
where not claims.hidden and claims.paid_cents = 0
group by claims.payer_id, submitted_lines.procedure_code, submitted_lines.revenue_code, claims.state
order by charge_cents desc, payer_id, procedure_code, revenue_code, state
limit 10000
