"""Tables saved as files: CSV and XLSX, streamed, whatever their length."""
