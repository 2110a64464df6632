-- title: Open exceptions by cause
-- description: What needs review, by payer and cause: how many claims, how many overdue, since when.
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
    count(*) as exceptions,
    count_if(status = 'overdue') as overdue,
    count(distinct claim_id) as claims,
    min(recorded_at) as oldest_at,
    min(claim_id) as for_example
from newest
where age = 1 and status in ('open', 'overdue')
group by payer_id, cause, reason
order by overdue desc, exceptions desc, payer_id, cause, reason
limit 10000
