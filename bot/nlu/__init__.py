"""Graph components that understand a message: language, names, intent."""
