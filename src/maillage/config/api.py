"""The API: one token of one authority per call, one scope per router, errors in French (RFC 9457).

The law is for everyone: its router asks for no token, and takes small bodies only.
"""

import json
from contextlib import nullcontext
from functools import wraps

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django_scopes import scope
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from maillage import __version__
from maillage.accounts.api import router as authority_router
from maillage.accounts.enums import ApiScope
from maillage.accounts.queries.tokens import token_behind
from maillage.common.access import public
from maillage.governance.api import router as governance_router
from maillage.law.api import router as law_router
from maillage.law.queries.composition import complaints
from maillage.library.api import router as library_router
from maillage.partners.api import router as partners_router
from maillage.territories.api import router as territory_router

TITLES = {
    400: "Demande incorrecte",
    401: "Jeton absent ou refusé",
    403: "Droit manquant",
    404: "Introuvable",
    405: "Méthode refusée",
    413: "Demande trop longue",
    422: "Paramètre refusé",
}
OUTCOMES = {200: "Réponse", **TITLES}
LONGEST_BODY = 256 * 1024
UNREADABLE = "Cannot parse request body"  # how ninja says that it is no JSON
PROBLEM = {
    "title": "Problème",
    "description": "Une erreur, à la manière de la RFC 9457.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "title": "Nature"},
        "title": {"type": "string", "title": "Titre"},
        "status": {"type": "integer", "title": "Code HTTP"},
        "detail": {"type": "string", "title": "Ce qui s’est passé, en français"},
    },
    "required": ["type", "title", "status", "detail"],
}


class ScopedToken(HttpBearer):
    """Lets a call through if its token is open and bears `scope`."""

    def __init__(self, scope: ApiScope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request, token):
        # The token was looked up at the door, with its scope: see `door`.
        if request.api_token is None:
            return None
        if self.scope not in request.api_token.scopes:
            raise HttpError(403, f"Ce jeton n’a pas le droit « {self.scope} » : {self.scope.label}.")
        return request.api_token


class FrenchSchema(OpenAPISchema):
    """OpenAPI 3.1, with the scope that each operation asks for and its outcomes in French."""

    def operation_security(self, operation):
        self.securitySchemes["jeton"] = {
            "type": "http",
            "scheme": "bearer",
            "description": "Un jeton d’API, créé par un pilote dans son espace (Réglages, Jetons d’API).",
        }
        return [{"jeton": [str(auth.scope)]} for auth in operation.auth_callbacks]

    def responses(self, operation):
        self.schemas["Probleme"] = PROBLEM
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleme"}}}
        sources = {model.__ninja_param_source__ for model in operation.models}
        statuses = [
            *[400, 413] * ("body" in sources),
            *[401, 403] * bool(operation.auth_callbacks),
            *[404] * ("path" in sources),
            *[422] * bool(sources & {"query", "body"}),
        ]
        refused = {status: {"description": TITLES[status], "content": problem} for status in statuses}
        answers = super().responses(operation) | refused
        return {
            str(status): {**answer, "description": OUTCOMES.get(status, answer["description"])}
            for status, answer in answers.items()
        }


class HouseApi(NinjaAPI):
    def get_openapi_schema(self, *, path_prefix=None, path_params=None):
        return FrenchSchema(self, path_prefix or self.get_root_path(path_params or {}))


api = HouseApi(
    title="API de Maillage",
    version=__version__,
    description="Lire les données d’une autorité depuis un autre programme.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    servers=[{"url": settings.BASE_URL}],
    openapi_extra={
        "info": {
            "license": {
                "name": "AGPL-3.0-or-later",
                "url": "https://www.gnu.org/licenses/agpl-3.0.html",
            },
        },
    },
)
api.add_router("", authority_router, auth=ScopedToken(ApiScope.AUTHORITY_READ), tags=["Autorité"])
api.add_router("", territory_router, auth=ScopedToken(ApiScope.TERRITORY_READ), tags=["Territoire"])
api.add_router("", law_router, auth=None, tags=["Droit"])
api.add_router("", partners_router, auth=ScopedToken(ApiScope.PARTNERS_READ), tags=["Partenaires"])
api.add_router("", governance_router, auth=ScopedToken(ApiScope.GOVERNANCE_READ), tags=["Instances"])
api.add_router("", library_router, auth=ScopedToken(ApiScope.LIBRARY_READ), tags=["Bibliothèque"])


def problem(status: int, detail: str) -> JsonResponse:
    content = {
        "type": "about:blank",
        "title": TITLES.get(status, "Erreur"),
        "status": status,
        "detail": detail,
    }
    return JsonResponse(
        content,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


@api.exception_handler(AuthenticationError)
def unknown_token(request, error):
    response = problem(401, "Donnez un jeton valable dans l’en-tête « Authorization: Bearer … ».")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def refused(request, error):
    if str(error).startswith(UNREADABLE):
        return problem(400, "Le corps de la demande n’est pas du JSON lisible.")
    return problem(error.status_code, str(error))


@api.exception_handler(Http404)
def not_found(request, error):
    return problem(404, "Rien à cette adresse pour ce jeton.")


@api.exception_handler(ValidationError)
def not_understood(request, error):
    if error.errors[0]["loc"][0] == "body":
        return problem(422, complaints(error.errors))
    names = ", ".join(sorted({str(each["loc"][-1]) for each in error.errors}))
    return problem(422, f"Valeur manquante ou refusée pour : {names}.")


def door(view):
    """Look the token up, open the scope of its authority for the whole call; no session, no cookie."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > LONGEST_BODY:
            return problem(413, f"Le corps de la demande dépasse {LONGEST_BODY // 1024} Kio.")
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        request.api_token = token_behind(secret.strip()) if kind.lower() == "bearer" else None
        method = request.method
        request.method = (
            "GET" if method == "HEAD" else method
        )  # ninja knows no HEAD; the server drops the body
        with scope(authority=request.api_token.authority) if request.api_token else nullcontext():
            response = view(request, *args, **kwargs)
        request.method = method
        if response.status_code == 405:  # noqa: PLR2004
            verb = "GET" if "GET" in response["Allow"] else "POST"
            return problem(405, f"Cette adresse attend {verb}.")
        return response

    return csrf_exempt(public(inner))


def api_urls(patterns, app_name, namespace):
    """The addresses of the API, each behind `door`; its bare root leads to the documentation."""
    for pattern in patterns:
        pattern.callback = door(pattern.callback)
        if pattern.name == "api-root":
            pattern.callback = public(lambda request: redirect("api_documentation"))
    return patterns, app_name, namespace


urls = api_urls(*api.urls)
law_composition = next(pattern.callback for pattern in urls[0] if pattern.name == "law_composition")


@public
@require_safe
def documentation(request):
    schema = api.get_openapi_schema()
    context = {
        "operations": operations_of(schema),
        "scopes": ApiScope.choices,
        "base_url": settings.BASE_URL,
        "version": __version__,
    }
    return render(request, "accounts/api_documentation.html", context)


def operations_of(schema) -> list[dict]:
    """The operations of the schema, flat, as the page shows them."""
    return [
        {
            "id": operation["operationId"],
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "scope": operation["security"][0]["jeton"][0] if "security" in operation else "",
            "parameters": operation["parameters"],
            "body": body_of(schema, operation),
            "example": example_of(path, operation["parameters"]),
            "responses": [
                {"status": status, "text": answer["description"], "fields": fields_of(schema, answer)}
                for status, answer in operation["responses"].items()
            ],
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def example_of(path: str, parameters: list[dict]) -> str:
    asked = [each["name"] for each in parameters if each["in"] == "query" and each["required"]]
    return path + ("?" + "&".join(f"{name}=…" for name in asked) if asked else "")


def fields_of(schema, answer) -> list[dict]:
    """The first level of what an answer holds, in the words of the schema; the page says the rest is in the file."""
    found = schema_of(schema, answer)
    return [
        {"name": field, "text": facts.get("title", "")}
        for field, facts in found.get("properties", {}).items()
    ]


def schema_of(schema, message) -> dict:
    content = message.get("content", {}).get("application/json", {}).get("schema", {})
    content = content.get("items", content)
    name = content.get("$ref", "").rsplit("/", 1)[-1]
    return schema["components"]["schemas"].get(name, content)


def body_of(schema, operation) -> dict:
    """What an operation wants to be sent: its fields, and an example written as JSON."""
    if "requestBody" not in operation:
        return {}
    (example,) = schema_of(schema, operation["requestBody"])["examples"]
    return {
        "fields": fields_of(schema, operation["requestBody"]),
        "example": json.dumps(example, ensure_ascii=False, indent=2),
    }
