"""Areas: the administrative divisions of China, a tree by prefix of the code."""
