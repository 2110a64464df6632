"""pyx12's own word on a file that we wrote."""

import io
import logging

from pyx12.params import ParamsBase
from pyx12.x12n_document import x12n_document


def pyx12_takes(data: bytes) -> bool:
    """Return pyx12's verdict; its log is silenced because it repeats element values."""
    logging.disable(logging.CRITICAL)
    try:
        return bool(x12n_document(ParamsBase(), io.StringIO(data.decode("ascii")), None, None))
    finally:
        logging.disable(logging.NOTSET)
