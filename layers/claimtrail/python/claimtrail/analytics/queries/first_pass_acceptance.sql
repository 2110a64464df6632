-- title: First-pass acceptance
-- description: By payer and month of submission, the share of answered claims that no TA1, 999 or front end ever refused.
with claims as (
    select
        claim_id,
        min(case when kind = 'submitted' then payer_id end) as payer_id,
        min(case when kind = 'submitted' then coalesce(submitted_on, effective_on) end)
            as submitted_on,
        max(case
            when kind in ('front_end_status', 'status_reported', 'remitted') then 1
            when kind = 'batch_status' and regexp_like(codes, '(^| )A[3678](:| |$)') then 1
            when kind in ('interchange_acknowledged', 'set_acknowledged')
                and code in ('R', 'M', 'W', 'X') then 1
            else 0
        end) as answered,
        max(case
            when kind in ('interchange_acknowledged', 'set_acknowledged')
                and code in ('R', 'M', 'W', 'X') then 1
            when kind in ('front_end_status', 'batch_status')
                and regexp_like(codes, '(^| )A[3678](:| |$)') then 1
            else 0
        end) as refused
    from claim_events
    group by claim_id
)
select
    payer_id,
    substr(submitted_on, 1, 7) as submitted_in,
    count(*) as submitted,
    sum(answered) as answered,
    sum(answered - refused) as accepted_at_first,
    case
        when sum(answered) > 0
            then round(100e0 * sum(answered - refused) / sum(answered), 1)
    end as first_pass_percent
from claims
where submitted_on is not null
group by 1, 2
order by payer_id, submitted_in
