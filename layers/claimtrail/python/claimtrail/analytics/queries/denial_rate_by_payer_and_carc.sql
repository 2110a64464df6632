-- title: Denial rate by payer and CARC
-- description: Of the claims that a payer's remittances decided, how many each denial reason hit, for how much money, its category and its words. Of the remittances, those that count: no repeat, no reversed one, no duplicate denial (18, B13) of what was paid.
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
        adjustments.carc,
        max(adjustments.category) as category,
        count(distinct counted_remittances.claim_id) as claims,
        sum(adjustments.amount_cents) as denied_cents
    from counted_remittances
    inner join recent_adjustments as adjustments on counted_remittances.remittance_id = adjustments.remittance_id
    where adjustments.role = 'denial'
    group by adjustments.payer_id, adjustments.carc
)
select
    denied.payer_id,
    denied.carc,
    denied.category,
    denied.claims,
    decided.claims as decided_claims,
    round(100e0 * denied.claims / decided.claims, 1) as denial_percent,
    denied.denied_cents,
    code_texts.words
from denied
inner join decided on denied.payer_id = decided.payer_id
left join code_texts on code_texts.list = 'carc' and denied.carc = code_texts.code
order by denied.payer_id, denied.claims desc, denied.carc
limit 10000
