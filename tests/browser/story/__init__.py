"""The whole story of the first release, step by step; tests/browser/test_story.py tells it."""
