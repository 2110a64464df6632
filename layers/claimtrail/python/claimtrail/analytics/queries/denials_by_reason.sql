-- title: Denied claims by reason
-- description: Claims that are denied now, by adjustment group and CARC, with each reason's share of the payer's denials.
with reasons as (
    select
        payer_id,
        reason,
        count(*) as claims,
        sum(charge_cents) as charge_cents
    from claims
    cross join unnest(split(denial_codes, ' ')) as given (reason)
    where state = 'DENIED'
    group by payer_id, reason
)
select
    payer_id,
    reason,
    claims,
    charge_cents,
    round(100e0 * claims / sum(claims) over (partition by payer_id), 1) as percent_of_payer
from reasons
order by payer_id, claims desc, reason
