import json
from pathlib import Path
import pytest
from infra.local.deploy import Deployer
from infra.local.errors import CloudError
from tests.harness.stage.cloud import RunningCloud
pytestmark = pytest.mark.cloud
APP = """
import aws_cdk as cdk
app = cdk.App()
s = cdk.Stack(app, "failing-work")
cdk.CfnResource(s, "Broken", type="AWS::Athena::WorkGroup", properties={})
app.synth()
"""
def test_x(cloud: RunningCloud, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "cdk.json").write_text('{"app": "python app.py"}')
    d = Deployer(cloud=cloud.cloud.status(), credentials=cloud.cloud.credentials, root=tmp_path, app=tmp_path)
    try:
        d.deploy("local")
    except CloudError as e:
        print(e)
    print((tmp_path/"cdk-deploy.log").read_text())
