-- title: Underpayments: payment and patient share below expected
-- description: Paid service lines whose payment and patient share together are a tenth below what is expected: the charge times the median share of the charge that payment and patient share come to for the procedure and modifiers (of five lines at least), so that lines of several units compare with lines of one. The variance is what is expected less both. Of payments as primary (CLP02 1 and 19): a secondary payer owes less. Repeats and reversed payments are left out.
with recent_remittance_lines as (
    select *
    from remittance_lines
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

lines as (
    select
        remittance_lines.*,
        counted_remittances.claim_id as counts_for,
        paid_cents + patient_cents as paid_and_patient_cents,
        cast(paid_cents + patient_cents as double) / charge_cents as received_share,
        coalesce(modifiers, '') as with_modifiers
    from recent_remittance_lines as remittance_lines
    inner join counted_remittances
        on remittance_lines.remittance_id = counted_remittances.remittance_id
    where
        paid_cents > 0
        and charge_cents > 0
        and denied_cents = 0
        and status_code in ('1', '19')
),

ranked as (
    select
        lines.*,
        row_number() over (
            partition by lines.payer_id, procedure_code, with_modifiers order by received_share
        ) as place,
        count(*) over (partition by lines.payer_id, procedure_code, with_modifiers) as peers
    from lines
),

expected as (
    select
        payer_id,
        procedure_code,
        with_modifiers,
        min(received_share) as expected_share
    from ranked
    where place >= 0.5 * peers and peers >= 5
    group by payer_id, procedure_code, with_modifiers
),

compared as (
    select
        ranked.*,
        cast(round(expected.expected_share * ranked.charge_cents) as bigint) as expected_cents
    from ranked
    inner join expected
        on ranked.payer_id = expected.payer_id
            and ranked.procedure_code = expected.procedure_code
            and ranked.with_modifiers = expected.with_modifiers
)
select
    payer_id,
    counts_for as claim_id,
    remittance_id,
    line_number,
    paid_on,
    procedure_code,
    modifiers,
    charge_cents,
    paid_and_patient_cents,
    expected_cents,
    expected_cents - paid_and_patient_cents as variance_cents
from compared
where paid_and_patient_cents < 0.9 * expected_cents
order by variance_cents desc, remittance_id, line_number
limit 10000
