"""How the gateway itself is: /healthz, /metrics, and problems of the parts around it."""
