"""The leaver feed of an identity provider: SCIM 2.0 (RFC 7643, RFC 7644), as far as people go.

    PATCH /scim/v2/Users/dana
    {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
     "Operations": [{"op": "replace", "path": "active", "value": false}]}

A person's id and `userName` are the person id of sign-in. Roles come from groups when a person
signs in: a person who is created here has none, and who loses a group here signs in again.
"""
