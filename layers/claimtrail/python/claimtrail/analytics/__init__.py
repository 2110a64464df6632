"""What analysts query: the datasets, column by column, and the saved queries."""
