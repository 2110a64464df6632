"""The way to the pages: their function, its HTTP API, and CloudFront in front of both."""

from aws_cdk import CfnOutput
from constructs import Construct

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.outputs import AccessOutput
from infra.constructs.pages_api import PagesApi, TokenAccess
from infra.constructs.pages_front import PagesFront
from infra.constructs.sign_in import CommandLineClient, LeaverFeed, PagesClient, SignIn
from infra.functions.declaration import Resource
from infra.stacks.deployment import Deployment
from infra.stacks.resources import (
    WITHOUT_FRONT,
    WITHOUT_PAGES,
    distribution,
    origin_secret,
    pages_client,
)
from infra.stacks.working import WorkingStack


class WebStack(WorkingStack):
    """The function of the pages, and what stands between it and people.

    In AWS people reach CloudFront, which alone reaches the API. The embedded cloud has the API
    alone. A stage without a domain has the function, and nothing that leads to it.
    """

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        super().__init__(scope, stack, deployment=deployment, description=description)
        self._front = self._new_front(deployment)
        self._add_sign_in(deployment)
        for one in self.declared:
            if one.http and self.settings.web.domain:
                api = PagesApi(
                    self,
                    declared=one.http,
                    function=self.functions[one.name],
                    settings=self.settings,
                    log_key=self.storage.data_key,
                    tokens=self._tokens(deployment.storage.sign_in),
                )
                self._put_out(api)
        self.connect()
        for one in self.declared:
            if one.rotates and self._front:
                self._front.rotate_by(self.functions[one.name])

    def _add_sign_in(self, deployment: Deployment) -> None:
        """Create the client by which the pages sign people in, where something leads to them."""
        key = self.storage.data_key
        found = WITHOUT_PAGES
        if self.settings.web.domain:
            sign_in = deployment.storage.sign_in
            self._command_line = CommandLineClient(self, sign_in=sign_in, settings=self.settings)
            client = PagesClient(
                self,
                sign_in=sign_in,
                command_line=self._command_line,
                settings=self.settings,
                pages_url=self.settings.pages_url,
                key=key,
            )
            feed = LeaverFeed(self, settings=self.settings, key=key)
            found = pages_client(client, feed, key)
            CfnOutput(self, AccessOutput.LEAVER_FEED_SECRET, value=feed.secret.secret_arn)
        for resource, deployed in found.items():
            self.resources.add(resource, deployed)

    def _new_front(self, deployment: Deployment) -> PagesFront | None:
        if deployment.edge is None:
            self.resources.add(Resource.ORIGIN_SECRET, WITHOUT_FRONT)
            return None
        web_acl = deployment.edge.web_acl.attr_arn
        front = PagesFront(
            self, settings=self.settings, key=self.storage.data_key, web_acl_arn=web_acl
        )
        self.resources.add(
            Resource.ORIGIN_SECRET, origin_secret(front.secret, self.storage.data_key)
        )
        self.resources.add(Resource.DISTRIBUTION, distribution(front.distribution, web_acl=web_acl))
        return front

    def _tokens(self, sign_in: SignIn) -> TokenAccess:
        """Return whose tokens the JSON API takes: of machines, and of people's commands."""
        return TokenAccess(
            issuer=sign_in.issuer,
            audience=[
                *sign_in.machine_client_ids,
                self._command_line.client.user_pool_client_id,
            ],
            scopes=sign_in.scopes,
        )

    def _put_out(self, api: PagesApi) -> None:
        values = {FrontOutput.PAGES_ADDRESS: api.address}
        if self._front:
            values |= {
                FrontOutput.PAGES_TARGET: self._front.distribution.distribution_domain_name,
                FrontOutput.ORIGIN_NAME: self.settings.web.origin_domain,
                FrontOutput.ORIGIN_TARGET: api.origin_target,
            }
        for output, value in values.items():
            CfnOutput(self, output, value=value)
