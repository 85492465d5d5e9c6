"""The description of the API, and no page in it."""

import httpx


async def test_the_description_has_the_api_and_no_pages(client: httpx.AsyncClient) -> None:
    described = (await client.get("/api/v1/schema/openapi.json")).json()
    assert list(described["paths"]) == ["/api/v1/replies"]
    assert described["components"]["securitySchemes"]["session"]["scheme"] == "bearer"
    assert (await client.get("/api/v1/schema/openapi.yaml")).status_code == 200


async def test_swagger_ui_is_our_own(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/schema", "/api/v1/schema/swagger"):
        answer = await client.get(path)
        assert answer.headers["content-type"].startswith("text/html")
        assert "http" not in answer.text
        assert 'data-schema="/api/v1/schema/openapi.json"' in answer.text


async def test_nothing_else_is_rendered_from_elsewhere(client: httpx.AsyncClient) -> None:
    for path in ("redoc", "elements", "rapidoc", "scalar", "oauth2-redirect.html"):
        answer = await client.get(f"/api/v1/schema/{path}")
        assert answer.status_code == 404
        assert "cdn" not in answer.text
