"""Who has to agree, who was asked, and what follows from the answer."""
