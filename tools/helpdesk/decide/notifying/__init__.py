"""Who is told what, when, through which channel, in which words; and what other systems are owed."""
