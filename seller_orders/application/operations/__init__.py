"""Operations of the use cases, a class a subject."""
