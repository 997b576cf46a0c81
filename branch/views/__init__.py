"""Pages of organisations, members, accounts and signing in."""
