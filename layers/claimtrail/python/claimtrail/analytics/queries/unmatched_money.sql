-- title: Unapplied payments
-- description: Payments for claims whose 837 is not on file here, still open, one row a payment: days_waiting since it was first recorded here, days_since_payment since the payer paid. `claimtrail unmatched` has one row a number, with its payments_of_number. What a second file states again is listed once.
with recent_exceptions as (
    select *
    from exceptions
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_remittances as (
    select *
    from remittances
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

newest as (
    select
        exceptions.*,
        row_number() over (partition by exception_id order by version desc) as age,
        min(recorded_at) over (partition by exception_id) as first_recorded_at
    from recent_exceptions as exceptions
),

waiting as (
    select
        newest.payer_id,
        newest.claim_id,
        newest.event_id as remittance_id,
        remittances.payment_trace_number,
        remittances.paid_on,
        remittances.paid_cents,
        remittances.charge_cents,
        date_diff(
            'day', date(substr(newest.first_recorded_at, 1, 10)), current_date
        ) as days_waiting,
        newest.file_id,
        remittances.status_code,
        row_number() over (
            partition by newest.claim_id, payment_trace_number, paid_on, newest.file_id,
                status_code, charge_cents, paid_cents
            order by newest.source_start
        ) as number_in_file
    from newest
    inner join recent_remittances as remittances
        on newest.event_id = remittances.remittance_id
            and newest.claim_id = remittances.claim_id
    where newest.age = 1
        and newest.status in ('open', 'overdue')
        and newest.cause = 'unmatched'
),

copies as (
    select
        waiting.*,
        row_number() over (
            partition by claim_id, payment_trace_number, paid_on, status_code, charge_cents,
                paid_cents, number_in_file
            order by days_waiting desc, remittance_id
        ) as copy
    from waiting
)
select
    payer_id,
    claim_id,
    remittance_id,
    payment_trace_number,
    paid_on,
    paid_cents,
    charge_cents,
    days_waiting,
    date_diff('day', date(paid_on), current_date) as days_since_payment,
    count(*) over (partition by claim_id) as payments_of_number,
    file_id
from copies
where copy = 1
order by abs(paid_cents) desc, remittance_id
limit 10000
