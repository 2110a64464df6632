"""Stack outputs of the pages."""

from claimtrail.kernel.outputs import StackOutput


class FrontOutput(StackOutput):
    """The address of the pages, and the records that their names need."""

    PAGES_ADDRESS = "PagesAddress"
    """Address that people open, without a slash at its end."""
    PAGES_TARGET = "PagesTarget"
    """Name of the distribution, to which the pages' own name leads."""
    ORIGIN_NAME = "PagesOriginName"
    """Name by which CloudFront reaches the API."""
    ORIGIN_TARGET = "PagesOriginTarget"
    """Name of the API's endpoint, to which the origin's own name leads."""
