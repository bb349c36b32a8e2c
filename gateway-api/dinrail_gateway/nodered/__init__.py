"""Node-RED beside us: whether it is there, who may see what of it, and what it is given to speak with us."""
