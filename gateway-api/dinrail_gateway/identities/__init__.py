"""Who may speak on the bus: roles, passwords, the broker's security file and outside clients."""
