-- title: Payments and what they pay
-- description: Each payment of a payer (TRN02 and its day): claims, money, reversals, and claim payments that do not balance. What a second file states again is counted once, under `repeated`.
with recent_remittances as (
    select *
    from remittances
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

numbered as (
    select
        remittances.*,
        coalesce(claim_numbers.claim_id, remittances.claim_id) as counts_for,
        row_number() over (
            partition by remittances.payer_id, payment_trace_number, paid_on, file_id,
                remittances.claim_id, status_code, charge_cents, paid_cents, line_count
            order by source_start
        ) as number_in_file
    from recent_remittances as remittances
    left join claim_numbers on remittances.claim_id = claim_numbers.number_id
),

copies as (
    select
        numbered.*,
        row_number() over (
            partition by payer_id, payment_trace_number, paid_on, claim_id, status_code,
                charge_cents, paid_cents, line_count, number_in_file
            order by received_at, file_id
        ) as copy
    from numbered
)
select
    payer_id,
    payment_trace_number,
    paid_on,
    sum(case when copy = 1 then 1 else 0 end) as claim_payments,
    count(distinct counts_for) as claims,
    sum(case when copy = 1 then charge_cents else 0 end) as charge_cents,
    sum(case when copy = 1 then paid_cents else 0 end) as paid_cents,
    sum(case when copy = 1 then patient_responsibility_cents else 0 end)
        as patient_responsibility_cents,
    sum(case when copy = 1 and status_code = '22' then 1 else 0 end) as reversals,
    sum(case when copy = 1 and not balanced then 1 else 0 end) as unbalanced,
    sum(case when copy > 1 then 1 else 0 end) as repeated
from copies
group by payer_id, payment_trace_number, paid_on
order by paid_on desc, payer_id, payment_trace_number
limit 10000
