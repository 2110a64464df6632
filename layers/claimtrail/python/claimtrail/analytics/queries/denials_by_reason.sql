-- title: Denied claims by reason
-- description: Claims that are denied now, by adjustment group and CARC, with the money that each reason denies, its words, and its share of the payer's denials. A claim with two reasons counts under both, its money under each reason's own part. Reasons of every payer of a claim count, before write-offs; `denied_dollars_by_category` has what is still denied.
with recent_adjustments as (
    select *
    from adjustments
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

reasons as (
    select
        claims.payer_id,
        adjustments.group_code,
        adjustments.carc,
        count(distinct claims.claim_id) as claims,
        sum(adjustments.amount_cents) as denied_cents
    from claims
    inner join counted_remittances
        on claims.claim_id = counted_remittances.claim_id and counted_remittances.decides
    inner join recent_adjustments as adjustments on counted_remittances.remittance_id = adjustments.remittance_id
    where claims.state = 'DENIED' and adjustments.role = 'denial'
    group by claims.payer_id, adjustments.group_code, adjustments.carc
)
select
    reasons.payer_id,
    reasons.group_code || '-' || reasons.carc as reason,
    reasons.claims,
    reasons.denied_cents,
    round(
        100e0 * reasons.denied_cents
        / nullif(sum(reasons.denied_cents) over (partition by reasons.payer_id), 0),
        1
    ) as percent_of_payer,
    code_texts.words
from reasons
left join code_texts on code_texts.list = 'carc' and reasons.carc = code_texts.code
order by reasons.payer_id, reasons.claims desc, reason
limit 10000
