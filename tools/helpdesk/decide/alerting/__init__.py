"""What the desk makes of alerts: which ticket one belongs to, how much it matters, whom it need not wake."""
