"""The open API's handlers, one family a file: shape in, one verb, shape out."""
