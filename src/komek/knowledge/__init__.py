"""What is public: what a migrant must know, and whom to ask. It knows no person and no case."""
