"""The contract of what signed-in members read and do, but for the trainers' desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.api import downloads, figure_models, follow_ups, ticket_models
from bot.api.openapi_kit import by_staff, got, json_of, query_of, responses, sent_file


def paths() -> dict[str, Any]:
    """What a signed-in member reads."""
    named = _id("conversation")
    resent = {"200": {"description": "As it is now", "content": json_of("ConversationDetail")}}
    asked = {"200": {"description": "At most a handful", "content": json_of("SuggestionList")}}
    return {
        "/api/staff/cases": _read("listCases", "CaseList", "Open cases"),
        "/api/staff/members": _read("listMembers", "ColleagueList", "Colleagues"),
        "/api/staff/replies": _read("listReplies", "CannedReplies", "Canned replies"),
        "/api/staff/conversations/{conversation}": _read(
            "getConversation", "ConversationDetail", "What is around it", [named]
        ),
        "/api/staff/conversations/{conversation}/resend": {
            "post": {
                "operationId": "resend",
                "security": [{"staff": []}],
                "parameters": [named],
                "requestBody": {"required": True, "content": json_of("ResendRequest")},
                "responses": responses("400 401 404 409 413 415 429 503", resent),
            }
        },
        "/api/staff/proposals": {
            "post": {
                "operationId": "propose",
                "security": [{"staff": []}],
                "requestBody": {"required": True, "content": json_of("ProposalRequest")},
                "responses": responses("400 401 413 415 429 503", asked),
            }
        },
        **_persons([named]),
        **_tickets(),
        **_follow_ups(),
        **_figures(),
        **_accounts(),
    }


def _id(name: str) -> dict[str, Any]:
    """A random id in the address."""
    schema = {"type": "string", "format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _read(
    operation: str, content: str, what: str, parameters: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """What a member gets by its path."""
    found = {"200": {"description": what, "content": json_of(content)}}
    missing = " 404" if parameters else ""
    described = {
        "operationId": operation,
        "security": [{"staff": []}],
        "responses": responses(f"401{missing} 429 503", found),
    }
    return {"get": described | ({"parameters": list(parameters)} if parameters else {})}


def _persons(named: list[dict[str, Any]]) -> dict[str, Any]:
    """Conversations of the same person."""
    found = {"200": {"description": "At most a handful", "content": json_of("PersonList")}}
    linked = {"200": {"description": "The link", "content": json_of("LinkOut")}}
    one = "/api/staff/conversations/{conversation}"
    asked = responses("400 401 404 409 413 415 429 503", found)
    made = responses("400 401 404 409 413 415 429 503", linked)
    link = [named[0] | {"name": "link"}]
    undone = responses("401 404 429 503", linked)
    return {
        f"{one}/persons": {"post": by_staff("findPersons", asked, named, "PersonSearch")},
        f"{one}/links": {"post": by_staff("linkPerson", made, named, "LinkMade")},
        "/api/staff/links/{link}": {"delete": by_staff("unlinkPerson", undone, link)},
    }


def _tickets() -> dict[str, Any]:
    """Tickets, for staff."""
    listed = {"200": {"description": "The wanted part", "content": json_of("TicketList")}}
    detail = {"200": {"description": "The ticket as it is now", "content": json_of("TicketDetail")}}
    named = {"type": "string", "pattern": "^BB[0-9]{12}$"}
    number = [{"name": "number", "in": "path", "required": True, "schema": named}]
    sent = "400 401 404 409 413 415 429 503"
    asked = query_of(ticket_models.TicketPage), query_of(ticket_models.TicketTable)
    return {
        "/api/staff/tickets": {
            "get": by_staff("listTickets", responses("400 401 429 503", listed), asked[0]),
            "post": by_staff("openTicket", responses(sent, detail), [], "TicketOpen"),
        },
        "/api/staff/tickets/export": {
            "get": by_staff("exportTickets", responses("400 401 429 503", _table()), asked[1])
        },
        "/api/staff/tickets/{number}": {
            "get": by_staff("getTicket", responses("401 404 429 503", detail), number),
            "patch": by_staff("changeTicket", responses(sent, detail), number, "TicketChange"),
        },
        "/api/staff/tickets/{number}/notes": {
            "post": by_staff("noteOnTicket", responses(sent, detail), number, "TicketNote")
        },
        "/api/staff/tickets/{number}/files": sent_file(
            "sendTicketFile", "staff", ticket_models.TicketFileSent, number, detail
        ),
        "/api/staff/tickets/{number}/files/{file}": got("getTicketFile", "staff", number),
    }


def _follow_ups() -> dict[str, Any]:
    """Calls after bad grades."""
    listed = {"200": {"description": "The wanted part", "content": json_of("FollowUpList")}}
    done = {"200": {"description": "As it is now", "content": json_of("FollowUpOut")}}
    asked = query_of(follow_ups.FollowUpPage)
    sent = responses("400 401 404 409 413 415 429 503", done)
    return {
        "/api/staff/follow-ups": {
            "get": by_staff("listFollowUps", responses("400 401 429 503", listed), asked)
        },
        "/api/staff/follow-ups/{case}": {
            "post": by_staff("doneFollowUp", sent, [_id("case")], "FollowUpDone")
        },
    }


def _figures() -> dict[str, Any]:
    """The managers' figures."""
    found = {"200": {"description": "With definitions", "content": json_of("FigureReport")}}
    shown, taken = query_of(figure_models.FigureFilter), query_of(figure_models.FigureTable)
    errors = "400 401 403 429 503"
    return {
        "/api/staff/figures": {"get": by_staff("getFigures", responses(errors, found), shown)},
        "/api/staff/figures/export": {
            "get": by_staff("exportFigures", responses(errors, _table()), taken)
        },
    }


def _accounts() -> dict[str, Any]:
    """What admins do with accounts, and everybody with their own."""
    listed = {"200": {"description": "Switched off or on", "content": json_of("AccountList")}}
    made = {"200": {"description": "The account", "content": json_of("AccountOut")}}
    now = {"200": {"description": "As it is now", "content": json_of("AccountChanged")}}
    ended = {"204": {"description": "Signed out, or was not signed in"}}
    renewed = {"204": {"description": "Changed, and signed out everywhere"}}
    sent = "400 401 403 404 409 413 415 429 503"
    asked, switched = responses(sent, now), responses("401 403 404 409 429 503", now)
    one, account = "/api/staff/accounts/{account}", [_id("account")]
    return {
        "/api/staff/accounts": {
            "get": by_staff("listAccounts", responses("401 403 429 503", listed), []),
            "post": by_staff("addAccount", responses(sent, made), [], "AccountNew"),
        },
        one: {"patch": by_staff("changeAccount", asked, account, "AccountChange")},
        f"{one}/password": {
            "put": by_staff("setPassword", asked, account, "AccountPassword"),
        },
        f"{one}/deactivate": {"post": by_staff("deactivateAccount", switched, account)},
        f"{one}/activate": {"post": by_staff("activateAccount", switched, account)},
        "/api/staff/password": {
            "put": by_staff(
                "changePassword",
                responses("400 401 403 409 413 415 429 503", renewed),
                [],
                "PasswordChange",
            )
        },
        "/api/staff/members/{member}/sessions": {
            "delete": by_staff(
                "signOutMember", responses("401 403 404 429 503", ended), [_id("member")]
            )
        },
    }


def _table() -> dict[str, Any]:
    """A file for a spreadsheet."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    kept = {kind.partition(";")[0]: binary for _, kind in downloads.KINDS.values()}
    return {"200": {"description": "The table, as a download", "content": kept}}
