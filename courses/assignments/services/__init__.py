"""The only writers of work that was handed in: its versions, its marks, the reviews of peers."""
