"""Lists of pages: what one is, how a person sees it, and its page, files and saved views."""
