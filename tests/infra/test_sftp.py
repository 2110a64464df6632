"""The SFTP server as a stage wants it: for clients as they are, with addresses, or none at all."""

import json

import pytest
from pydantic import ValidationError

from infra.settings import Sftp, SftpAddresses
from tests.harness.templates.templates import Synthesized, as_list


@pytest.fixture(params=["local", "prod"])
def served(request: pytest.FixtureRequest, local: Synthesized, prod: Synthesized) -> Synthesized:
    """The stages that have a server."""
    stages = {"local": local, "prod": prod}
    return stages[request.param]


@pytest.mark.capability("C2.2")
def test_sftp_is_the_only_protocol_and_users_are_partners(served: Synthesized) -> None:
    (server,) = served.resources("AWS::Transfer::Server")
    assert server.properties["Protocols"] == ["SFTP"]
    assert server.properties["IdentityProviderType"] == "SERVICE_MANAGED"
    assert server.properties["StructuredLogDestinations"]
    users = {one.properties["UserName"] for one in served.resources("AWS::Transfer::User")}
    assert users == {partner.id for partner in served.source.partners}


def test_a_client_that_sets_times_after_its_upload_is_not_told_of_a_failure(
    served: Synthesized,
) -> None:
    (server,) = served.resources("AWS::Transfer::Server")
    assert server.properties["ProtocolDetails"] == {"SetStatOption": "ENABLE_NO_OP"}


def test_a_partner_reads_what_it_put_and_what_it_is_answered_and_removes_neither(
    served: Synthesized,
) -> None:
    for partner in served.source.partners:
        name = "".join(map(str.title, partner.id.split("-"))) + "Dropbox"
        reads, removes = set(), set()
        for statement in served.statements(name):
            for resource in map(json.dumps, as_list(statement["Resource"])):
                actions = as_list(statement["Action"])
                bucket = "inbox" if "InboxBucket" in resource else "outbox"
                if "s3:GetObject" in actions:
                    assert f"/{partner.id}/*" in resource
                    reads.add(bucket)
                if "s3:DeleteObject" in actions:
                    assert f"/{partner.id}/" in resource
                    assert f'/{partner.id}/*"' not in resource
                    removes.add(bucket)
        assert (reads, removes) == ({"inbox", "outbox"}, {"inbox"})


def test_a_role_is_taken_for_its_own_account_alone(served: Synthesized) -> None:
    for user in served.resources("AWS::Transfer::User"):
        name = user.properties["UserName"]
        [role] = [
            one
            for one in served.resources("AWS::IAM::Role")
            if one.logical_id == user.properties["Role"]["Fn::GetAtt"][0]
        ]
        [statement] = role.properties["AssumeRolePolicyDocument"]["Statement"]
        source = statement["Condition"]["ArnLike"]["aws:SourceArn"]
        assert source["Fn::Join"][1][-1] == f"/{name}"
        assert "ServerId" in json.dumps(source)


def test_a_stage_without_a_server_takes_files_by_s3_alone(dev: Synthesized) -> None:
    assert not dev.settings.sftp.enabled
    for type_ in ("Server", "User"):
        assert dev.resources(f"AWS::Transfer::{type_}") == []
    assert not [one for one in dev.resources("AWS::Logs::LogGroup") if "Sftp" in one.path]
    assert not {one for one in dev.outputs() if one.startswith("Sftp")}
    assert "Payers" in dev.outputs()


def test_addresses_stay_and_admit_the_partners_alone(prod: Synthesized) -> None:
    wanted = prod.settings.sftp.addresses
    assert wanted
    (server,) = prod.resources("AWS::Transfer::Server")
    details = server.properties["EndpointDetails"]
    assert (server.properties["EndpointType"], details["VpcId"]) == ("VPC", wanted.vpc_id)
    assert details["SubnetIds"] == list(wanted.subnet_ids)
    addresses = prod.resources("AWS::EC2::EIP")
    assert len(details["AddressAllocationIds"]) == len(addresses) == len(wanted.subnet_ids)
    assert {one.body["DeletionPolicy"] for one in addresses} == {"RetainExceptOnCreate"}
    (group,) = prod.resources("AWS::EC2::SecurityGroup")
    admitted = {
        (rule["CidrIp"], rule["FromPort"], rule["ToPort"])
        for rule in group.properties["SecurityGroupIngress"]
    }
    assert admitted == {("203.0.113.0/24", 22, 22), ("198.51.100.17/32", 22, 22)}


def test_the_server_is_shown_by_the_name_that_the_stage_gives_it(
    prod: Synthesized, local: Synthesized
) -> None:
    (server,) = prod.resources("AWS::Transfer::Server")
    tags = {tag["Key"]: tag["Value"] for tag in server.properties["Tags"]}
    assert tags["transfer:customHostname"] == "files.elmwood.example"
    outputs = prod.template("intake")["Outputs"]
    assert outputs["SftpHost"]["Value"] == "files.elmwood.example"
    assert "SftpAddresses" in outputs
    (own,) = local.resources("AWS::Transfer::Server")
    assert "transfer:customHostname" not in json.dumps(own.properties)


ADDRESSES = {
    "vpc_id": "vpc-0a1b2c3d4e5f60718",
    "subnet_ids": ["subnet-0a1b2c3d4e5f60718"],
    "admitted": ["203.0.113.0/24"],
}


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"enabled": False, "host_name": "files.acme.example"}, "without a server"),
        ({"host_name": "files acme"}, "host_name"),
        ({"host_key_secret": "my-secret"}, "host_key_secret"),
        ({"addresses": {**ADDRESSES, "admitted": []}}, "admitted"),
        ({"addresses": {**ADDRESSES, "admitted": ["203.0.113.9/24"]}}, "not a valid IPv4 network"),
        ({"addresses": {**ADDRESSES, "vpc_id": "vpc"}}, "vpc_id"),
        ({"addresses": {**ADDRESSES, "subnet_ids": []}}, "subnet_ids"),
    ],
)
def test_settings_that_fit_nothing_are_refused(settings: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Sftp.model_validate(settings)


def test_a_network_is_kept_as_it_is_written() -> None:
    assert [str(one) for one in SftpAddresses.model_validate(ADDRESSES).admitted] == [
        "203.0.113.0/24"
    ]
