"""What a ticket is about: conditions over facts, words, learned suggestions, known errors."""
