"""What people say to the desk within a message: `/take`, `/priority p1`. One reader, one table, one place that does it,
for mail, issues, chat and clicks alike."""
