"""The user pool in AWS, as its template says it: providers, clients, and nobody's password."""

import json
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Match, Template
from pydantic import ValidationError

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.people import Machine, People
from claimtrail.access.sign_in.scopes import MachineScope
from infra.constructs.sign_in import SignIn, domain_prefix
from infra.settings import IdentityProvider, Settings
from infra.settings import SignIn as SignInSettings
from infra.stage import settings_for
from tests.harness.access.user_pool import template_of

pytestmark = pytest.mark.capability("C8.8")

SECRET = "arn:aws:secretsmanager:us-west-2:111122223333:secret:acme-oidc-AbCdEf"
OIDC = IdentityProvider(
    kind="oidc",
    name="acme",
    directory="",
    issuer="https://login.acme-health.example",
    client_id="client-1",
    client_secret_arn=SECRET,
    person_attribute="employee_id",
)
SAML = IdentityProvider(
    kind="saml",
    name="agency",
    directory="agency",
    metadata_url="https://idp.agency.example/metadata",
    groups_attribute="memberOf",
)


def acme(**changes: Any) -> Settings:
    """Return a stage in AWS with two providers."""
    return settings_for("prod").model_copy(
        update={
            "stage": "acme",
            "organization_id": "acme-health",
            "sign_in": SignInSettings(providers=(OIDC, SAML)),
            **changes,
        }
    )


@pytest.fixture(scope="module")
def template() -> Template:
    return Template.from_string(json.dumps(template_of(acme())))


def test_nobody_signs_up_and_the_pool_outlives_its_stack(template: Template) -> None:
    template.has_resource(
        "AWS::Cognito::UserPool",
        {
            "DeletionPolicy": "RetainExceptOnCreate",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
                "DeletionProtection": "ACTIVE",
                "Schema": Match.array_with(
                    [Match.object_like({"Name": "groups", "Mutable": True})]
                ),
            },
        },
    )


def test_a_secret_of_a_provider_stands_in_no_template(template: Template) -> None:
    template.has_resource_properties(
        "AWS::Cognito::UserPoolIdentityProvider",
        {
            "ProviderName": "acme",
            "ProviderType": "OIDC",
            "ProviderDetails": {
                "client_secret": f"{{{{resolve:secretsmanager:{SECRET}:SecretString:::}}}}",
                "oidc_issuer": "https://login.acme-health.example",
            },
            "AttributeMapping": {
                "preferred_username": "employee_id",
                "name": "name",
                "custom:groups": "groups",
            },
        },
    )


def test_a_saml_provider_is_known_by_its_metadata(template: Template) -> None:
    template.has_resource_properties(
        "AWS::Cognito::UserPoolIdentityProvider",
        {
            "ProviderName": "agency",
            "ProviderType": "SAML",
            "ProviderDetails": {"MetadataURL": "https://idp.agency.example/metadata"},
            "AttributeMapping": {"name": "name", "custom:groups": "memberOf"},
        },
    )


def test_the_pages_get_a_code_and_no_scope_that_changes_people(template: Template) -> None:
    template.has_resource_properties(
        "AWS::Cognito::UserPoolClient",
        {
            "ClientName": "pages",
            "GenerateSecret": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
            "SupportedIdentityProviders": ["acme", "agency"],
        },
    )


def test_a_machine_has_its_own_scopes_alone(template: Template) -> None:
    clients = template.find_resources(
        "AWS::Cognito::UserPoolClient", {"Properties": {"ClientName": "warehouse"}}
    )

    [client] = clients.values()
    properties = client["Properties"]
    assert properties["AllowedOAuthFlows"] == ["client_credentials"]
    assert len(properties["AllowedOAuthScopes"]) == 3
    assert "SupportedIdentityProviders" not in properties or properties[
        "SupportedIdentityProviders"
    ] == ["COGNITO"]


def test_the_pool_has_an_address_of_the_stage(template: Template) -> None:
    template.has_resource_properties(
        "AWS::Cognito::UserPoolDomain", {"Domain": "claimtrail-acme-acme-health"}
    )


def test_a_prefix_fits_a_domain_whatever_the_organization_is_called() -> None:
    settings = acme(organization_id="St. Mary's & Sons " + "x" * 80)

    assert domain_prefix(settings) == ("claimtrail-acme-st-mary-s-sons-" + "x" * 80)[:63]


def test_a_stage_without_providers_has_a_pool_that_machines_use() -> None:
    stack = Stack(App(), "pool")
    loader = Machine(
        name="loader",
        roles=frozenset({JobRole.SUPPORT_3}),
        scopes=frozenset({MachineScope.FILES_DROP}),
    )
    sign_in = SignIn(
        stack, settings=acme(sign_in=SignInSettings()), people=People(machine=(loader,))
    )

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::Cognito::UserPoolIdentityProvider", 0)
    template.resource_count_is("AWS::Cognito::UserPoolClient", 1)
    assert len(sign_in.machine_client_ids) == 1


@pytest.mark.parametrize(
    ("provider", "what"),
    [
        ({"kind": "oidc", "name": "acme"}, "has an issuer"),
        ({"kind": "saml", "name": "acme"}, "either metadata_url or metadata"),
        (
            {
                "kind": "oidc",
                "name": "acme",
                "issuer": "https://acme.example",
                "client_id": "c",
                "client_secret": "secret",
            },
            "only a local provider's secret",
        ),
        (
            {
                "kind": "oidc",
                "name": "acme",
                "issuer": "http://acme.example",
                "client_id": "c",
                "client_secret_arn": SECRET,
            },
            "issuer",
        ),
        (
            {
                "kind": "saml",
                "name": "acme",
                "metadata_url": "https://acme.example",
                "directory": "machine",
            },
            "of machines",
        ),
    ],
)
def test_a_provider_that_lacks_something_is_refused(provider: dict[str, str], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        SignInSettings.model_validate({"providers": [provider]})


def test_of_two_providers_each_says_whose_people_it_names() -> None:
    unsaid = OIDC.model_copy(update={"directory": None})

    with pytest.raises(ValidationError, match="says its directory"):
        SignInSettings.model_validate({"providers": [unsaid.model_dump(), SAML.model_dump()]})
