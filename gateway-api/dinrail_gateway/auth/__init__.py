"""Who may use the API: accounts, sessions, tokens, setup code, throttling, origin check; default deny."""
