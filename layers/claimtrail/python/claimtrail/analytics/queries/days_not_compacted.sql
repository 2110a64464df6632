-- title: Closed days that are not compacted
-- description: Days of the trail before yesterday with real rows that have no Parquet yet, by dataset; no rows is well. Such a day is read from the trail, which takes longer. It opens every object of the days that it looks at.
with written as (
    select distinct 'audit' as dataset, dt
    from audit_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'claim_events' as dataset, dt
    from claim_events_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'claim_versions' as dataset, dt
    from claim_versions_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
    union all
    select distinct 'submitted_lines' as dataset, dt
    from submitted_lines_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
    union all
    select distinct 'files' as dataset, dt
    from files_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'findings' as dataset, dt
    from findings_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'releases' as dataset, dt
    from releases_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'statuses' as dataset, dt
    from statuses_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'batch_statuses' as dataset, dt
    from batch_statuses_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'remittances' as dataset, dt
    from remittances_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'remittance_lines' as dataset, dt
    from remittance_lines_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
    union all
    select distinct 'adjustments' as dataset, dt
    from adjustments_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
    union all
    select distinct 'payments' as dataset, dt
    from payments_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'provider_adjustments' as dataset, dt
    from provider_adjustments_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
    union all
    select distinct 'bank_entries' as dataset, dt
    from bank_entries_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'exceptions' as dataset, dt
    from exceptions_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
        and coalesce(payer_id, '') not like 'synthetic-%'
        and coalesce(partner_id, '') not like 'synthetic-%'
    union all
    select distinct 'access_log' as dataset, dt
    from access_log_trail
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
),

compacted as (
    select distinct 'audit' as dataset, dt
    from audit_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'claim_events' as dataset, dt
    from claim_events_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'claim_versions' as dataset, dt
    from claim_versions_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'submitted_lines' as dataset, dt
    from submitted_lines_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'files' as dataset, dt
    from files_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'findings' as dataset, dt
    from findings_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'releases' as dataset, dt
    from releases_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'statuses' as dataset, dt
    from statuses_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'batch_statuses' as dataset, dt
    from batch_statuses_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'remittances' as dataset, dt
    from remittances_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'remittance_lines' as dataset, dt
    from remittance_lines_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'adjustments' as dataset, dt
    from adjustments_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'payments' as dataset, dt
    from payments_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'provider_adjustments' as dataset, dt
    from provider_adjustments_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'bank_entries' as dataset, dt
    from bank_entries_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'exceptions' as dataset, dt
    from exceptions_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
    union all
    select distinct 'access_log' as dataset, dt
    from access_log_lake
    where dt >= substr(cast(date_add('day', -60, current_date) as varchar), 1, 10)
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
