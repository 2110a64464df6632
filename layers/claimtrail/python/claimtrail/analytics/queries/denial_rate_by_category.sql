-- title: Denial rate by category
-- description: Of the claims that a payer's remittances decided, how many were denied at least a line for reasons of each category, and how much money. Of the remittances, those that count: no repeat, no reversed one, no duplicate denial (18, B13) of what was paid.
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
        adjustments.category,
        count(distinct counted_remittances.claim_id) as claims,
        count(distinct adjustments.carc) as reasons,
        sum(adjustments.amount_cents) as denied_cents
    from counted_remittances
    inner join recent_adjustments as adjustments on counted_remittances.remittance_id = adjustments.remittance_id
    where adjustments.role = 'denial'
    group by adjustments.payer_id, adjustments.category
)
select
    denied.payer_id,
    denied.category,
    denied.claims,
    decided.claims as decided_claims,
    round(100e0 * denied.claims / decided.claims, 1) as denial_percent,
    denied.reasons,
    denied.denied_cents
from denied
inner join decided on denied.payer_id = decided.payer_id
order by denied.payer_id, denied.claims desc, denied.category
limit 10000
