-- title: Reviews of access and openings of restricted claims
-- description: What managers attested about whose access, people whose access ended and why, and openings of restricted claims with their reviews, newest first.
with recent_audit as (
    select *
    from audit
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

steps as (
    select
        audit.*,
        row_number() over (partition by audit_id order by chain_seq) as repeat_number
    from recent_audit as audit
    where detail_type like 'access_review.%'
        or detail_type like 'person.%'
        or detail_type like 'glass.%'
        or detail_type like 'restriction.%'
)

select
    occurred_at,
    detail_type,
    actor,
    coalesce(json_extract_scalar(detail, '$.person_id'), subject_id) as about,
    state_after as decided,
    json_extract_scalar(detail, '$.cause') as cause,
    json_extract_scalar(detail, '$.reason') as reason,
    json_extract_scalar(detail, '$.due_on') as due_on,
    correlation_id,
    detail
from steps
where repeat_number = 1
order by occurred_at desc, audit_id
limit 10000
