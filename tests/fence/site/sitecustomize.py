"""Start-up hook of Python processes with this folder on their path: record statements."""

import os

from tests.fence.recording import FOLDER, record

if FOLDER in os.environ:
    record()
