-- title: Tickets by category under each version of the taxonomy
-- description: Tickets opened and still open by category, once for each version of the taxonomy: a category that was revised counts its whole history under its old name and under its new one.
$ticket_steps

reported as (
    select
        latest.is_open,
$ticket_columns
    from latest
$ticket_join
)
select
    reported_version as taxonomy_version,
    reported_area as area,
    reported_category as category,
    title,
    count(*) as tickets,
    count(*) filter (where is_open) as open_tickets
from reported
where way_number = 1
group by reported_version, reported_area, reported_category, title
order by taxonomy_version desc, tickets desc, category
limit 10000
