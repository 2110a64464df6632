-- title: Denial rate by payer and CARC
-- description: Of the claims that a payer's remittances decided, how many each denial reason hit, for how much money, and its category. A duplicate denial (18, B13) of a claim that the payer paid counts for nothing.
with decided as (
    select payer_id, count(distinct claim_id) as claims
    from remittances
    where status_code in ('1', '2', '3', '4', '19', '20', '21')
    group by payer_id
),

paid as (
    select distinct payer_id, claim_id
    from remittances
    where paid_cents > 0 and status_code <> '22'
),

denied as (
    select
        adjustments.payer_id,
        carc,
        max(category) as category,
        count(distinct adjustments.claim_id) as claims,
        sum(amount_cents) as denied_cents
    from adjustments
    left join paid
        on adjustments.payer_id = paid.payer_id and adjustments.claim_id = paid.claim_id
    where role = 'denial' and status_code <> '22'
        and not (carc in ('18', 'B13') and paid.claim_id is not null)
    group by adjustments.payer_id, carc
)
select
    denied.payer_id,
    denied.carc,
    denied.category,
    denied.claims,
    decided.claims as decided_claims,
    round(100e0 * denied.claims / decided.claims, 1) as denial_percent,
    denied.denied_cents
from denied
inner join decided on denied.payer_id = decided.payer_id
order by denied.payer_id, denied.claims desc, denied.carc
