"""Our layer with one measure taken back at a time: what each of them buys."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

from bench.functions import variants
from bench.functions.process import Arrangement
from bench.functions.world import World

_COLD_START = "support_chat/cold_start.py"


def _whole_botocore(packages: Path) -> None:
    shutil.rmtree(packages / "botocore/data")
    shutil.copytree(variants.NAIVE / "botocore/data", packages / "botocore/data")


def _all_authorities(packages: Path) -> None:
    shutil.copy(variants.NAIVE / "botocore/cacert.pem", packages / "botocore/cacert.pem")
    (packages / "support_chat/few_authorities.pem").unlink()


def _no_stand_ins(packages: Path) -> None:
    for name in ("nacl", "cffi", "_cffi_backend*", "pycparser"):
        for found in variants.NAIVE.glob(name):
            copy = shutil.copytree if found.is_dir() else shutil.copy
            copy(found, packages / found.name)
    _only(packages / _COLD_START, "gc.disable()")
    (packages / "support_chat/cold_start_http.py").write_text("from support_chat.cold_start import over as over\n")


def _collector_on(packages: Path) -> None:
    file = packages / _COLD_START
    file.write_text(file.read_text().replace("\ngc.disable()\n", "\n"))


def _only(cold_start: Path, statement: str) -> None:
    cold_start.write_text(f"import gc\n\n\ndef over() -> None:\n    gc.freeze()\n    gc.enable()\n\n\n{statement}\n")


def _models_at_once(packages: Path) -> None:
    for name in ("frozen", "views"):
        file = packages / f"support_chat/{name}.py"
        file.write_text(file.read_text().replace(", defer_build=True", ""))


def _router_included(packages: Path) -> None:
    file = packages / "support_chat/http_edge.py"
    direct = "        routes=router.routes,\n    )\n"
    file.write_text(file.read_text().replace(direct, "    )\n    app.include_router(router)\n"))


MEASURES: dict[str, Callable[[Path], None]] = {
    "few authorities (`trim.py`, `realtime.py`)": _all_authorities,
    "botocore's descriptions of what is called only (`trim.py`)": _whole_botocore,
    "stand-ins for what is imported and never used (`cold_start.py`)": _no_stand_ins,
    "the collector off while importing (`cold_start.py`)": _collector_on,
    "routes that are the application's own (`http_edge.py`)": _router_included,
    "models built when first used (`frozen.py`, `views.py`)": _models_at_once,
}


def _one_after_another(packages: Path) -> None:
    file = packages / "support_chat/wiring/desk.py"
    file.write_text(file.read_text().replace("            side_by_side=OnThreads(),\n", ""))


# Timed, not counted: what goes side by side takes no fewer instructions.
SIDE_BY_SIDE = "publishing, the alarm and counting side by side"
_ALL = {**MEASURES, SIDE_BY_SIDE: _one_after_another}


def build() -> None:
    """A copy of our layer for each, which is there already."""
    for name, take_back in _ALL.items():
        shutil.copytree(variants.LAYER / "python", _folder(name))
        take_back(_folder(name))
        variants.compile_for_lambda(_folder(name))


def _folder(name: str) -> Path:
    return variants.FOLDER / f"taken-back-{list(_ALL).index(name)}"


def arrangement(name: str, world: World, function: str = "user_api") -> Arrangement:
    """Ours, without this measure."""
    ours = next(variants.arrangements(function, world))
    packages = _folder(name)
    few = packages / "support_chat/few_authorities.pem"
    if few.exists():
        variants.trust(world, few)
    bundle = variants.trusting(world, packages / "botocore/cacert.pem")
    return dataclasses.replace(ours, packages=packages, environment={**ours.environment, "AWS_CA_BUNDLE": bundle})
