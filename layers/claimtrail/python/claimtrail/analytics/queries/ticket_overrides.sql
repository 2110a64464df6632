-- title: Priorities that people set in place of the rules
-- description: Each override of a ticket's priority, newest first: who set it and who approved it, from which priority to which, the reason of care where there is one, and until when it holds. The words of the reason are in the ticket.
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
    where detail_type = 'ticket.prioritized'
)
select
    occurred_at,
    ticket_id,
    json_extract_scalar(detail, '$.category') as category,
    actor as set_by,
    json_extract_scalar(detail, '$.override_approved_by') as approved_by,
    json_extract_scalar(detail, '$.changes.priority[0]') as priority_before,
    json_extract_scalar(detail, '$.priority') as priority_after,
    json_extract_scalar(detail, '$.clinical_hold') as clinical_hold,
    json_extract_scalar(detail, '$.override_until') as override_until
from steps
where repeat_number = 1
    and json_extract_scalar(detail, '$.override_until') is not null
order by occurred_at desc, audit_id
limit 10000
