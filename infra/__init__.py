"""The stacks that `cdk deploy` ships, and the local cloud that it ships to by default."""

import os

# The CDK's Python runs on Node. Node 20, the oldest that it works on here, makes it print a
# warning of a dozen lines at every start, which would bury the one line that matters.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
