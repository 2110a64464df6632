-- title: Lines paid below the payer's own usual
-- description: Paid service lines whose payment and patient share stay a tenth below the median of the same payer, procedure and modifiers (of five lines at least), of payments as primary (CLP02 1 and 19): a secondary payer owes less.
with lines as (
    select
        remittance_lines.*,
        paid_cents + patient_cents as met_cents,
        coalesce(modifiers, '') as with_modifiers
    from remittance_lines
    where paid_cents > 0 and denied_cents = 0 and status_code in ('1', '19')
),

ranked as (
    select
        lines.*,
        row_number() over (
            partition by payer_id, procedure_code, with_modifiers order by met_cents
        ) as place,
        count(*) over (partition by payer_id, procedure_code, with_modifiers) as peers
    from lines
),

usual as (
    select
        payer_id,
        procedure_code,
        with_modifiers,
        min(met_cents) as usual_cents
    from ranked
    where place >= 0.5 * peers and peers >= 5
    group by payer_id, procedure_code, with_modifiers
)
select
    ranked.payer_id,
    ranked.claim_id,
    ranked.remittance_id,
    ranked.line_number,
    ranked.paid_on,
    ranked.procedure_code,
    ranked.modifiers,
    ranked.charge_cents,
    ranked.met_cents,
    usual.usual_cents,
    usual.usual_cents - ranked.met_cents as short_cents
from ranked
inner join usual
    on ranked.payer_id = usual.payer_id
        and ranked.procedure_code = usual.procedure_code
        and ranked.with_modifiers = usual.with_modifiers
where ranked.met_cents < 0.9 * usual.usual_cents
order by short_cents desc, ranked.remittance_id, ranked.line_number
