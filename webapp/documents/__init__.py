"""The papers of a visit: 笔录, 意见书, 责令改正, 回执 and the rest, numbered, signed and immutable."""
