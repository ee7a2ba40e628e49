"""Real database servers of our own, where their programs are on this machine; each is gone when the test module ends."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def mariadb_server() -> Iterator[str]:
    """The address of a MariaDB server with an empty database `shop`."""
    if not all(map(shutil.which, ("mariadbd", "mariadb-install-db", "my_print_defaults"))):
        pytest.skip("MariaDB's server (Debian's mariadb-server-core and mariadb-client) is not on this machine")
    import pymysql

    home, port = Path(tempfile.mkdtemp(prefix="regulars-my-")), free_port()
    data, as_root = home / "data", ["--user=root"] if os.geteuid() == 0 else []
    server: subprocess.Popen[bytes] | None = None
    try:
        install = [
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]
        subprocess.run([*install, *as_root], check=True, capture_output=True, timeout=120)
        server = subprocess.Popen(
            [
                *("mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={home}/s", f"--pid-file={home}/pid"),
                *(f"--port={port}", "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M", *as_root),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            try:
                with pymysql.connect(unix_socket=f"{home}/s", user="root", autocommit=True) as connection:
                    cursor = connection.cursor()
                    cursor.execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
                    cursor.execute("CREATE USER 'reader'@'%' IDENTIFIED BY 's3cret pass'")
                    cursor.execute("GRANT ALL ON shop.* TO 'reader'@'%'")
                break
            except pymysql.Error:
                time.sleep(0.2)
        else:
            raise RuntimeError("MariaDB did not start")
        yield f"mysql://reader:s3cret%20pass@127.0.0.1:{port}/shop"
    finally:
        if server is not None:
            server.terminate()
            server.wait(60)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server with an empty database `postgres`."""
    if not shutil.which("pg_ctl") or not shutil.which("initdb"):
        pytest.skip("PostgreSQL's server is not on this machine")
    home = Path(tempfile.mkdtemp(prefix="regulars-pg-"))
    as_other = []
    if os.geteuid() == 0:  # the server refuses to run as root
        home.chmod(0o777)
        as_other = ["su", "postgres", "-s", "/bin/sh", "-c"]

    def call(command: str) -> None:
        subprocess.run([*as_other, command] if as_other else ["sh", "-c", command], check=True, capture_output=True, timeout=120)

    data = home / "data"
    # what is on this disk is gone when the test is: it need not survive a power cut
    call(f"initdb -D {data} -A trust -U shop -E UTF8 --no-sync")
    for tried in range(3):
        port = free_port()
        options = f"-p {port} -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories={home}"
        try:
            call(f"pg_ctl -D {data} -o '{options}' -l {home}/log -t 110 -w start")
            break
        except subprocess.CalledProcessError:  # somebody else has taken the port meanwhile
            if tried == 2:
                raise
    try:
        yield f"postgres://shop@127.0.0.1:{port}/postgres"
    finally:
        call(f"pg_ctl -D {data} -m immediate stop")
        shutil.rmtree(home, ignore_errors=True)
