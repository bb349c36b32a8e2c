"""What a person sets for the whole house: `config/settings.json` and its secrets."""
