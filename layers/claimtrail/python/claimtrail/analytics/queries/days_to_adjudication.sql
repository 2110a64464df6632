-- title: Days from submission to the first remittance
-- description: By payer and claim type, average and percentiles (nearest rank) of the days between 837 and 835. A remittance under another number counts for the claim that it means.
with recent_claim_events as (
    select *
    from claim_events
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

submissions as (
    select
        claim_id,
        min(payer_id) as payer_id,
        min(transaction_type) as transaction_type,
        min(coalesce(submitted_on, effective_on)) as submitted_on
    from recent_claim_events as claim_events
    where kind = 'submitted'
    group by claim_id
),

remittances as (
    select
        coalesce(claim_numbers.claim_id, claim_events.claim_id) as claim_id,
        min(coalesce(claim_events.paid_on, claim_events.effective_on)) as decided_on
    from recent_claim_events as claim_events
    left join claim_numbers on claim_events.claim_id = claim_numbers.number_id
    where claim_events.kind = 'remitted'
    group by 1
),

spans as (
    select
        submissions.payer_id,
        submissions.transaction_type,
        date_diff('day', date(submissions.submitted_on), date(remittances.decided_on)) as days
    from submissions
    inner join remittances on submissions.claim_id = remittances.claim_id
),

ranked as (
    select
        spans.*,
        row_number() over (partition by payer_id, transaction_type order by days) as place,
        count(*) over (partition by payer_id, transaction_type) as claims
    from spans
)
select
    payer_id,
    transaction_type,
    count(*) as claims,
    round(avg(cast(days as double)), 1) as average_days,
    min(case when place >= 0.5 * claims then days end) as p50_days,
    min(case when place >= 0.9 * claims then days end) as p90_days,
    max(days) as slowest_days
from ranked
group by payer_id, transaction_type
order by payer_id, transaction_type
limit 10000
