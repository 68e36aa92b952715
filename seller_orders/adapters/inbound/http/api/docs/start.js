"use strict";

// A link can fill the page in: /docs#domain=dom_1&key=sok_…. Browsers do not send the part after #
// to the server, so no log has the key.
const filledIn = new URLSearchParams(location.hash.slice(1));
const domain = filledIn.get("domain");
const key = filledIn.get("key");
if (key) {
  // Neither the address bar nor the history keeps the key.
  history.replaceState(null, "", location.pathname + location.search);
}

// The validator that Swagger UI asks by default is a server elsewhere.
const page = SwaggerUIBundle({
  dom_id: "#page",
  url: "openapi.json",
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  docExpansion: "list",
  responseInterceptor: fillIn,
  onComplete: authorize,
});

function fillIn(response) {
  if (domain && response.ok && response.url.endsWith("/openapi.json")) {
    const description = JSON.parse(response.text);
    const paths = Object.values(description.paths);
    const parts = [description.components, ...paths, ...paths.flatMap(Object.values)];
    for (const parameter of parts.flatMap((part) => Object.values(part.parameters || {}))) {
      if (parameter.in === "path" && parameter.name === "domain_id") {
        parameter.example = domain;
      }
    }
    response.text = JSON.stringify(description);
  }
  return response;
}

function authorize() {
  if (key) {
    const schemes = page.specSelectors.specJson().getIn(["components", "securitySchemes"]);
    schemes.keySeq().forEach((name) => page.preauthorizeApiKey(name, key));
  }
}
