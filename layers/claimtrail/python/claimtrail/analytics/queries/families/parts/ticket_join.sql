    inner join ticket_categories
        on
            latest.category = ticket_categories.category
            and latest.taxonomy_version = ticket_categories.ticket_version
            and (ticket_categories.cause is null or latest.cause = ticket_categories.cause)
            and (ticket_categories.code is null or latest.code = ticket_categories.code)
            and (ticket_categories.outcome is null or latest.outcome = ticket_categories.outcome)
