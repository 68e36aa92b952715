"""Request bodies of the operations on one order, a module a subject."""
