"""What minutes of dragging leave in memory."""
