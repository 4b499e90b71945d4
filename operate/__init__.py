"""What whoever runs a deployment does by hand."""
