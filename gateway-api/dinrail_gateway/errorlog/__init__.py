"""Every exception of every part, kept in `config/system_logs.db` and grouped by its fingerprint."""
