"""The emulator ministack with its gaps to AWS closed: `python -m patched_ministack`."""
