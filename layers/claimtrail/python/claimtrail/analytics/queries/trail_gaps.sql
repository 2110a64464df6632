-- title: Gaps in the trail's numbering
-- description: Numbers that are missing between the trail's objects of the last days, by dataset; no rows means none. It opens every object of those days. The digests, and the first object of all, are checked offline.
with links as (
    select distinct 'audit' as dataset, chain_seq, dt
    from audit_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'claim_events' as dataset, chain_seq, dt
    from claim_events_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'claim_versions' as dataset, chain_seq, dt
    from claim_versions_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'submitted_lines' as dataset, chain_seq, dt
    from submitted_lines_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'files' as dataset, chain_seq, dt
    from files_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'findings' as dataset, chain_seq, dt
    from findings_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'releases' as dataset, chain_seq, dt
    from releases_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'statuses' as dataset, chain_seq, dt
    from statuses_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'batch_statuses' as dataset, chain_seq, dt
    from batch_statuses_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'remittances' as dataset, chain_seq, dt
    from remittances_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'remittance_lines' as dataset, chain_seq, dt
    from remittance_lines_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'adjustments' as dataset, chain_seq, dt
    from adjustments_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'payments' as dataset, chain_seq, dt
    from payments_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'provider_adjustments' as dataset, chain_seq, dt
    from provider_adjustments_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'bank_entries' as dataset, chain_seq, dt
    from bank_entries_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'exceptions' as dataset, chain_seq, dt
    from exceptions_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'access_log' as dataset, chain_seq, dt
    from access_log_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
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
