"""What points were: questions about the past, answered from the history's database."""
