"""The demo team: a story in a file, told by the product's own actions."""
