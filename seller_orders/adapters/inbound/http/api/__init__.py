"""The merchant API: routes, requests, responses, errors and their OpenAPI description."""
