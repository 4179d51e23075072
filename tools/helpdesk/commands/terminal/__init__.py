"""What people type and what they see: texts in, pages and tables out."""
