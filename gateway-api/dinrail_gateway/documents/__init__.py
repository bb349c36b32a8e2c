"""The files of `config/`: read strictly, kept in versions, never replaced by defaults."""
