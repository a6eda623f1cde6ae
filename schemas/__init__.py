"""Nouns: what travels on the topics. Imports nothing of ours."""
