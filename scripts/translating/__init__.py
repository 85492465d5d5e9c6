"""What has to be translated, where it stands in the sources, and what nobody has marked yet."""
