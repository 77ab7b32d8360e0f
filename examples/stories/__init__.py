"""The made-up stories behind the example cycles: data, and the little machinery that spells it out."""
