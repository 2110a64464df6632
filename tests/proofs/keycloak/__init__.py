"""Sign-in against Keycloak, by OpenID Connect and by SAML: a proof beside the tests."""
