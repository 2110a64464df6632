-- title: Open exceptions by cause
-- description: What needs review now by payer and cause, as `claimtrail exceptions` lists it, beside what is held and not due yet, as `claimtrail exceptions --held` does: how many claims, since when.
-- words: reason=exception_reason
with recent_exceptions as (
    select *
    from exceptions
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

newest as (
    select
        exceptions.*,
        row_number() over (partition by exception_id order by version desc) as age
    from recent_exceptions as exceptions
)
select
    payer_id,
    cause,
    reason,
    count_if(status = 'overdue' or due_on is null) as exceptions,
    count_if(status = 'open' and due_on is not null) as held_not_due,
    count(distinct claim_id) as claims,
    min(recorded_at) as oldest_at,
    min(claim_id) as for_example
from newest
where age = 1 and status in ('open', 'overdue')
group by payer_id, cause, reason
order by exceptions desc, held_not_due desc, payer_id, cause, reason
limit 10000
