-- title: Escalations and their tickets
-- description: One row per escalation: the word that was late, when it started, reminded, went to the manager and ended, and the ticket that it opened.
-- words: reason=escalation_reason
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
    where (detail_type like 'escalation.%' or detail_type like 'ticket.%')
        and correlation_id like 'esc_%'
)
select
    correlation_id as escalation_id,
    max(claim_id) as claim_id,
    max(payer_id) as payer_id,
    max(json_extract_scalar(detail, '$.reason')) as reason,
    min(occurred_at) filter (where detail_type = 'escalation.started') as started_at,
    min(occurred_at) filter (where detail_type = 'escalation.notified') as notified_at,
    count(*) filter (where detail_type = 'escalation.reminded') as reminders,
    min(occurred_at) filter (where detail_type = 'escalation.escalated_to_manager') as escalated_at,
    min(occurred_at) filter (where detail_type = 'ticket.opened') as ticket_opened_at,
    max(ticket_id) as ticket_id,
    max(occurred_at) filter (where detail_type = 'ticket.closed') as ticket_closed_at,
    max(occurred_at) filter (where detail_type = 'escalation.ended') as ended_at
from steps
where repeat_number = 1
group by correlation_id
order by started_at desc, escalation_id
limit 10000
