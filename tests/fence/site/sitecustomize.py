"""Start-up hook of Python processes with this folder on their path: record statements."""

import os

from tests.fence.recording import record
from tests.support.run_folder import FOLDER

if FOLDER in os.environ:
    record()
