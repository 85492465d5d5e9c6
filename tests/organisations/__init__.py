"""Tests of `campaigns.organisations`."""
