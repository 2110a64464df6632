-- title: Denied dollars by $title
-- description: Money that is denied now, by $described: by the remittances that decide the claims that are not hidden. Of several payers of a claim the last one that decided denies. A denial stands until its claim is appealed, written off or closed; what was written off of it counts no more. The sum of each of the four reports on denied dollars is the same.
with recent_adjustments as (
    select *
    from adjustments
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

last_deciding as (
    select
        claims.claim_id,
        remittances.payer_id
    from claims
    inner join remittances
        on regexp_extract(claims.deciding_remittances, '[^ ]+\z') = remittances.remittance_id
    where remittances.dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

denials as (
    select
        claims.claim_id,
        adjustments.category,
        adjustments.procedure_code,
        adjustments.amount_cents,
        coalesce(claims.written_off_cents, 0) as written_off_cents,
        sum(adjustments.amount_cents) over (
            partition by claims.claim_id order by adjustments.adjustment_id
        ) as denied_so_far
    from claims
    inner join counted_remittances
        on claims.claim_id = counted_remittances.claim_id and counted_remittances.decides
    inner join last_deciding on claims.claim_id = last_deciding.claim_id
    inner join recent_adjustments as adjustments
        on
            counted_remittances.remittance_id = adjustments.remittance_id
            and last_deciding.payer_id = adjustments.payer_id
    where
        adjustments.role = 'denial'
        and claims.state in ('DENIED', 'PARTIALLY_PAID')
),

open_denials as (
    select
        claim_id,
        category,
        procedure_code,
        case
            when written_off_cents = 0 then amount_cents
            else greatest(least(amount_cents, denied_so_far - written_off_cents), 0)
        end as open_cents
    from denials
)

select
    $group,
    count(distinct claims.claim_id) as claims,
    count(*) as denials,
    sum(adjustments.open_cents) as denied_cents,
    round(100e0 * sum(adjustments.open_cents) / nullif(sum(sum(adjustments.open_cents)) over (), 0), 1)
        as percent
from claims
inner join open_denials as adjustments on claims.claim_id = adjustments.claim_id
group by 1
order by denied_cents desc, 1
limit 10000
