-- title: Accounting of disclosures
-- description: Six years of accesses to claims for other purposes than treatment, payment, operations and the patient's own request (45 CFR 164.528): when, to whom, what, for which purpose. Add a condition on claim_id for one patient's claims.
with recent_access_log as (
    select *
    from access_log
    where dt >= substr(cast(date_add('day', -2192, current_date) as varchar), 1, 10)
),

accesses as (
    select
        access_log.*,
        row_number() over (partition by access_id order by chain_seq) as repeat_number
    from recent_access_log as access_log
    where claim_id is not null
        and purpose not in ('treatment', 'payment', 'operations', 'patient_request')
)

select
    claim_id,
    accessed_at as disclosed_at,
    actor as recipient,
    role,
    action,
    fields,
    purpose,
    statement,
    origin
from accesses
where repeat_number = 1
order by disclosed_at, claim_id, access_id
limit 10000
