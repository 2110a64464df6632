-- title: Payments beside what the bank confirmed
-- description: Each payment once, with what a bank's file says of it: `confirmed`, `differs`, or `unconfirmed` where no file says anything. No bank file is read today, so that every payment that moves money is unconfirmed.
with recent_payments as (
    select *
    from payments
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_bank_entries as (
    select *
    from bank_entries
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

listed as (
    select
        payments.*,
        row_number() over (partition by payment_id order by received_at, file_id, source_start)
            as copy
    from recent_payments as payments
),

booked as (
    select
        payment_trace_number,
        originating_company_id,
        sum(amount_cents) as amount_cents,
        min(booked_on) as booked_on
    from recent_bank_entries as bank_entries
    group by payment_trace_number, originating_company_id
)
select
    listed.payer_id,
    listed.payment_trace_number,
    listed.paid_on,
    listed.method,
    listed.amount_cents,
    case
        when listed.method = 'NON' then 'nothing to confirm'
        when booked.amount_cents is null then 'unconfirmed'
        when booked.amount_cents = listed.amount_cents then 'confirmed'
        else 'differs'
    end as bank,
    booked.amount_cents as bank_cents,
    booked.booked_on
from listed
left join booked
    on listed.payment_trace_number = booked.payment_trace_number
        and coalesce(booked.originating_company_id, listed.originating_company_id, '')
        = coalesce(listed.originating_company_id, '')
where listed.copy = 1
order by listed.paid_on desc, listed.payer_id, listed.payment_trace_number
limit 10000
