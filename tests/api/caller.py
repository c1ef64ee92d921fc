"""A program that talks to the API with a bearer token."""

import uuid

from reuse.accounts.workflow import issue_token
from reuse.core import clock


class Caller:
    """A client with a bearer token."""

    def __init__(self, client, membership):
        self.client = client
        self.headers = {"Authorization": f"Bearer {issue_token(membership, name='test', now=clock.now())}"}

    def post(self, path, body, **more):
        return self.client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=self.headers, **more
        )

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def scan(self, text, move, **more):
        body = {"scans": [{"id": str(uuid.uuid4()), "text": text, "move": move, **more}]}
        [result] = self.post("scans/", body).json()["results"]
        return result
