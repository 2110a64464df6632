"""Reviews of access: a manager attests, person by person, who keeps what."""
