"use strict";

// The validator that Swagger UI asks by default is a server elsewhere.
SwaggerUIBundle({
  dom_id: "#page",
  url: "openapi.json",
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
});
