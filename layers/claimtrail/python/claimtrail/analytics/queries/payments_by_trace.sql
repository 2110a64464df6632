-- title: Payments and what they pay
-- description: Each payment of a payer (TRN02 and its day): claims, money, reversals, and claim payments that do not add up.
select
    payer_id,
    payment_trace_number,
    paid_on,
    count(*) as claim_payments,
    count(distinct claim_id) as claims,
    sum(charge_cents) as charge_cents,
    sum(paid_cents) as paid_cents,
    sum(patient_responsibility_cents) as patient_responsibility_cents,
    sum(case when status_code = '22' then 1 else 0 end) as reversals,
    sum(case when not balanced then 1 else 0 end) as unbalanced
from remittances
group by payer_id, payment_trace_number, paid_on
order by paid_on desc, payer_id, payment_trace_number
