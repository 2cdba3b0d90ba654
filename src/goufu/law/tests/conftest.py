from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goufu.law.engines import postgres
from goufu.law.load import load_rulebook
from goufu.law.model import Rulebook

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SMALL = Path(__file__).parent / "small"


@pytest.fixture(scope="session")
def small_book() -> Rulebook:
    """Three rules, one of each sort, that stand in the test folder."""
    return load_rulebook(SMALL)


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The rulebook itself."""
    return load_rulebook()


@pytest.fixture
def law_cursor(db: None) -> Iterator[postgres.Cursor]:
    from django.db import connection

    with connection.cursor() as cursor:
        postgres.install(cursor)
        yield cursor


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Spark in local mode; where there is no Java the tests that want it say so and are skipped."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and this machine has none")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        # A session of half a minute never wins back what the optimising compiler costs.
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        # Nor do a handful of rows win back what planning again as they run costs.
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def interpreting_spark(spark: SparkSession) -> Iterator[SparkSession]:
    """Spark that compiles no Java for a query that runs once: the same functions, which the conformance table asks compiled."""
    settings = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    for name, value in settings.items():
        spark.conf.set(name, value)
    yield spark
    for name in settings:
        spark.conf.unset(name)
