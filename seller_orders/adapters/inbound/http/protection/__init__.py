"""Protection of the server: access, rate, concurrency and body limits, security headers.

A request passes these guards in this order. A request that is refused by one reaches no later one:

1. Head: 65 s and 64 KiB, by the server (``inbound.server.http_server``). Counts nothing.
2. Route and method: unknown ones are refused before the body is read. The body of a carrier's
   event, which alone says who may have signed it, has 64 KiB at most (``carrier_event_keys``).
3. Concurrency: requests at work in this process (``concurrency_limit``). A request gives its slot
   back while it waits for its body or for a network.
4. Credential: a key or token, or another layer's service token (``access_control``,
   ``service_auth``).
5. Rate: requests of the domain, of the credential, and of a carrier once its signature is verified
   (``rate_limits``).
6. Arriving bodies (``body_concurrency``): those of a domain whose credential was checked. All
   others, such as signed events, share one allowance, in which a newer body evicts the oldest.
7. Body: its size, completeness and time (``request_body``, ``input_stream``).

Nothing is counted by a path or a name that a caller can make up.
"""
