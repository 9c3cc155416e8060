"""Verdicts on the command line: as scripts read them, as they come, and what is no text."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from cvae_tui.core.errors import CvaeError, UsageError
from cvae_tui.core.registry import all_tasks, register, unregister
from cvae_tui.core.tasks.sentiment.config import SentimentConfig
from cvae_tui.core.tasks.sentiment.spec import SPEC
from cvae_tui.core.tasks.sentiment.task import SentimentTask
from cvae_tui.core.trainer import Trainer
from cvae_tui.tui.cli.judge import LONGEST_LINE, judge

from .conftest import Done
