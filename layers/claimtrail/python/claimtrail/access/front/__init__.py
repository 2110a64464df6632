"""The front of the pages, and how a request proves that it came through it.

On a stage in AWS people reach CloudFront and WAF, and these reach the API of the pages. A request
that reaches the API by another way has passed no web ACL: it is refused, since it lacks the secret
header that CloudFront adds.
"""
