"""Writing of interchanges: acknowledgments, inquiries, corrected claims."""
