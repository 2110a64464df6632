-- title: Who looked at a claim
-- description: Every access to every claim, newest first: who, in which role, why, from where, which fields. Add a condition on claim_id to see one.
select
    claim_id,
    accessed_at,
    actor,
    role,
    purpose,
    action,
    fields,
    origin,
    correlation_id
from access_log
where claim_id is not null
order by accessed_at desc, claim_id, access_id
