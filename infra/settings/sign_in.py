"""The settings of sign-in: the identity providers of a stage, and the address of its user pool."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from claimtrail.access.provider_watch.certificates import signing_certificates_end
from claimtrail.access.provider_watch.model import WatchedProvider
from claimtrail.access.sign_in.model import ProviderChoice, SignInLimits
from claimtrail.access.sign_in.people import MACHINE_DIRECTORY, Directory
from claimtrail.kernel.frozen_model import FrozenModel

SecretArn = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:secretsmanager:\S+$")]
Address = Annotated[
    str, StringConstraints(pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])\S+$")
]
"""An address with TLS, or one of this machine."""


class IdentityProvider(FrozenModel):
    """An identity provider that the organization has, by OIDC or by SAML."""

    kind: Literal["oidc", "saml"]
    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{2,30}$")
    """Its name in the user pool; it stays, since the pool's users are named after it."""
    title: str = Field(default="", max_length=60)
    """The name that people choose it by; its own where empty."""
    directory: Directory | None = None
    """The people that it names: empty for the organization's own, else a word that stands before
    their names in the trail. With several providers each has to say it, so that nobody becomes
    somebody else by having the same name elsewhere."""
    issuer: Address | None = None
    """OIDC: the issuer, whose discovery document has the endpoints."""
    client_id: str = ""
    """OIDC: the client that stands for the user pool."""
    client_secret_arn: SecretArn | None = None
    """OIDC: the secret of Secrets Manager whose text is the client's secret."""
    client_secret: str = ""
    """OIDC: the client's secret itself; of a local provider alone."""
    scopes: tuple[str, ...] = ("openid", "profile")
    """OIDC: the scopes that the pool asks for; groups may need one more."""
    metadata_url: Address | None = None
    """SAML: the address of the provider's metadata, which Cognito fetches again every six hours."""
    metadata: str = ""
    """SAML: the metadata themselves, where no address has them."""
    person_attribute: str = ""
    """The attribute that names the person, never reassigned; the subject (NameID) where empty."""
    name_attribute: str = "name"
    """The attribute that pages show as the person's name."""
    groups_attribute: str = "groups"
    """The attribute with the person's groups."""
    department_attribute: str = ""
    """The attribute with the person's department; reviews of access are by department."""
    manager_attribute: str = ""
    """The attribute with the person id of the person's manager, who attests the access."""
    contract_attribute: str = ""
    """The attribute with the last day of a contractor, as 2026-12-31."""

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind == "oidc":
            if not self.issuer or not self.client_id:
                raise ValueError("an OIDC provider has an issuer and a client_id")
            if bool(self.client_secret_arn) == bool(self.client_secret):
                raise ValueError("an OIDC provider has a client_secret_arn")
            if self.client_secret and self.issuer.startswith("https://"):
                raise ValueError("only a local provider's secret stands here: client_secret_arn")
        elif bool(self.metadata_url) == bool(self.metadata):
            raise ValueError("a SAML provider has either metadata_url or metadata")
        if self.directory == MACHINE_DIRECTORY:
            raise ValueError(f"the directory {MACHINE_DIRECTORY!r} is of machines")
        return self

    @property
    def choice(self) -> ProviderChoice:
        """Return the provider as people choose it."""
        return ProviderChoice(
            name=self.name, title=self.title or self.name, directory=self.directory or ""
        )

    @property
    def watched(self) -> WatchedProvider:
        """Return the provider as the schedule looks at it. Raises ValueError for bad metadata."""
        return WatchedProvider(
            kind=self.kind,
            name=self.name,
            issuer=self.issuer or "",
            metadata_url=self.metadata_url or "",
            certificates_end_at=signing_certificates_end(self.metadata.encode())
            if self.metadata
            else (),
        )


class SignIn(FrozenModel):
    """Sign-in of a stage; without a provider nobody signs in."""

    providers: tuple[IdentityProvider, ...] = ()
    domain_prefix: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,61}[a-z0-9])?$")
    """The user pool's address is `https://PREFIX.auth.REGION.amazoncognito.com`; the prefix is
    unique in the region. The name of the organization and of the stage where empty."""
    local_address: str = Field(default="", pattern=r"^(http://localhost:\d{1,5})?$")
    """The address of an embedded cloud, whose user pool has no domain; empty in AWS."""
    limits: SignInLimits = SignInLimits()

    @model_validator(mode="after")
    def _tells_people_apart(self) -> Self:
        names = [one.name for one in self.providers]
        if len(set(names)) < len(names):
            raise ValueError("two providers have one name")
        if len(names) > 1 and any(one.directory is None for one in self.providers):
            raise ValueError("of several providers each says its directory")
        return self
