"""Reading what people have: files of any make as rows, their columns as roles."""
