-- title: Claims by payer, facility and state
-- description: The number of claims of each payer, facility and state now, with their dollars, by the codes that deny them: what the figures of pages are compared with each night. Hidden claims are left out; the sum of versions tells an older version of a claim from its last.
-- words: state=claim_state
select
    payer_id,
    coalesce(facility_npi, '') as facility_npi,
    state,
    case when state in ('DENIED', 'PARTIALLY_PAID') then coalesce(denial_codes, '') else '' end
        as denial_codes,
    count(*) as claims,
    sum(charge_cents) as charge_cents,
    sum(paid_cents) as paid_cents,
    sum(balance_cents) as balance_cents,
    sum(version) as versions
from claims
where not hidden
group by 1, 2, 3, 4
order by payer_id, facility_npi, state, denial_codes
limit 10000
