"""The analysts' room: the datasets, column by column, and the saved queries."""
