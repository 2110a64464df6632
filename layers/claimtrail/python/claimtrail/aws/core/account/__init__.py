"""The account that a process works in: clients, environment, stacks, the operator."""
