"""Who has a ticket: skills, shifts, absences, load, and what happens when somebody goes away."""
