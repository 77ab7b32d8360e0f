"""The made-up stories behind the example cycles, and the machinery that spells them out."""
