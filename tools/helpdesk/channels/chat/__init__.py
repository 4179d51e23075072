"""Chat: Slack, Mattermost and Microsoft Teams. Commands and messages come in signed, answers go out into the thread."""
