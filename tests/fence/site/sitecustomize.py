"""What Python runs as it starts with this folder on its path: servers are listened to as well."""

from tests.fence.recording import record

record()
