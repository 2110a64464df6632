-- title: Submitted files without an acknowledgment
-- description: Files with claims for which, a day after their coming, neither a 999 nor a TA1 nor any later word of the payer is known.
with recent_claim_events as (
    select *
    from claim_events
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

answered as (
    select distinct coalesce(claim_numbers.claim_id, claim_events.claim_id) as claim_id
    from recent_claim_events as claim_events
    left join claim_numbers on claim_events.claim_id = claim_numbers.number_id
    where claim_events.kind <> 'submitted'
)
select
    claim_events.file_id,
    claim_events.partner_id,
    claim_events.payer_id,
    min(claim_events.received_at) as received_at,
    count(distinct claim_events.claim_id) as claims,
    sum(claim_events.charge_cents) as charge_cents
from recent_claim_events as claim_events
left join answered on claim_events.claim_id = answered.claim_id
where claim_events.kind = 'submitted'
    and answered.claim_id is null
    and date(substr(claim_events.received_at, 1, 10)) < current_date
group by claim_events.file_id, claim_events.partner_id, claim_events.payer_id
order by received_at, claim_events.file_id, claim_events.payer_id
limit 10000
