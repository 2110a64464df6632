-- title: Closed days that are not compacted
-- description: Days of the trail before yesterday with real rows that have no Parquet yet, by dataset; no rows is well. Such a day is read from the trail, which takes longer. It opens every object of the days that it looks at.
with written as (
$real_days
),

compacted as (
$lake_days
)
select
    written.dataset,
    written.dt,
    date_diff('day', date(written.dt), current_date) as days_ago
from written
left join compacted
    on written.dataset = compacted.dataset
        and written.dt = compacted.dt
where compacted.dt is null
    and date_diff('day', date(written.dt), current_date) > 1
order by written.dt, written.dataset
limit 10000
