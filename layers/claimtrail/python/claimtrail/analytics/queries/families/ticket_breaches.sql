-- title: Breaches of clocks by category
-- description: Tickets whose clocks were breached, and those that were warned and kept, by clock and category under each version of the taxonomy. A breach that a hold reported late took back stays counted: it was recorded.
$ticket_steps

measured as (
    select
        ticket_id,
        json_extract_scalar(detail, '$$.clock.clock_id') as clock_id,
        count(*) filter (where detail_type = 'ticket.sla_warned') as warnings,
        count(*) filter (where detail_type = 'ticket.sla_breached') as breaches
    from steps
    where detail_type in ('ticket.sla_warned', 'ticket.sla_breached')
    group by 1, 2
),

reported as (
    select
        latest.ticket_id,
$ticket_columns
    from latest
$ticket_join
)
select
    reported.reported_version as taxonomy_version,
    reported.reported_area as area,
    reported.reported_category as category,
    reported.title,
    measured.clock_id,
    count(*) as warned_or_breached_tickets,
    count(*) filter (where measured.breaches > 0) as breached_tickets,
    count(*) filter (where measured.breaches = 0) as kept_tickets,
    sum(measured.breaches) as breaches
from reported
inner join measured on reported.ticket_id = measured.ticket_id
where reported.way_number = 1
group by reported.reported_version, reported.reported_area, reported.reported_category, reported.title, measured.clock_id
order by taxonomy_version desc, breached_tickets desc, category, clock_id
limit 10000
