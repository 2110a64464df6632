-- title: Front-end rejections and why
-- description: Claims that a payer's front end refused (277CA A3, A6, A7, A8), by themselves or with their batch or provider, by the status codes that it gave.
with sent as (
    select claim_id, max(charge_cents) as charge_cents
    from claim_events
    where kind = 'submitted'
    group by claim_id
),

reasons as (
    select
        payer_id,
        split_part(code_text, ':', 1) as category_code,
        split_part(code_text, ':', 2) as status_code,
        nullif(split_part(code_text, ':', 3), '') as entity_code,
        claim_events.claim_id,
        max(case
            when kind = 'batch_status' then sent.charge_cents
            else claim_events.charge_cents
        end) as charge_cents,
        max(effective_on) as last_on
    from claim_events
    left join sent on claim_events.claim_id = sent.claim_id
    cross join unnest(split(codes, ' ')) as given (code_text)
    where kind in ('front_end_status', 'batch_status')
        and split_part(code_text, ':', 1) in ('A3', 'A6', 'A7', 'A8')
    group by 1, 2, 3, 4, 5
)
select
    payer_id,
    category_code,
    status_code,
    entity_code,
    count(*) as claims,
    sum(charge_cents) as charge_cents,
    max(last_on) as last_on
from reasons
group by payer_id, category_code, status_code, entity_code
order by claims desc, payer_id, category_code, status_code, entity_code
