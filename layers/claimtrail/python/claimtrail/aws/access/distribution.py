"""The distribution of CloudFront in front of the pages, and the header that it sends."""

from typing import Any


class CloudFrontFront:
    """The headers that a distribution adds to requests for its origins."""

    def __init__(self, cloudfront: Any, distribution_id: str) -> None:
        self._client = cloudfront
        self._id = distribution_id

    def send(self, header: str, value: str) -> None:
        """Let every origin be sent a header with this value, if it is not already.

        CloudFront takes minutes to bring it to its edges. Raises botocore's ClientError
        (PreconditionFailed) when somebody else changed the distribution meanwhile.
        """
        found = self._client.get_distribution_config(Id=self._id)
        config = found["DistributionConfig"]
        is_changed = [_set(origin, header, value) for origin in config["Origins"]["Items"]]
        if any(is_changed):
            self._client.update_distribution(
                Id=self._id, IfMatch=found["ETag"], DistributionConfig=config
            )


def _set(origin: dict[str, Any], header: str, value: str) -> bool:
    """Set the header of one origin; return whether it was another, or none."""
    sent = origin.get("CustomHeaders", {}).get("Items", [])
    others = [one for one in sent if one["HeaderName"].lower() != header]
    wanted = [*others, {"HeaderName": header, "HeaderValue": value}]
    if any(one["HeaderName"].lower() == header and one["HeaderValue"] == value for one in sent):
        return False
    origin["CustomHeaders"] = {"Quantity": len(wanted), "Items": wanted}
    return True
