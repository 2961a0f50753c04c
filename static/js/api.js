// The page of the API's schema: Swagger UI from our own files, writing with the session's CSRF token.
document.addEventListener("DOMContentLoaded", function () {
  "use strict";
  var place = document.getElementById("swagger");
  if (!place || !window.SwaggerUIBundle) return;
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: function (request) {
      if (request.method && request.method !== "GET" && place.dataset.csrf) request.headers["X-CSRFToken"] = place.dataset.csrf;
      return request;
    },
  });
});
