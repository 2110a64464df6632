"""Field views: the field group of each field that people are shown, by the class that has it."""
