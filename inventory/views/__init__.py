"""The pages of the workshop, by noun: permission, form, one call, answer."""
