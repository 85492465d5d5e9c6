"""Tests of `campaigns.names`."""
