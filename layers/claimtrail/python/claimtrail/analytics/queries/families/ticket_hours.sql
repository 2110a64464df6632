-- title: Hours to $title by category
-- description: Hours from the opening of tickets to $described, average and percentiles (nearest rank), by category under each version of the taxonomy. Hours of the wall clock: nights, holidays and holds count, which the clocks of a ticket leave out.
$ticket_steps

measured as (
    select
        ticket_id,
        date_diff(
            'minute',
            min(happened_at) filter (where detail_type = 'ticket.opened'),
            $until
        ) / 60e0 as hours
    from steps
    group by ticket_id
),

reported as (
    select
        latest.is_open,
        measured.hours,
$ticket_columns
    from latest
    inner join measured on latest.ticket_id = measured.ticket_id
$ticket_join
),

ranked as (
    select
        reported.*,
        row_number() over (
            partition by reported_version, reported_category order by hours
        ) as place,
        count(hours) over (partition by reported_version, reported_category) as ended
    from reported
    where way_number = 1
        and $counted
)
select
    reported_version as taxonomy_version,
    reported_area as area,
    reported_category as category,
    title,
    count(*) as tickets,
    count(hours) as $done,
    round(avg(hours), 1) as average_hours,
    round(min(case when place >= 0.5e0 * ended then hours end), 1) as p50_hours,
    round(min(case when place >= 0.9e0 * ended then hours end), 1) as p90_hours,
    round(max(hours), 1) as slowest_hours
from ranked
group by reported_version, reported_area, reported_category, title
order by taxonomy_version desc, tickets desc, category
limit 10000
