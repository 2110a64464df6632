-- title: Denial rate by payer
-- description: Of the claims that a remittance decided, how many were denied at first, and how many are denied now. Hidden claims are left out.
with recent_claim_versions as (
    select *
    from claim_versions
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

outcomes as (
    select
        claim_id,
        state,
        row_number() over (partition by claim_id order by version) as from_first
    from recent_claim_versions as claim_versions
    where state in (
        'PAID', 'PARTIALLY_PAID', 'DENIED', 'PATIENT_RESPONSIBILITY', 'FINAL_NO_PAYMENT'
    )
),

decided as (
    select
        claims.payer_id,
        claims.charge_cents,
        case when outcomes.state = 'DENIED' then 1 else 0 end as denied_at_first,
        case when claims.state = 'DENIED' then 1 else 0 end as denied_now
    from claims
    inner join outcomes on claims.claim_id = outcomes.claim_id and outcomes.from_first = 1
    where not claims.hidden
)
select
    payer_id,
    count(*) as decided,
    sum(denied_at_first) as denied_at_first,
    sum(denied_now) as denied_now,
    round(100e0 * sum(denied_at_first) / count(*), 1) as first_denial_percent,
    sum(denied_now * charge_cents) as denied_charge_cents
from decided
group by payer_id
order by first_denial_percent desc, payer_id
limit 10000
