-- title: Claims by status and payer
-- description: Where the claims of each payer stand now, for how much money, and since when: the figures of `claimtrail claims`, to the cent. Hidden claims are left out.
-- words: state=claim_state
select
    payer_id,
    state,
    count(*) as claims,
    sum(charge_cents) as charge_cents,
    sum(paid_cents) as paid_cents,
    sum(patient_responsibility_cents) as patient_responsibility_cents,
    sum(balance_cents) as balance_cents,
    min(state_since) as oldest_since,
    sum(case when held_count > 0 then 1 else 0 end) as claims_with_held_evidence
from claims
where not hidden
group by payer_id, state
order by payer_id, claims desc, state
limit 10000
