-- title: Ageing of open claims
-- description: Claims that are neither decided nor closed, by payer and days since submission, with the money in each bucket.
with pending as (
    select
        payer_id,
        charge_cents,
        date_diff('day', date(coalesce(submitted_on, state_since)), current_date) as days
    from claims
    where state not in (
        'PAID', 'PARTIALLY_PAID', 'DENIED', 'PATIENT_RESPONSIBILITY', 'FINAL_NO_PAYMENT',
        'PREDETERMINED', 'VOIDED', 'WRITTEN_OFF', 'CLOSED'
    )
)
select
    payer_id,
    case
        when days <= 30 then '000-030'
        when days <= 60 then '031-060'
        when days <= 90 then '061-090'
        when days <= 120 then '091-120'
        else '121 and more'
    end as days_old,
    count(*) as claims,
    sum(charge_cents) as charge_cents,
    max(days) as oldest_days
from pending
group by 1, 2
order by payer_id, days_old
