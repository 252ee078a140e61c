"""factory-boy factories of our models, one module for each app. They write in the schema in force."""
