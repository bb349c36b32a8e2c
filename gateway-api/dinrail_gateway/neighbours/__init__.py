"""Programs beside us that a profile of compose switches on: whether they answer; nothing of ours waits for them."""
