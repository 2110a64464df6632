-- title: Money that finds no claim
-- description: Remittances for claims that nobody has submitted here, still open, with what was paid by which payment and for how many days they wait.
with newest as (
    select
        exceptions.*,
        row_number() over (partition by exception_id order by version desc) as age
    from exceptions
)
select
    newest.payer_id,
    newest.claim_id,
    newest.event_id as remittance_id,
    remittances.payment_trace_number,
    remittances.paid_on,
    remittances.paid_cents,
    remittances.charge_cents,
    date_diff('day', date(substr(newest.recorded_at, 1, 10)), current_date) as days_waiting,
    newest.file_id
from newest
inner join remittances
    on newest.event_id = remittances.remittance_id
        and newest.claim_id = remittances.claim_id
where newest.age = 1
    and newest.status = 'open'
    and newest.cause = 'unmatched'
order by abs(remittances.paid_cents) desc, newest.event_id
