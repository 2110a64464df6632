        ticket_categories.reported_version,
        ticket_categories.reported_area,
        ticket_categories.reported_category,
        ticket_categories.title,
        row_number() over (
            partition by latest.ticket_id, ticket_categories.reported_version
            order by ticket_categories.place
        ) as way_number
