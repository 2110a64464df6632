-- title: Denial rate by payer
-- description: Of the claims that a remittance decided, how many were denied at first, and how many are denied now.
with outcomes as (
    select
        claim_versions.*,
        row_number() over (partition by claim_id order by version) as from_first,
        row_number() over (partition by claim_id order by version desc) as from_last
    from claim_versions
    where state in (
        'PAID', 'PARTIALLY_PAID', 'DENIED', 'PATIENT_RESPONSIBILITY', 'FINAL_NO_PAYMENT'
    )
)
select
    payer_id,
    sum(case when from_last = 1 then 1 else 0 end) as decided,
    sum(case when from_first = 1 and state = 'DENIED' then 1 else 0 end) as denied_at_first,
    sum(case when from_last = 1 and state = 'DENIED' then 1 else 0 end) as denied_now,
    round(
        100e0 * sum(case when from_first = 1 and state = 'DENIED' then 1 else 0 end)
        / sum(case when from_last = 1 then 1 else 0 end),
        1
    ) as first_denial_percent,
    sum(case when from_last = 1 and state = 'DENIED' then charge_cents else 0 end)
        as denied_charge_cents
from outcomes
group by payer_id
order by first_denial_percent desc, payer_id
