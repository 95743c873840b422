"""The lock is whole, so that installing it asks nobody anything: pinned, hashed, with all that its packages need.

Real installations take a minute for each Python, so they stand apart: `./check installs`, which ./lock ends with.
"""

import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PYTHONS = ("3.11", "3.12", "3.13")
PIN = re.compile(r"^([\w.-]+)==(\S+)( ; .+)?$")


def lines_of(lock):
    """The requirements of a locked file, each with its hashes: [("django==5.2.19", ["sha256:…"])]."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line.split("--hash=") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(first.strip(), [each.strip() for each in hashes]) for first, *hashes in lines]


def pins_of(lock):
    return {canonicalize_name(PIN.match(line)[1]): PIN.match(line)[2] for line, _ in lines_of(lock)}


def wanted_by(source):
    """What a requirements*.in asks for, with what it includes."""
    for line in (ROOT / source).read_text().splitlines():
        if line.startswith("-r "):
            yield from wanted_by(line.removeprefix("-r ").strip())
        elif line and not line.startswith("#"):
            yield Requirement(line)


def needed_for(source, environment):
    """Every requirement that follows from `source` there, by what the packages say of themselves."""
    waiting, seen = list(wanted_by(source)), set()
    while waiting:
        requirement = waiting.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        yield requirement
        try:
            needs = metadata.requires(requirement.name) or []
        except metadata.PackageNotFoundError:  # of another system; such needs nothing further
            continue
        for each in map(Requirement, needs):
            extras = ("", *requirement.extras)
            if each.marker is None or any(each.marker.evaluate(environment | {"extra": extra}) for extra in extras):
                waiting.append(each)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed_and_no_server_is_named(lock):
    lines = lines_of(lock)
    assert len(lines) > 50
    assert [line for line, hashes in lines if not PIN.match(line) or not hashes] == []
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for _, hashes in lines for one in hashes)
    assert "://" not in (ROOT / lock).read_text()


def test_the_packages_of_the_check_hold_those_of_the_product_in_the_same_releases():
    product, check = map(pins_of, LOCKS)
    assert product.items() <= check.items()


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_whatever_a_package_needs_is_in_the_lock(lock, python):
    pins = pins_of(lock)
    environment = dict(default_environment()) | {"python_version": python, "python_full_version": f"{python}.0"}
    needed = list(needed_for(lock.replace(".txt", ".in"), environment))
    assert len(needed) > 50
    missing = [str(each) for each in needed if not each.specifier.contains(pins.get(canonicalize_name(each.name), "0"))]
    assert missing == []


def test_the_installer_resolves_nothing():
    (command,) = [line for line in (ROOT / "run").read_text().splitlines() if "pip install" in line]
    assert "--require-hashes --no-deps -r" in command


# --- real installations ------------------------------------------------------------------------------------------


def interpreter(version):
    """A Python of this version, of those on the path and those that pyenv keeps; the oldest release it keeps."""
    kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    for program in filter(None, [*kept, shutil.which(f"python{version}")]):
        asked = [program, "-c", "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"]
        if subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() == version:
            return program
    return pytest.skip(f"no Python {version} with its venv module is at hand")


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """fresh("3.12"): a folder with what installing needs and a new environment with the pip that this Python brings."""
    for variable in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"):
        monkeypatch.delenv(variable, raising=False)

    def make(version):
        for name in ("run", *LOCKS):
            shutil.copy(ROOT / name, tmp_path)
        subprocess.run([interpreter(version), "-m", "venv", tmp_path / ".venv"], check=True)
        probe = [tmp_path / ".venv/bin/pip", "download", "-qq", "--no-deps", "--dest", tmp_path / "probe", "segno"]
        if subprocess.run(probe, capture_output=True, check=False).returncode:
            pytest.skip("no registry of packages can be reached from here")
        return tmp_path

    return make


def install(folder, lock):
    done = subprocess.run(["./run", "install", lock], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No broken requirements found." in done.stdout
    listed = subprocess.run(
        [folder / ".venv/bin/pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    ).stdout
    installed = {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in listed.splitlines()}
    elsewhere = {canonicalize_name(PIN.match(line)[1]) for line, _ in lines_of(lock) if " ; " in line}
    wanted = {name: release for name, release in pins_of(lock).items() if name not in elsewhere}
    assert wanted.items() <= installed.items()


@pytest.mark.installs
@pytest.mark.parametrize("version", PYTHONS)
def test_both_files_install_with_the_pip_that_this_python_brings(fresh, version):
    folder = fresh(version)
    for lock in LOCKS:
        install(folder, lock)


@pytest.mark.installs
def test_both_files_install_with_the_newest_pip(fresh):
    folder = fresh(PYTHONS[-1])
    subprocess.run([folder / ".venv/bin/python", "-m", "pip", "install", "-qq", "--upgrade", "pip"], check=True)
    for lock in LOCKS:
        install(folder, lock)
