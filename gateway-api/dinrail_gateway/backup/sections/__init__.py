"""What a backup holds, section by section: how it is taken, compared and put back."""
