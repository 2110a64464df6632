"""Contract of the emulator: it answers who knows this machine's secret, on this machine's name.

Each request that is answered without a signature is an exception of
`patched_ministack/access/unsigned_requests.py`, and has its test here.
"""

import hashlib
import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from tests.harness.stage.cloud import CLIENT_CONFIG, RunningCloud
from tests.harness.stage.stack import ROLE, apply_stack, create_function, delete_stack

pytestmark = pytest.mark.cloud

BUCKET = "dropbox"
PAGE = {"Origin": "https://attacker.example"}
HELLO = """
def handler(event, context):
    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "https://own.example"},
            "body": "hello"}
"""
WHO = """
import os

def handler(event, context):
    return {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
"""
LISTINGS = {
    "dynamodb": "list_tables",
    "sqs": "list_queues",
    "s3": "list_buckets",
    "cloudformation": "list_stacks",
}
"""One operation of a service of each protocol."""
ANSWER = """
import json
from urllib.request import Request, urlopen

def handler(event, context):
    response = {"Status": "SUCCESS", "PhysicalResourceId": "one", "StackId": event["StackId"],
            "RequestId": event["RequestId"], "LogicalResourceId": event["LogicalResourceId"]}
    urlopen(Request(event["ResponseURL"], data=json.dumps(response).encode(), method="PUT")).close()
"""
TRUSTING_LAMBDA = ROLE["Properties"]["AssumeRolePolicyDocument"]


@pytest.fixture(scope="module", params=[False, True], ids=["open", "enforcing"])
def guarded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningCloud]:
    running = RunningCloud.fresh(
        tmp_path_factory.mktemp("guarded"), enforce_iam=bool(request.param)
    )
    try:
        running.client("s3").create_bucket(Bucket=BUCKET)
        running.client("s3").put_object(Bucket=BUCKET, Key="file", Body=b"ISA")
        yield running
    finally:
        running.discard()


def send(
    cloud: RunningCloud,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> tuple[int, dict[str, str], bytes]:
    """A bare HTTP request, as a browser or a program without an SDK sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", cloud.cloud.settings.port, timeout=30)
    with closing(connection):
        connection.request(method, path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()


def signed(
    cloud: RunningCloud,
    method: str,
    path: str,
    *,
    key: tuple[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    """A request to S3 signed with a key, the machine's by default."""
    known = cloud.cloud.credentials
    pair = key or (known["AWS_ACCESS_KEY_ID"], known["AWS_SECRET_ACCESS_KEY"])
    request = AWSRequest(method=method, url=cloud.endpoint + path, headers=dict(headers or {}))
    request.headers["Host"] = dict(headers or {}).get("Host", urlsplit(cloud.endpoint).netloc)
    SigV4Auth(Credentials(*pair), "s3", "us-east-1").add_auth(request)
    return send(cloud, method, path, headers=dict(request.headers.items()))


def signing_client(cloud: RunningCloud, **config: Any) -> Any:
    """A client of S3 that signs URLs and forms by SigV4."""
    known = cloud.cloud.credentials
    return boto3.client(
        "s3",
        endpoint_url=cloud.endpoint,
        region_name="us-east-1",
        aws_access_key_id=config.get("key_id", known["AWS_ACCESS_KEY_ID"]),
        aws_secret_access_key=config.get("secret", known["AWS_SECRET_ACCESS_KEY"]),
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )


def presigned(cloud: RunningCloud, method: str, **config: Any) -> str:
    """Path and query of a presigned URL of the file."""
    with closing(signing_client(cloud, **config)) as client:
        url = client.generate_presigned_url(method, Params={"Bucket": BUCKET, "Key": "file"})
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def content(cloud: RunningCloud, key: str) -> bytes:
    with closing(cloud.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"]) as body:
        data: bytes = body.read()
        return data


@pytest.mark.patch("access.signed_requests")
def test_a_request_without_a_signature_is_refused(guarded: RunningCloud) -> None:
    for method, path in (("GET", f"/{BUCKET}/file"), ("PUT", f"/{BUCKET}/file"), ("GET", "/")):
        status, _, body = send(guarded, method, path, body=b"x" if method == "PUT" else None)
        assert (status, b"ISA" in body) == (403, False)
    assert send(guarded, "POST", "/_ministack/reset")[0] == 403
    assert send(guarded, "POST", "/_ministack/config", body=b"{}")[0] == 403
    assert send(guarded, "GET", "/_ministack/sqs/messages")[0] == 403
    assert content(guarded, "file") == b"ISA"


@pytest.mark.parametrize("key_id", ["test", "000000000000", "AKIAIOSFODNN7EXAMPLE", ""])
def test_a_key_that_anybody_knows_is_refused(guarded: RunningCloud, key_id: str) -> None:
    secret = guarded.cloud.credentials["AWS_SECRET_ACCESS_KEY"]

    assert signed(guarded, "GET", f"/{BUCKET}/file", key=(key_id, "test"))[0] == 403
    assert signed(guarded, "GET", f"/{BUCKET}/file", key=(key_id, secret))[0] == 403


def test_the_machines_key_without_its_secret_is_refused(guarded: RunningCloud) -> None:
    known = guarded.cloud.credentials["AWS_ACCESS_KEY_ID"]

    assert signed(guarded, "GET", f"/{BUCKET}/file")[2] == b"ISA"
    assert signed(guarded, "GET", f"/{BUCKET}/file", key=(known, "guessed"))[0] == 403


def test_a_signature_is_one_of_this_request(guarded: RunningCloud) -> None:
    known = guarded.cloud.credentials
    request = AWSRequest(method="GET", url=f"{guarded.endpoint}/{BUCKET}/file")
    SigV4Auth(
        Credentials(known["AWS_ACCESS_KEY_ID"], known["AWS_SECRET_ACCESS_KEY"]), "s3", "us-east-1"
    ).add_auth(request)
    headers = dict(request.headers.items())

    assert send(guarded, "GET", f"/{BUCKET}/file", headers=headers)[0] == 200
    assert send(guarded, "DELETE", f"/{BUCKET}/file", headers=headers)[0] == 403
    assert send(guarded, "GET", f"/{BUCKET}/other", headers=headers)[0] == 403


def test_an_sdk_with_another_key_is_reported_so_in_the_services_protocol(
    guarded: RunningCloud,
) -> None:
    session = boto3.Session("test", "test", region_name="us-east-1")
    for service, operation in LISTINGS.items():
        client = session.client(service, endpoint_url=guarded.endpoint, config=CLIENT_CONFIG)  # type: ignore[call-overload]
        with closing(client), pytest.raises(ClientError) as refused:
            getattr(client, operation)()
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize(
    "host", ["attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example", ""]
)
def test_a_foreign_host_is_refused_whoever_signed(guarded: RunningCloud, host: str) -> None:
    assert signed(guarded, "GET", f"/{BUCKET}/file", headers={"Host": host})[0] == 403
    assert send(guarded, "GET", "/_ministack/health", headers={"Host": host})[0] == 403


def test_a_page_of_another_origin_is_refused_whoever_signed(guarded: RunningCloud) -> None:
    for headers in (PAGE, {"Origin": "null"}, {"Origin": "http://localhost:1"},
                    {"Sec-Fetch-Site": "cross-site"}):  # fmt: skip
        assert signed(guarded, "PUT", f"/{BUCKET}/file", headers=headers)[0] == 403
        assert send(guarded, "GET", "/_ministack/health", headers=headers)[0] == 403
    form = {**PAGE, "Content-Type": "application/x-www-form-urlencoded"}
    assert send(guarded, "POST", f"/{BUCKET}", headers=form, body=b"Action=ListQueues")[0] == 403
    assert content(guarded, "file") == b"ISA"


def test_no_browser_is_allowed_to_read_an_answer(guarded: RunningCloud) -> None:
    asking = {**PAGE, "Access-Control-Request-Method": "PUT"}
    for _, headers, _ in (
        send(guarded, "OPTIONS", f"/{BUCKET}/file", headers=asking),
        send(guarded, "GET", "/_ministack/health"),
        signed(guarded, "GET", f"/{BUCKET}/file"),
        send(guarded, "GET", presigned(guarded, "get_object"), headers=PAGE),
    ):
        assert [name for name in headers if name.startswith("access-control-")] == []


def test_exception_health_is_reported_to_everybody_on_the_machine(guarded: RunningCloud) -> None:
    status, _, body = send(guarded, "GET", "/_ministack/health")

    assert (status, "services" in json.loads(body)) == (200, True)


def test_exception_a_presigned_url_works_for_its_method_and_object_only(
    guarded: RunningCloud,
) -> None:
    path = presigned(guarded, "get_object")

    assert send(guarded, "GET", path)[2] == b"ISA"
    assert send(guarded, "GET", path, headers=PAGE)[2] == b"ISA"
    assert send(guarded, "GET", path.replace("/file?", "/other?"))[0] == 403
    assert send(guarded, "PUT", path, body=b"x")[0] == 403
    assert send(guarded, "GET", presigned(guarded, "get_object", key_id="test"))[0] == 403
    assert send(guarded, "GET", presigned(guarded, "get_object", secret="guessed"))[0] == 403


def test_exception_a_form_to_a_bucket_is_taken_from_any_page_if_its_policy_is_signed(
    guarded: RunningCloud,
) -> None:
    with closing(signing_client(guarded)) as client:
        made = client.generate_presigned_post(BUCKET, "by-form", ExpiresIn=60)
    forged = {**made["fields"], "x-amz-signature": "0" * 64}
    bare = {"key": "by-form"}

    sent = [
        httpx.post(made["url"], data=fields, files={"file": b"x"}, headers=PAGE).status_code
        for fields in (made["fields"], forged, bare)
    ]

    assert sent == [204, 403, 403]


def test_exception_a_deployed_route_answers_its_own_callers(guarded: RunningCloud) -> None:
    url_id, api_id = deploy_hello(guarded)
    for path, host in (
        (f"/_aws/execute-api/{api_id}/$default/hello", {}),
        ("/hello", {"Host": f"{api_id}.execute-api.localhost"}),
        (f"/_aws/lambda-url/{url_id}/", {}),
        ("/", {"Host": f"{url_id}.lambda-url.us-east-1.localhost"}),
    ):
        for headers in ({}, PAGE):
            status, answered, body = send(guarded, "GET", path, headers={**host, **headers})
            assert (status, body) == (200, b"hello")
            assert answered["access-control-allow-origin"] == "https://own.example"


def test_exception_a_deployed_routes_host_opens_nothing_else(guarded: RunningCloud) -> None:
    url_id, api_id = deploy_hello(guarded)
    hosts = (
        f"{api_id}.execute-api.localhost",
        f"{url_id}.lambda-url.us-east-1.localhost",
        "0a1b2c3d.execute-api.localhost",
    )
    for host in hosts:
        for method, path in (
            ("POST", "/_ministack/reset"),
            ("POST", "/_ministack/config"),
            ("GET", "/iceberg/v1/config"),
            ("POST", "/Execute"),
            ("GET", "/v20180820/configuration"),
            ("GET", "/v2/email/identities"),
        ):
            assert send(guarded, method, path, headers={"Host": host}, body=b"{}")[0] == 403
    missing = "/_aws/execute-api/0a1b2c3d/$default/hello"
    assert send(guarded, "GET", missing)[0] == 403


def test_exception_an_identity_pools_pages_are_for_people_without_credentials(
    guarded: RunningCloud,
) -> None:
    identity = guarded.client("cognito-idp")
    pool = identity.create_user_pool(PoolName="people")["UserPool"]["Id"]

    assert send(guarded, "GET", f"/{pool}/.well-known/jwks.json")[0] == 200
    assert send(guarded, "GET", "/oauth2/authorize?response_type=token")[0] != 403
    assert send(guarded, "POST", "/oauth2/token", headers=PAGE, body=b"")[0] != 403
    callback = {**PAGE, "Content-Type": "application/x-www-form-urlencoded"}
    answered = send(guarded, "POST", "/saml2/idpresponse", headers=callback, body=b"SAMLResponse=x")
    assert b"Missing Authentication Token" not in answered[2]
    guarded.client("s3").put_object(Bucket=BUCKET, Key=".well-known/jwks.json", Body=b"ISA")
    assert send(guarded, "GET", f"/{BUCKET}/.well-known/jwks.json")[0] == 403


def test_exception_an_identity_callback_reaches_no_other_service(guarded: RunningCloud) -> None:
    target = {"X-Amz-Target": "DynamoDB_20120810.ListTables"}
    assert send(guarded, "POST", "/saml2/idpresponse", headers=target, body=b"{}")[0] == 403
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    asked = send(guarded, "POST", "/oauth2/idpresponse", headers=form, body=b"Action=ListQueues")
    assert b"ListQueuesResult" not in asked[2]


def test_exception_a_custom_resource_answers_at_the_url_that_it_was_given(
    guarded: RunningCloud,
) -> None:
    arn = guarded.client("iam").create_role(
        RoleName="answering", AssumeRolePolicyDocument=json.dumps(TRUSTING_LAMBDA)
    )["Role"]["Arn"]
    create_function(guarded, "answering", ANSWER, Role=arn)
    function = guarded.client("lambda").get_function(FunctionName="answering")
    custom = {
        "Type": "AWS::CloudFormation::CustomResource",
        "Properties": {"ServiceToken": function["Configuration"]["FunctionArn"]},
    }

    created = apply_stack(guarded, "answered", {"Custom": custom})

    assert created["Custom"] == "one"
    delete_stack(guarded, "answered")


@pytest.mark.patch("access.function_credentials")
def test_a_functions_credentials_are_not_to_be_guessed(guarded: RunningCloud) -> None:
    arn = guarded.client("iam").create_role(
        RoleName="telling", AssumeRolePolicyDocument=json.dumps(TRUSTING_LAMBDA)
    )["Role"]["Arn"]
    create_function(guarded, "telling", WHO, Role=arn)
    with closing(guarded.client("lambda").invoke(FunctionName="telling")["Payload"]) as payload:
        credentials = json.load(payload)

    assert credentials["AWS_ACCESS_KEY_ID"] != "000000000000"
    assert credentials["AWS_SECRET_ACCESS_KEY"] not in guessed("telling", arn)


def guessed(name: str, role: str) -> set[str]:
    """The secrets that the unpatched emulator forms from names."""
    function = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
    digest = hashlib.sha256(f"{function}:{role}".encode()).hexdigest()
    return {"test", hashlib.sha256(f"secret:{digest}".encode()).hexdigest()}


def deploy_hello(cloud: RunningCloud) -> tuple[str, str]:
    """The ids of a function's URL and of an HTTP API, both of which answer everybody."""
    functions, apis = cloud.client("lambda"), cloud.client("apigatewayv2")
    name = "hello"
    if not [f for f in functions.list_functions()["Functions"] if f["FunctionName"] == name]:
        arn = cloud.client("iam").create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUSTING_LAMBDA)
        )["Role"]["Arn"]
        create_function(cloud, name, HELLO, Role=arn)
        functions.create_function_url_config(FunctionName=name, AuthType="NONE")
        functions.add_permission(
            FunctionName=name, StatementId="everybody", Action="lambda:InvokeFunctionUrl",
            Principal="*", FunctionUrlAuthType="NONE",
        )  # fmt: skip
        target = functions.get_function(FunctionName=name)["Configuration"]["FunctionArn"]
        api_id = apis.create_api(Name=name, ProtocolType="HTTP")["ApiId"]
        integration = apis.create_integration(
            ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=target,
            PayloadFormatVersion="2.0",
        )["IntegrationId"]  # fmt: skip
        apis.create_route(ApiId=api_id, RouteKey="GET /hello", Target=f"integrations/{integration}")
        apis.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
        functions.add_permission(
            FunctionName=name, StatementId="api", Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
        )  # fmt: skip
    url = functions.get_function_url_config(FunctionName=name)["FunctionUrl"]
    api = next(api for api in apis.get_apis()["Items"] if api["Name"] == name)
    host = urlsplit(url).netloc
    return (host.partition(".")[0] or url), api["ApiId"]


def test_the_secret_is_its_owners_alone_and_a_new_cloud_has_a_new_one(
    guarded: RunningCloud, tmp_path: Path
) -> None:
    root = guarded.cloud.settings.root
    stored = root / "credentials.json"

    assert stored.stat().st_mode & 0o777 == 0o600
    other = RunningCloud.fresh(tmp_path / "other")
    try:
        assert other.cloud.credentials != guarded.cloud.credentials
    finally:
        other.stop()
    log = guarded.cloud.settings.log.read_text(encoding="utf-8")
    assert guarded.cloud.credentials["AWS_SECRET_ACCESS_KEY"] not in log


@pytest.mark.capability("C5.1")
def test_what_the_cloud_writes_is_its_owners_alone(guarded: RunningCloud) -> None:
    deploy_hello(guarded)
    guarded.restart()
    root = guarded.cloud.settings.root

    written = [path for path in (root, *root.rglob("*")) if not path.is_symlink()]

    assert len(written) > 10
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []
    assert content(guarded, "file") == b"ISA"
