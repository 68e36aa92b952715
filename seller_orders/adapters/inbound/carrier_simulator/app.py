"""Flask app of the simulated carrier, with routes by which tests change its behaviour."""

import time
from threading import Thread
from typing import Any, Final

from attrs import asdict, define
from flask import Flask, Response, abort, jsonify, request
from werkzeug.exceptions import ClientDisconnected

from seller_orders.adapters.inbound.carrier_simulator.event_sender import EventSender
from seller_orders.adapters.inbound.carrier_simulator.shipments import (
    JOURNEY,
    Shipments,
    SimulatedShipment,
)

_MAX_WAIT_S: Final = 60.0


@define(kw_only=True)
class Behaviour:
    """Delays and errors of the shipment routes.

    Requests wait ``before_s`` before they are processed, bookings ``after_s`` before the response.
    With ``status`` and ``code`` every request fails.
    """

    before_s: float = 0.0
    after_s: float = 0.0
    status: int | None = None
    code: str | None = None


def simulator(
    *, token: str | None = None, events: EventSender | None = None, pace_s: float | None = None
) -> Flask:
    """Create the app.

    Shipments move to the next stage every ``pace_s`` seconds, or only by request if it is None.
    """
    app = Flask("carrier_simulator", static_folder=None)
    shipments, behaviour = Shipments(), Behaviour()

    @app.before_request
    def apply_behaviour() -> Response | None:
        if not request.path.startswith("/shipments"):
            return None
        if token is not None and request.headers.get("Authorization") != f"Bearer {token}":
            return _problem(401, "unauthenticated")
        time.sleep(min(behaviour.before_s, _MAX_WAIT_S))
        return None if behaviour.status is None else _problem(behaviour.status, behaviour.code)

    @app.post("/shipments")
    def book() -> tuple[Response, int] | Response:
        try:
            shipment, is_new = shipments.book(_document())
        except KeyError:
            return _problem(422, "invalid_fields")
        if is_new and pace_s is not None:
            Thread(
                target=_run_journey, args=(shipments, shipment, events, pace_s), daemon=True
            ).start()
        time.sleep(min(behaviour.after_s, _MAX_WAIT_S))
        return _answer(shipment), 201 if is_new else 200

    @app.get("/shipments/<id>")
    def track(id: str) -> Response:
        shipment = shipments.get(id)
        return _answer(shipment) if shipment else _problem(404, "shipment_not_found")

    @app.post("/shipments/<id>/cancel")
    def cancel(id: str) -> Response:
        shipment = shipments.get(id)
        if shipment is None:
            return _problem(404, "shipment_not_found")
        if not shipments.cancel(shipment):
            return _problem(409, "already_picked_up")
        return _answer(shipment)

    @app.get("/track/<awb>")
    def page(awb: str) -> str:
        shipment = shipments.find_by_awb(awb) or abort(404)
        return f"Shipment {awb}: {shipment.status.replace('_', ' ')}"

    @app.put("/simulator/behaviour")
    def set_behaviour() -> Response:
        wanted: dict[str, Any] = _document()
        for name, value in asdict(Behaviour(**wanted)).items():
            setattr(behaviour, name, value)
        return jsonify(asdict(behaviour))

    @app.get("/simulator/shipments")
    def list_shipments() -> Response:
        return jsonify([asdict(each) for each in shipments.all])

    @app.put("/simulator/shipments/<id>")
    def move(id: str) -> Response:
        shipment = shipments.get(id) or abort(404)
        return jsonify({"moved": shipments.move(shipment, _document()["status"])})

    @app.post("/simulator/shipments/<id>/events")
    def send_event(id: str) -> Response:
        shipment = shipments.get(id) or abort(404)
        update: dict[str, Any] = _document()
        shipments.move(shipment, update["status"])
        return jsonify({"answered": events.send(shipment, update) if events else 0})

    return app


def _document() -> Any:
    try:
        return request.get_json()
    except (OSError, ClientDisconnected):
        # Chunks that end early or are malformed are an OSError in Werkzeug's server.
        abort(_problem(400, "incomplete_body"))


def _run_journey(
    shipments: Shipments, shipment: SimulatedShipment, events: EventSender | None, pace_s: float
) -> None:
    for stage in JOURNEY:
        time.sleep(pace_s)
        if not shipments.move(shipment, stage["status"]):
            return
        if events is not None:
            events.send(shipment, stage)


def _answer(shipment: SimulatedShipment) -> Response:
    return jsonify(
        {
            "id": shipment.names.id,
            "status": shipment.status,
            "awb": shipment.awb,
            "tracking_url": f"{request.host_url}track/{shipment.awb}",
        }
    )


def _problem(status: int, code: str | None) -> Response:
    response = jsonify(
        {"title": "The simulator refused the request.", "status": status, "code": code}
    )
    response.status_code = status
    response.content_type = "application/problem+json"
    return response
