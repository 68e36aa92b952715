"""Encryption of secrets that the store keeps."""
