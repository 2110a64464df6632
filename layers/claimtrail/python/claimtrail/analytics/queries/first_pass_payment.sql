-- title: First-pass payment
-- description: By payer and month of submission, the share of first submissions that the first remittance paid without denying anything, of those that were answered by a remittance or refused. A claim that replaces another one is no first pass.
with recent_claim_events as (
    select *
    from claim_events
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_remittances as (
    select *
    from remittances
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

facts as (
    select
        coalesce(claim_numbers.claim_id, claim_events.claim_id) as counts_for,
        claim_events.*
    from recent_claim_events as claim_events
    left join claim_numbers on claim_events.claim_id = claim_numbers.number_id
),

submissions as (
    select
        facts.counts_for,
        min(facts.payer_id) as payer_id,
        min(coalesce(facts.submitted_on, facts.effective_on)) as submitted_on
    from facts
    where facts.kind = 'submitted'
    group by facts.counts_for
),

refused as (
    select distinct counts_for
    from facts
    where (
        kind in ('interchange_acknowledged', 'set_acknowledged')
        and code in ('R', 'M', 'W', 'X')
    ) or (
        kind in ('front_end_status', 'batch_status')
        and regexp_like(codes, '(^| )A[3678](:| |$)')
    )
),

ranked as (
    select
        coalesce(claim_numbers.claim_id, remittances.claim_id) as claim_id,
        remittances.paid_cents,
        remittances.denied_cents,
        row_number() over (
            partition by coalesce(claim_numbers.claim_id, remittances.claim_id)
            order by remittances.paid_on, remittances.denied_cents desc, remittances.remittance_id
        ) as place
    from recent_remittances as remittances
    left join claim_numbers on remittances.claim_id = claim_numbers.number_id
    where remittances.status_code in ('1', '2', '3', '4', '19', '20', '21')
),

outcomes as (
    select
        submissions.payer_id,
        substr(submissions.submitted_on, 1, 7) as submitted_in,
        case when ranked.claim_id is not null or refused.counts_for is not null then 1 else 0 end
            as answered,
        case
            when refused.counts_for is null and ranked.paid_cents > 0 and ranked.denied_cents = 0
                then 1
            else 0
        end as paid
    from submissions
    left join claims on submissions.counts_for = claims.claim_id
    left join ranked on submissions.counts_for = ranked.claim_id and ranked.place = 1
    left join refused on submissions.counts_for = refused.counts_for
    where claims.supersedes is null
)
select
    payer_id,
    submitted_in,
    count(*) as submitted,
    sum(answered) as answered,
    sum(paid) as paid_at_first,
    case
        when sum(answered) > 0 then round(100e0 * sum(paid) / sum(answered), 1)
    end as first_pass_percent
from outcomes
group by payer_id, submitted_in
order by payer_id, submitted_in
limit 10000
