"""What somebody who takes the whole machine can make of it."""
