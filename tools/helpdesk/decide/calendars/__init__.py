"""Opening hours and business time: when a calendar is open, and how much open time lies between two moments."""
