-- title: Front-end rejections and why
-- description: Claims that a payer's front end refused (277CA A3, A6, A7, A8), by themselves or with their batch or provider, by the status codes that it gave, with their words.
-- words: category_code=claim_status_category entity_code=entity
with recent_claim_events as (
    select *
    from claim_events
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

sent as (
    select claim_id, max(charge_cents) as charge_cents
    from recent_claim_events as claim_events
    where kind = 'submitted'
    group by claim_id
),

reasons as (
    select
        payer_id,
        split_part(code_text, ':', 1) as category_code,
        split_part(code_text, ':', 2) as status_code,
        nullif(split_part(code_text, ':', 3), '') as entity_code,
        coalesce(claim_numbers.claim_id, claim_events.claim_id) as counts_for,
        max(case
            when kind = 'batch_status' then sent.charge_cents
            else claim_events.charge_cents
        end) as charge_cents,
        max(effective_on) as last_on
    from recent_claim_events as claim_events
    left join claim_numbers on claim_events.claim_id = claim_numbers.number_id
    left join sent on coalesce(claim_numbers.claim_id, claim_events.claim_id) = sent.claim_id
    cross join unnest(split(codes, ' ')) as given (code_text)
    where kind in ('front_end_status', 'batch_status')
        and split_part(code_text, ':', 1) in ('A3', 'A6', 'A7', 'A8')
    group by 1, 2, 3, 4, 5
)
select
    reasons.payer_id,
    reasons.category_code,
    reasons.status_code,
    reasons.entity_code,
    count(*) as claims,
    sum(reasons.charge_cents) as charge_cents,
    max(reasons.last_on) as last_on,
    max(code_texts.words) as words
from reasons
left join code_texts
    on code_texts.list = 'claim_status' and reasons.status_code = code_texts.code
group by reasons.payer_id, reasons.category_code, reasons.status_code, reasons.entity_code
order by claims desc, payer_id, category_code, status_code, entity_code
limit 10000
