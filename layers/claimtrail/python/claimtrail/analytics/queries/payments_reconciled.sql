-- title: Payments reconciled with what they pay
-- description: Each payment (BPR02) against its claims (CLP04) and the provider-level adjustments (PLB): the difference in cents, claim payments that it counts and the remittances do not have, and in how many files it came.
with recent_remittances as (
    select *
    from remittances
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_provider_adjustments as (
    select *
    from provider_adjustments
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_payments as (
    select *
    from payments
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

paid as (
    select
        file_id,
        interchange_control_number,
        group_control_number,
        set_control_number,
        count(*) as claim_payments,
        sum(paid_cents) as paid_cents
    from recent_remittances as remittances
    group by file_id, interchange_control_number, group_control_number, set_control_number
),

beside as (
    select
        payment_id,
        file_id,
        source_start,
        sum(amount_cents) as withheld_cents
    from recent_provider_adjustments as provider_adjustments
    group by payment_id, file_id, source_start
)
select
    payments.payer_id,
    payments.payment_trace_number,
    payments.paid_on,
    payments.method,
    payments.amount_cents,
    payments.claims_paid_cents,
    coalesce(beside.withheld_cents, 0) as withheld_cents,
    payments.amount_cents - payments.claims_paid_cents
    + coalesce(beside.withheld_cents, 0) as difference_cents,
    payments.claim_count - coalesce(paid.claim_payments, 0) as claims_missing,
    payments.claims_paid_cents - coalesce(paid.paid_cents, 0) as missing_cents,
    count(*) over (partition by payments.payment_id) as copies,
    payments.file_id
from recent_payments as payments
left join beside
    on payments.payment_id = beside.payment_id
        and payments.file_id = beside.file_id
        and payments.source_start = beside.source_start
left join paid
    on payments.file_id = paid.file_id
        and payments.interchange_control_number = paid.interchange_control_number
        and payments.group_control_number = paid.group_control_number
        and payments.set_control_number = paid.set_control_number
order by abs(difference_cents) desc, payments.paid_on desc, payments.payment_trace_number
limit 10000
