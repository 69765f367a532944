"""What happens in the sandbox, as it happens: a feed of events, and rounds that let chargers live on."""
