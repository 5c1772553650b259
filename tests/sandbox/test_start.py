from tests.sandbox_server import SandboxServer


def test_it_is_healthy_and_knows_its_listeners(sandbox: SandboxServer) -> None:
    assert sandbox.control("GET", "/health") == {"ok": True}
    assert {"mara", "theo", "luzia", "pia"} <= {row["id"] for row in sandbox.state()["listeners"]}
