-- title: Reopened tickets by category
-- description: Of the tickets that were resolved, closed or canceled at least once, how many were opened again and how often, by category under each version of the taxonomy.
$ticket_steps

measured as (
    select
        ticket_id,
        count(*) filter (
            where detail_type in ('ticket.resolved', 'ticket.closed', 'ticket.canceled')
        ) as ends,
        count(*) filter (where detail_type = 'ticket.reopened') as reopenings
    from steps
    group by ticket_id
),

reported as (
    select
        measured.reopenings,
$ticket_columns
    from latest
    inner join measured on latest.ticket_id = measured.ticket_id and measured.ends > 0
$ticket_join
)
select
    reported_version as taxonomy_version,
    reported_area as area,
    reported_category as category,
    title,
    count(*) as ended_tickets,
    count(*) filter (where reopenings > 0) as reopened_tickets,
    sum(reopenings) as reopenings,
    round(count(*) filter (where reopenings > 0) / cast(count(*) as double), 4) as reopen_rate
from reported
where way_number = 1
group by reported_version, reported_area, reported_category, title
order by taxonomy_version desc, reopened_tickets desc, category
limit 10000
