-- title: Denied dollars by $title
-- description: Money that is denied now, by $described: by the remittances that decide the claims that are not hidden. A denial stands until its claim is appealed, written off or closed. The sum of each of the four reports on denied dollars is the same.
with recent_adjustments as (
    select *
    from adjustments
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
)

select
    $group,
    count(distinct claims.claim_id) as claims,
    count(*) as denials,
    sum(adjustments.amount_cents) as denied_cents,
    round(100e0 * sum(adjustments.amount_cents) / nullif(sum(sum(adjustments.amount_cents)) over (), 0), 1)
        as percent
from claims
inner join counted_remittances
    on claims.claim_id = counted_remittances.claim_id and counted_remittances.decides
inner join recent_adjustments as adjustments on counted_remittances.remittance_id = adjustments.remittance_id
where
    adjustments.role = 'denial'
    and claims.state in ('DENIED', 'PARTIALLY_PAID')
group by 1
order by denied_cents desc, 1
limit 10000
