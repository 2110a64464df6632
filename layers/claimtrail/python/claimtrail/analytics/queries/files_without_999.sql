-- title: Submitted files without an acknowledgment
-- description: Files with claims of which neither a 999 nor a TA1 nor any later word of the payer is known and the first word was due, with the day on which it was due and the days past that day, as in `claims_pending_past_window`. Claims that were sent again since count with the later file.
with recent_claim_events as (
    select *
    from claim_events
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

submissions as (
    select distinct
        event_id,
        file_id,
        partner_id,
        received_at
    from recent_claim_events as claim_events
    where kind = 'submitted'
),

silent as (
    select
        submissions.file_id,
        submissions.partner_id,
        submissions.received_at,
        claims.payer_id,
        claims.charge_cents,
        date(claims.escalate_on) as late_on
    from claims
    inner join submissions on claims.submission_id = submissions.event_id
    where not claims.hidden
        and claims.state in ('SUBMITTED', 'RESUBMITTED')
        and date(claims.escalate_on) <= current_date
)
select
    file_id,
    partner_id,
    payer_id,
    min(received_at) as received_at,
    substr(cast(date_add('day', -1, min(late_on)) as varchar), 1, 10) as due_on,
    date_diff('day', min(late_on), current_date) + 1 as days_past,
    count(*) as claims,
    sum(charge_cents) as charge_cents
from silent
group by file_id, partner_id, payer_id
order by days_past desc, received_at, file_id, payer_id
limit 10000
