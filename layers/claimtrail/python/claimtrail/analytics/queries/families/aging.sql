-- title: Aging of open claims by $title
-- description: Submitted claims that are neither decided nor closed, by payer and days since $described, with the charge and the balance in each bucket. Hidden claims are left out.
with pending as (
    select
        payer_id,
        charge_cents,
        balance_cents,
        date_diff('day', date($day), current_date) as days
    from claims
    where not hidden
        and $day is not null
        and state not in (
            'DRAFT', 'PAID', 'PARTIALLY_PAID', 'DENIED', 'PATIENT_RESPONSIBILITY',
            'FINAL_NO_PAYMENT', 'PREDETERMINED', 'VOIDED', 'WRITTEN_OFF', 'CLOSED'
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
    sum(balance_cents) as balance_cents,
    max(days) as oldest_days
from pending
group by 1, 2
order by payer_id, days_old
limit 10000
