"""Tests of wishes and posts."""
