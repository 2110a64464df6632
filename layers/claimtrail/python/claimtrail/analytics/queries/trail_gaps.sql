-- title: Gaps in the trail's numbering
-- description: Numbers that are missing between the trail's objects, by dataset; no rows means none. The digests are checked offline.
with links as (
    select distinct 'audit' as dataset, chain_seq, dt from audit_trail
    union all
    select distinct 'claim_events' as dataset, chain_seq, dt from claim_events_trail
    union all
    select distinct 'claim_versions' as dataset, chain_seq, dt from claim_versions_trail
    union all
    select distinct 'submitted_lines' as dataset, chain_seq, dt from submitted_lines_trail
    union all
    select distinct 'files' as dataset, chain_seq, dt from files_trail
    union all
    select distinct 'findings' as dataset, chain_seq, dt from findings_trail
    union all
    select distinct 'releases' as dataset, chain_seq, dt from releases_trail
    union all
    select distinct 'statuses' as dataset, chain_seq, dt from statuses_trail
    union all
    select distinct 'batch_statuses' as dataset, chain_seq, dt from batch_statuses_trail
    union all
    select distinct 'remittances' as dataset, chain_seq, dt from remittances_trail
    union all
    select distinct 'remittance_lines' as dataset, chain_seq, dt from remittance_lines_trail
    union all
    select distinct 'adjustments' as dataset, chain_seq, dt from adjustments_trail
    union all
    select distinct 'payments' as dataset, chain_seq, dt from payments_trail
    union all
    select distinct 'provider_adjustments' as dataset, chain_seq, dt from provider_adjustments_trail
    union all
    select distinct 'bank_entries' as dataset, chain_seq, dt from bank_entries_trail
    union all
    select distinct 'exceptions' as dataset, chain_seq, dt from exceptions_trail
    union all
    select distinct 'access_log' as dataset, chain_seq, dt from access_log_trail
),

neighbors as (
    select
        dataset,
        dt,
        chain_seq,
        coalesce(lag(chain_seq) over (partition by dataset order by chain_seq), 0) as before_seq
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
