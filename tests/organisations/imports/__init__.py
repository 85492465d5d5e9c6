"""Tests of `campaigns.organisations.imports`."""
