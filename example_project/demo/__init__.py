"""The demonstration clusters of the example project: their texts, signs and invented people."""
