"""The face: one design language, base templates, parts, form rendering and static files of every door."""
