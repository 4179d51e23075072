"""The demo company's life: months of believable tickets, the same ones for the same seed. Invented from end to end."""
