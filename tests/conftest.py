"""Shared by every area of the tests: with this file here, `from builders import a_desk, mail` works in all of them."""
