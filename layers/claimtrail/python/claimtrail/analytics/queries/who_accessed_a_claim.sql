-- title: Who looked at a claim
-- description: Every access to every claim, newest first: who, in which role, why, from where, which fields. Add a condition on claim_id to see one.
with recent_access_log as (
    select *
    from access_log
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
)

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
from recent_access_log as access_log
where claim_id is not null
order by accessed_at desc, claim_id, access_id
limit 10000
