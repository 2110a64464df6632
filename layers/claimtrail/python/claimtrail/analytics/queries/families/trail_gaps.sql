-- title: Gaps in the trail's numbering
-- description: Numbers that are missing between the trail's objects of the last days, by dataset; no rows means none. It opens every object of those days. The digests, and the first object of all, are checked offline.
with links as (
$links
),

neighbors as (
    select
        dataset,
        dt,
        chain_seq,
        coalesce(
            lag(chain_seq) over (partition by dataset order by chain_seq), chain_seq - 1
        ) as before_seq
    from links
)
select
    dataset,
    dt as found_before_day,
    before_seq + 1 as first_missing,
    chain_seq - 1 as last_missing
from neighbors
where chain_seq <> before_seq + 1
order by dataset, first_missing
limit 10000
