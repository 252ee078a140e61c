"""Forms that a cluster edits itself: versioned questions, and the answers to them."""
