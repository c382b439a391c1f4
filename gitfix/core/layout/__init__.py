"""What of a change is only layout, comments or the order of imports: decided by trees, never by looks."""
