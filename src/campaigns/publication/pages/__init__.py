"""What the public and the press see. Nothing here needs a sign-in, and nothing shows what is not released."""
