"""The outside world, one module a door: input becomes a Message, a Notice becomes something sent."""
