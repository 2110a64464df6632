"""The settings of a stage's pages: their names, their certificates, and how much they take."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from claimtrail.kernel.frozen_model import FrozenModel

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2, as CloudFront's geographic restrictions name countries."""
UNITED_STATES = ("US", "PR", "GU", "VI", "AS", "MP")
"""The United States and its territories, which have codes of their own."""
LOOPBACK = ".localhost"
"""Names that resolve to the machine itself (RFC 6761): nothing stands in front of them."""
_NAME = r"^(([a-z0-9-]+\.)+[a-z]{2,63})?$"


class Web(FrozenModel):
    """The pages and the JSON API of a stage; without a domain nothing leads to them."""

    domain: str = Field(default="", pattern=_NAME)
    """The name of the pages, such as claims.acme-health.example. A name under `.localhost` is the
    embedded cloud's, and needs nothing else."""
    certificate: str = Field(
        default="", pattern=r"^(arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+)?$"
    )
    """ARN of the certificate of `domain`: CloudFront takes those of us-east-1 alone."""
    origin_domain: str = Field(default="", pattern=_NAME)
    """The name by which CloudFront reaches the HTTP API. People never see it."""
    origin_certificate: str = Field(
        default="", pattern=r"^(arn:aws:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]+)?$"
    )
    """ARN of the certificate of `origin_domain`, in the stage's region."""
    countries: tuple[Country, ...] = UNITED_STATES
    """Countries from which the pages are reached; empty: all."""
    requests_per_second: int = Field(default=50, ge=1, le=10_000)
    """Requests that the API takes a second, from all people and machines together."""
    burst: int = Field(default=100, ge=1, le=5_000)
    """Requests that it takes at once, beyond that rate."""
    sign_in_requests: int = Field(default=300, ge=10, le=2_000_000_000)
    """Requests to the sign-in that one address may send in five minutes. An office shares one."""
    secret_days: int = Field(default=30, ge=1, le=1_000)
    """Days after which CloudFront proves itself to the API by another secret."""

    @property
    def is_public(self) -> bool:
        """Return whether CloudFront and WAF stand in front of the pages."""
        return bool(self.domain) and not self.domain.endswith(LOOPBACK)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        behind = (self.certificate, self.origin_domain, self.origin_certificate)
        if self.is_public and not all(behind):
            raise ValueError(
                "domain goes together with certificate, origin_domain and origin_certificate"
            )
        if not self.is_public and any(behind):
            raise ValueError("certificates and origin_domain are of a domain that is public")
        if self.domain and self.domain == self.origin_domain:
            raise ValueError("origin_domain is another name than domain")
        return self
