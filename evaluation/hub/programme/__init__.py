"""The development programme: priorities, their progress, and communications."""
