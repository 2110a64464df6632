"""Sign-in: the user pool between the organization's identity providers and the pages."""

import re
from collections.abc import Mapping, Sequence

from aws_cdk import Duration, SecretValue, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from claimtrail.access.sign_in.id_tokens import (
    CONTRACT,
    DEPARTMENT,
    GROUPS,
    MANAGER,
    NAME,
    PERSON,
)
from claimtrail.access.sign_in.model import CALLBACK_PATH, SIGNED_OUT_PATH
from claimtrail.access.sign_in.people import Machine, People
from claimtrail.access.sign_in.protocol import LOOPBACK_PORTS, loopback_address
from claimtrail.access.sign_in.scopes import (
    MEANINGS,
    PERSON_MEANING,
    PERSON_SCOPE,
    RESOURCE_SERVER,
    MachineScope,
    full_name,
)
from infra.constructs.python_function import removal_policy
from infra.settings import IdentityProvider, Settings

_CUSTOM = "custom:"
_LONGEST_ATTRIBUTE = 2048
"""Letters of an attribute, at most (Cognito's quota); longer ones fail the sign-in."""
_KEPT = {GROUPS: _LONGEST_ATTRIBUTE, DEPARTMENT: 256, MANAGER: 128, CONTRACT: 10}
"""Attributes beside the standard ones, each with the letters that it may have."""
_TOKEN_LENGTH = 64
_MACHINE_TOKEN = Duration.minutes(15)
_PERSON_TOKEN = Duration.minutes(5)
"""Cognito's least; the token is read once."""
_REFRESH_TOKEN = Duration.minutes(60)
"""Cognito's least; nobody keeps it."""
_COMMAND_LINE_TOKEN = Duration.minutes(15)
_WORKING_DAY = Duration.hours(12)
"""The longest that a person works at the command line by one sign-in: as by the pages."""
_NO_PASSWORDS = cognito.AuthFlow(user_srp=False)
"""Tokens come by the authorization code and by client credentials alone."""
_NOT_IN_DOMAIN = re.compile(r"[^a-z0-9]+")


class SignIn(Construct):
    """Creates the user pool, its identity providers, its domain, and the clients of machines.

    Nobody has a password in it: people come from the identity providers, machines have secrets of
    their own. The embedded cloud has no domain, since nothing resolves its name.
    """

    def __init__(self, scope: Construct, *, settings: Settings, people: People) -> None:
        super().__init__(scope, "SignIn")
        self.settings = settings
        self.pool = self._pool()
        self.issuer = f"https://{self.pool.user_pool_provider_name}"
        self.address = self._address()
        self.providers = [self._provider(one) for one in settings.sign_in.providers]
        self.scopes = [full_name(scope) for scope in (*MachineScope, PERSON_SCOPE)]
        server, scopes = self._resource_server()
        self.person_scope = cognito.OAuthScope.resource_server(server, self._person_scope)
        self.machines: Mapping[str, cognito.UserPoolClient] = {
            machine.name: self._machine(machine, server, scopes) for machine in people.machine
        }

    @property
    def machine_client_ids(self) -> list[str]:
        """Return the ids of the machines' clients: the audience of their tokens."""
        return [client.user_pool_client_id for client in self.machines.values()]

    def _pool(self) -> cognito.UserPool:
        return cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True),
            sign_in_case_sensitive=True,
            account_recovery=cognito.AccountRecovery.NONE,
            standard_attributes=cognito.StandardAttributes(
                fullname=cognito.StandardAttribute(mutable=True),
                preferred_username=cognito.StandardAttribute(mutable=True),
            ),
            custom_attributes={
                name.removeprefix(_CUSTOM): cognito.StringAttribute(mutable=True, max_len=longest)
                for name, longest in _KEPT.items()
            },
            password_policy=cognito.PasswordPolicy(
                min_length=20,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
            ),
            deletion_protection=self.settings.keep_data,
            removal_policy=removal_policy(self.settings),
        )

    def _address(self) -> str:
        """Return where people sign in: the pool's domain, or the embedded cloud."""
        if self.settings.sign_in.local_address:
            return self.settings.sign_in.local_address
        domain = self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=domain_prefix(self.settings)),
        )
        return domain.base_url()

    def _provider(self, one: IdentityProvider) -> cognito.CfnUserPoolIdentityProvider:
        return cognito.CfnUserPoolIdentityProvider(
            self,
            one.name,
            user_pool_id=self.pool.user_pool_id,
            provider_name=one.name,
            provider_type=one.kind.upper(),
            provider_details=_oidc(one) if one.kind == "oidc" else _saml(one),
            attribute_mapping=_mapping(one),
        )

    def _resource_server(
        self,
    ) -> tuple[cognito.UserPoolResourceServer, dict[MachineScope, cognito.ResourceServerScope]]:
        scopes = {
            scope: cognito.ResourceServerScope(
                scope_name=scope.value, scope_description=MEANINGS[scope]
            )
            for scope in MachineScope
        }
        self._person_scope = cognito.ResourceServerScope(
            scope_name=PERSON_SCOPE, scope_description=PERSON_MEANING
        )
        server = self.pool.add_resource_server(
            "Api", identifier=RESOURCE_SERVER, scopes=[*scopes.values(), self._person_scope]
        )
        return server, scopes

    def _machine(
        self,
        machine: Machine,
        server: cognito.UserPoolResourceServer,
        scopes: Mapping[MachineScope, cognito.ResourceServerScope],
    ) -> cognito.UserPoolClient:
        return self.pool.add_client(
            f"Machine-{machine.name}",
            user_pool_client_name=machine.name,
            generate_secret=True,
            auth_flows=_NO_PASSWORDS,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(client_credentials=True),
                scopes=[
                    cognito.OAuthScope.resource_server(server, scopes[scope])
                    for scope in sorted(machine.scopes)
                ],
            ),
            access_token_validity=_MACHINE_TOKEN,
            prevent_user_existence_errors=True,
        )


class _CodeClient(cognito.UserPoolClient):
    """Creates a client by which people sign in: by the authorization code, at their providers."""

    def __init__(  # noqa: PLR0913 - the properties of one client, by keyword
        self,
        scope: Construct,
        *,
        sign_in: SignIn,
        settings: Settings,
        name: str,
        scopes: Sequence[cognito.OAuthScope],
        callback_urls: Sequence[str],
        logout_urls: Sequence[str] | None = None,
        generate_secret: bool,
        access_token_validity: Duration,
        refresh_token_validity: Duration,
        enable_token_revocation: bool | None = None,
    ) -> None:
        super().__init__(
            scope,
            "Client",
            user_pool=sign_in.pool,
            user_pool_client_name=name,
            generate_secret=generate_secret,
            auth_flows=_NO_PASSWORDS,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=scopes,
                callback_urls=callback_urls,
                logout_urls=logout_urls,
            ),
            supported_identity_providers=[
                cognito.UserPoolClientIdentityProvider.custom(one.name)
                for one in settings.sign_in.providers
            ],
            read_attributes=_attributes(),
            # Cognito writes what a provider says with the rights of the client (AWS: Mapping IdP
            # attributes). No token of these clients has the scope that would let a person do it.
            write_attributes=_attributes(),
            id_token_validity=_PERSON_TOKEN,
            access_token_validity=access_token_validity,
            refresh_token_validity=refresh_token_validity,
            enable_token_revocation=enable_token_revocation,
            prevent_user_existence_errors=True,
        )


class PagesClient(Construct):
    """Creates the client by which the pages sign people in, and the secret that it has.

    It stands in the stack of the pages, whose address it names: it holds nothing that a new one
    would lack.
    """

    def __init__(  # noqa: PLR0913 - the properties of one client, by keyword
        self,
        scope: Construct,
        *,
        sign_in: SignIn,
        settings: Settings,
        pages_url: str,
        key: kms.IKey,
        command_line: "CommandLineClient",
    ) -> None:
        super().__init__(scope, "PagesClient")
        self.client = _CodeClient(
            self,
            sign_in=sign_in,
            settings=settings,
            name="pages",
            scopes=[cognito.OAuthScope.OPENID],
            callback_urls=[pages_url + CALLBACK_PATH],
            logout_urls=[pages_url + SIGNED_OUT_PATH],
            generate_secret=True,
            access_token_validity=_PERSON_TOKEN,
            refresh_token_validity=_REFRESH_TOKEN,
        )
        created = self.client.node.default_child
        assert isinstance(created, cognito.CfnUserPoolClient)  # noqa: S101 - for the types
        self.secret = secretsmanager.Secret(
            self,
            "Secret",
            description="The secret of the client by which the pages sign people in",
            encryption_key=key,
            secret_string_value=SecretValue.resource_attribute(created.attr_client_secret),
            removal_policy=removal_policy(settings),
        )
        self.value = Stack.of(self).to_json_string(
            {
                "issuer": sign_in.issuer,
                "address": sign_in.address,
                "client_id": self.client.user_pool_client_id,
                "pages_url": pages_url,
                "providers": [
                    one.choice.model_dump(exclude_defaults=True)
                    for one in settings.sign_in.providers
                ],
                "machines": [
                    {"client_id": client.user_pool_client_id, "name": name}
                    for name, client in sign_in.machines.items()
                ],
                "limits": settings.sign_in.limits.model_dump(exclude_defaults=True),
                "command_line_id": command_line.client.user_pool_client_id,
            }
        )
        """The settings of `claimtrail.access.sign_in.model.SignInSettings`, as JSON text."""


class CommandLineClient(Construct):
    """Creates the client by which people sign in at the command line: public, with PKCE.

    The browser comes back to one of a few ports of the person's own machine (RFC 8252).
    """

    def __init__(self, scope: Construct, *, sign_in: SignIn, settings: Settings) -> None:
        super().__init__(scope, "CommandLineClient")
        self.client = _CodeClient(
            self,
            sign_in=sign_in,
            settings=settings,
            name="command-line",
            scopes=[cognito.OAuthScope.OPENID, sign_in.person_scope],
            callback_urls=[loopback_address(port) for port in LOOPBACK_PORTS],
            generate_secret=False,
            access_token_validity=_COMMAND_LINE_TOKEN,
            refresh_token_validity=_WORKING_DAY,
            enable_token_revocation=True,
        )


class LeaverFeed(Construct):
    """Creates the secret with the bearer token of the identity provider's leaver feed.

    The provider's administrator enters it there. A new value leaves the one before accepted, until
    the next one.
    """

    def __init__(self, scope: Construct, *, settings: Settings, key: kms.IKey) -> None:
        super().__init__(scope, "LeaverFeed")
        self.secret = secretsmanager.Secret(
            self,
            "Secret",
            description="The bearer token of the identity provider's leaver feed (SCIM)",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=_TOKEN_LENGTH, exclude_punctuation=True
            ),
            removal_policy=removal_policy(settings),
        )


def domain_prefix(settings: Settings) -> str:
    """Return the prefix of the user pool's domain, which no other account of the region has."""
    own = settings.sign_in.domain_prefix
    words = f"claimtrail {settings.stage} {settings.organization_id}".lower()
    return own or _NOT_IN_DOMAIN.sub("-", words).strip("-")[:63].rstrip("-")


def _attributes() -> cognito.ClientAttributes:
    return (
        cognito.ClientAttributes()
        .with_standard_attributes(fullname=True, preferred_username=True)
        .with_custom_attributes(*_KEPT)
    )


def _mapping(one: IdentityProvider) -> dict[str, str]:
    """Return which attribute of the provider goes into which of the pool."""
    mapping = {
        PERSON: one.person_attribute,
        NAME: one.name_attribute,
        GROUPS: one.groups_attribute,
        DEPARTMENT: one.department_attribute,
        MANAGER: one.manager_attribute,
        CONTRACT: one.contract_attribute,
    }
    return {own: theirs for own, theirs in mapping.items() if theirs}


def _oidc(one: IdentityProvider) -> dict[str, str]:
    secret = one.client_secret
    if one.client_secret_arn:
        # A reference that CloudFormation resolves: the secret stands in no template.
        secret = SecretValue.secrets_manager(one.client_secret_arn).unsafe_unwrap()
    return {
        "oidc_issuer": one.issuer or "",
        "client_id": one.client_id,
        "client_secret": secret,
        "attributes_request_method": "GET",
        "authorize_scopes": " ".join(one.scopes),
    }


def _saml(one: IdentityProvider) -> dict[str, str]:
    if one.metadata_url:
        return {"MetadataURL": one.metadata_url}
    return {"MetadataFile": one.metadata}
