"""What is confidential: people and their cases. Programme rooms never import from here."""
