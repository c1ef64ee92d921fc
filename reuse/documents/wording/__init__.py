"""The words of our documents, one module a document, apart from their drawing so that a lawyer can read them through."""
