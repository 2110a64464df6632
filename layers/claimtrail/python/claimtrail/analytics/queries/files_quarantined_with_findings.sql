-- title: Rejected files and what is wrong with them
-- description: Files that were quarantined or rejected, wholly or in part, with each finding's place and next step.
with recent_files as (
    select *
    from files
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

recent_findings as (
    select *
    from findings
    where dt >= substr(cast(date_add('day', -400, current_date) as varchar), 1, 10)
),

ranked as (
    select
        files.*,
        row_number() over (
            partition by file_id, partner_id
            order by
                recorded_at desc,
                case when status in ('RECEIVING', 'QUEUED') then 0 else 1 end desc,
                chain_seq desc
        ) as age
    from recent_files as files
),

faults as (
    select
        findings.*,
        row_number() over (partition by finding_id order by chain_seq) as repeat_number
    from recent_findings as findings
)
select
    ranked.received_at,
    ranked.partner_id,
    ranked.file_id,
    ranked.status,
    faults.code,
    faults.severity,
    faults.message,
    faults.next_step,
    faults.set_control_number,
    faults.segment_id,
    faults.element_position,
    faults.byte_offset
from ranked
left join faults
    on ranked.file_id = faults.file_id
        and ranked.partner_id = faults.partner_id
        and faults.repeat_number = 1
where ranked.age = 1
    and ranked.status in ('QUARANTINED', 'PARTLY_REJECTED', 'REJECTED')
order by ranked.received_at desc, ranked.file_id, faults.byte_offset, faults.code
limit 10000
