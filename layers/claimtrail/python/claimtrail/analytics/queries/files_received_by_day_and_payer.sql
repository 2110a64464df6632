-- title: Files received by day and partner
-- description: How many files came each day from each trading partner, and what became of them.
with recent_files as (
    select *
    from files
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

ranked as (
    select
        files.*,
        row_number() over (
            partition by file_id, partner_id
            order by
                recorded_at desc,
                case when status in ('RECEIVING', 'QUEUED') then 0 else 1 end desc,
                chain_seq desc
        ) as age
    from recent_files as files
)
select
    substr(received_at, 1, 10) as received_on,
    partner_id,
    count(*) as files,
    sum(case when status = 'INGESTED' then 1 else 0 end) as ingested,
    sum(case when status in ('PARTLY_REJECTED', 'REJECTED') then 1 else 0 end) as with_rejections,
    sum(case when status = 'QUARANTINED' then 1 else 0 end) as quarantined,
    sum(set_count) as sets,
    sum(rejected_set_count) as rejected_sets,
    sum(event_count) as facts,
    sum(size_bytes) as size_bytes
from ranked
where age = 1
group by 1, 2
order by received_on, partner_id
limit 10000
