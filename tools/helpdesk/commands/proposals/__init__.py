"""What a proposal comes to: checked, judged by its base's rules, merged, told."""
