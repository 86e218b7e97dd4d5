"""What `MemoryDenyWriteExecute` in the unit forbids is refused here by the kernel itself, and https is read all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from news.store import Store
from tests.conftest import LOA, clean_environment
from tests.crawler.guards.conftest import Site, offering
from tests.crawler.guards.test_certificates import Authority

_FORBIDDING = """
import ctypes, os, sys
PR_SET_MDWE = 65  # Linux 6.3; what is started from here inherits it
sys.exit(77) if ctypes.CDLL(None).prctl(PR_SET_MDWE, 1, 0, 0, 0) else os.execv(sys.argv[1], sys.argv[1:])
"""


def forbidding(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can make no memory which is written and then run."""
    return subprocess.run(
        [sys.executable, "-c", _FORBIDDING, *command],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_a_site_is_crawled_over_tls_and_published_without_code_made_at_run_time(tmp_path: Path) -> None:
    mapping = "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)"
    refused = forbidding(tmp_path, sys.executable, "-c", mapping)
    if refused.returncode == 77:
        pytest.skip("the kernel is older than Linux 6.3")
    assert "PermissionError" in refused.stderr
    authority = Authority(tmp_path, "towns-authority")
    site = Site(offering(), tls=authority.serving("127.0.0.1"))
    try:
        (tmp_path / "loa.toml").write_text(
            'contact = "mailto:test@example.org"\n[crawl]\ndelay_seconds = 0\n[crawl.extra_ca_file]\n'
            f'"127.0.0.1" = "{authority.file.name}"\n'
            f'[[source]]\nid = "vn-a"\ntitle = "A"\nhomepage = "{site.url}"\nlistings = ["{site.url}"]\n',
            encoding="utf-8",
        )
        result = forbidding(tmp_path, str(LOA), "crawl")
    finally:
        site.close()
    assert result.returncode == 0, result.stderr
    with Store.open(f"sqlite:///{tmp_path / 'data' / 'loa.sqlite3'}") as store:
        assert len(list(store.articles())) == 2
    assert (tmp_path / "public" / "all" / "feed.atom").exists()
