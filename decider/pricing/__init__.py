"""The price book: dated list prices with their sources, loaded from files and shown on one page."""
