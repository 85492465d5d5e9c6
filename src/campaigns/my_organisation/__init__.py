"""What a member's people see of their own organisation, from a link that they ask for by their address. No account."""
