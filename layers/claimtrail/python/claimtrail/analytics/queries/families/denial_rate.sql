-- title: Denial rate by $title
-- description: Of the claims that a payer's remittances decided, $described Of the remittances, those that count: no repeat, no reversed one, no duplicate denial (18, B13) of what was paid.
$words
with recent_remittances as (
    select *
    from remittances
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_adjustments as (
    select *
    from adjustments
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

decided as (
    select
        remittances.payer_id,
        count(distinct counted_remittances.claim_id) as claims
    from counted_remittances
    inner join recent_remittances as remittances on counted_remittances.remittance_id = remittances.remittance_id
    group by remittances.payer_id
),

denied as (
    select
        adjustments.payer_id,
        adjustments.$by,
        $beside,
        count(distinct counted_remittances.claim_id) as claims,
        sum(adjustments.amount_cents) as denied_cents
    from counted_remittances
    inner join recent_adjustments as adjustments on counted_remittances.remittance_id = adjustments.remittance_id
    where adjustments.role = 'denial'
    group by adjustments.payer_id, adjustments.$by
)
select
    denied.payer_id,
    denied.$by,
    denied.$beside_name,
    denied.claims,
    decided.claims as decided_claims,
    round(100e0 * denied.claims / decided.claims, 1) as denial_percent,
    denied.denied_cents
from denied
inner join decided on denied.payer_id = decided.payer_id
order by payer_id, claims desc, $by
limit 10000
