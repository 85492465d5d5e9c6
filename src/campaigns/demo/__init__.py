"""An invented coalition with letters in several states, to try the product on."""
