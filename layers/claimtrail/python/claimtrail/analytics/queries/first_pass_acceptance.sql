-- title: First-pass acceptance
-- description: By payer and month of submission, the share of answered first submissions that no TA1, 999 or front end ever refused. A claim that replaces another one is no first pass; an answer under another number counts for the claim that it means.
with recent_claim_events as (
    select *
    from claim_events
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

answers as (
    select
        coalesce(claim_numbers.claim_id, claim_events.claim_id) as counts_for,
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
    from recent_claim_events as claim_events
    left join claim_numbers on claim_events.claim_id = claim_numbers.number_id
    group by 1
)
select
    answers.payer_id,
    substr(answers.submitted_on, 1, 7) as submitted_in,
    count(*) as submitted,
    sum(answers.answered) as answered,
    sum(answers.answered - answers.refused) as accepted_at_first,
    case
        when sum(answers.answered) > 0
            then round(100e0 * sum(answers.answered - answers.refused) / sum(answers.answered), 1)
    end as first_pass_percent
from answers
left join claims on answers.counts_for = claims.claim_id
where answers.submitted_on is not null and claims.supersedes is null
group by 1, 2
order by payer_id, submitted_in
limit 10000
